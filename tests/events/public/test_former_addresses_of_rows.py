"""Events, resources, albums, areas, declarations and news whose address has changed: each page leads to the new one."""

from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import now

from events.calendars.services import revise
from events.models import AreaOfAction, NewsItem, PolicyDeclaration
from events.public.former_addresses import ROUTES, ROWS, VISIBLE
from events.slugs import save_with_slug
from tests.events.library.helpers import make_album, make_picture, make_resource
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


def rename(row, slug):
    row.slug = slug
    save_with_slug(row, title=str(row), fallback="row")
    return row


def make_row(kind):
    """Return a row that everybody may see, at the address "new". It had the address "old"."""
    programme = make_programme(slug="seas")
    if kind == "event":
        row = make_event(programme=programme, slug="old")
        revise(row, significant=False)
    elif kind == "resource":
        row = make_resource(programme=programme, slug="old")
    elif kind == "album":
        row = make_picture(make_album(programme=programme, slug="old")).album
    else:
        model, fields = {
            "area": (AreaOfAction, {"name": "Fish"}),
            "declaration": (PolicyDeclaration, {"title": "Fish", "published_at": now()}),
            "news": (NewsItem, {"title": "Fish", "published_at": now()}),
        }[kind]
        row = model.objects.create(programme=programme, slug="old", **fields)
    return rename(row, "new")


PAGES = [
    ("event", "/events/{}/"),
    ("event", "/events/{}/?day=2"),
    ("event", "/events/{}/agenda/"),
    ("event", "/events/{}/agenda.json"),
    ("event", "/events/{}/event.ics"),
    ("event", "/events/{}/register/"),
    ("resource", "/resources/{}/"),
    ("resource", "/resources/{}/cite.bib"),
    ("album", "/pictures/{}/"),
    ("area", "/programmes/seas/areas/{}/"),
    ("declaration", "/programmes/seas/declarations/{}/"),
    ("news", "/programmes/seas/news/{}/"),
]


@pytest.mark.parametrize(("kind", "path"), PAGES)
def test_page_at_a_former_address_redirects_and_browsers_do_not_keep_it(client, kind, path):
    make_row(kind)

    answer = client.get(path.format("old"))

    assert (answer.status_code, answer.url) == (301, path.format("new"))
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get(answer.url).status_code in {200, 302}  # 302 of a page that asks who one is


def test_both_slugs_of_an_address_can_be_former_ones(client):
    area = make_row("area")
    rename(area.programme, "oceans")

    answer = client.get("/programmes/seas/areas/old/")

    assert (answer.status_code, answer.url) == (301, "/programmes/oceans/areas/new/")


def test_workspace_of_an_event_redirects_and_keeps_what_was_posted(client):
    event = make_row("event")
    client.force_login(make_member(event.programme))

    assert client.get("/organise/events/old/").url == "/organise/events/new/"
    assert client.post("/organise/events/old/publish/", {}).status_code == 308


def test_nobody_learns_the_address_of_what_they_may_not_see(client):
    programme = make_programme(slug="seas")
    rename(make_event(programme=programme, slug="old", status="draft"), "secret")
    rename(make_resource(programme=programme, slug="old", published_at=now() + timedelta(days=1)), "secret")
    rename(make_album(programme=programme, slug="old", published_at=None), "secret")
    for model in (PolicyDeclaration, NewsItem):
        rename(model.objects.create(programme=programme, slug="old", title="Fish", published_at=None), "secret")
    paths = [path.format("old") for kind, path in PAGES if kind != "area"]

    for person in (None, make_person()):
        if person:
            client.force_login(person)
        assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    client.force_login(make_member(programme))
    assert client.get("/events/old/").url == "/events/secret/"
    assert client.get("/programmes/seas/news/old/?preview").url == "/programmes/seas/news/secret/?preview="


def test_every_address_with_a_slug_redirects():
    def routes(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from routes(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield route

    found = [route for route in routes(get_resolver().url_patterns) if "slug:" in route]
    others = [route for route in found if not route.startswith((*ROUTES, *VISIBLE))]

    # The digests of files, the keys of calls and the names of providers never change.
    assert [route for route in others if "<slug:slug>" in route or "_slug>" in route] == []
    assert {name for name in ROWS if any(f":{name}>" in route for route in found)} == set(ROWS)
    assert sum("_slug>" in route for route in found) == len(ROWS)
