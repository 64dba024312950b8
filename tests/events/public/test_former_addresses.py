"""A programme whose address has changed: all its pages, feeds, frames and filters work at the former one."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings as site
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import now

from events.calendars.services import revise
from events.demo import real_programme
from events.models import EventAlert, Programme
from events.new_events.queries import new_for
from events.programmes.settings import create
from events.programmes.website.rows import save_row
from events.public.former_addresses import ROUTES
from tests.events.library.helpers import make_album, make_picture, make_resource
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    programme = make_programme(name="Seas", slug="seas", frame_sites="https://partner.example")
    revise(make_event(programme=programme, title="Seminar on seas", published_at=now()), significant=False)
    return programme


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def rename(client, slug, old="seas", **fields):
    return client.post(f"/organise/programmes/{old}/settings/name/", {"name": "Seas", "slug": slug, **fields})


@pytest.fixture
def renamed(client, programme, manager):
    assert rename(client, "oceans").url == "/organise/programmes/oceans/settings/#name"
    client.logout()
    programme.refresh_from_db()
    return programme


def test_manager_changes_the_address_and_the_history_says_so(client, programme, manager):
    rename(client, "oceans")

    programme.refresh_from_db()
    assert programme.slug == "oceans"
    assert "seas → oceans" in programme.changes.get().said


def test_coordinator_cannot_change_the_address(client, programme):
    client.force_login(make_member(programme, role="coordinator"))

    assert rename(client, "oceans").status_code == 403


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("taken", "Another page has this address"), ("new", "Plenary uses this address itself"),
        ("before", "Another page has this address, or had it before"), ("two words", "Enter a valid"),
    ],
)  # fmt: skip
def test_refused_address_is_shown_with_the_reason_and_the_page_keeps_its_links(
    client, programme, manager, slug, reason
):
    make_programme(name="Other", slug="taken")
    second = make_programme(name="Second", slug="before")
    client.force_login(make_member(second))
    rename(client, "after", old="before")
    client.force_login(manager)

    page = rename(client, slug).text

    assert reason in page
    assert f'value="{slug}"' in page
    assert 'action="/organise/programmes/seas/settings/name/"' in page
    assert f"/organise/programmes/{quote(slug)}/" not in page


def test_empty_address_stays(client, programme, manager):
    rename(client, "", summary="About the seas")

    programme.refresh_from_db()
    assert (programme.slug, programme.summary) == ("seas", "About the seas")


@pytest.mark.parametrize(
    "path",
    [
        "/programmes/{}/", "/programmes/{}/?page=2&phase=1", "/programmes/{}/brochure.pdf", "/programmes/{}/news/",
        "/programmes/{}/news/atom.xml", "/embed/programmes/{}/", "/privacy/{}/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "head"])
def test_public_pages_redirect(client, renamed, path, method):
    response = getattr(client, method)(path.format("seas"))

    assert (response.status_code, response.url) == (301, path.format("oceans"))
    assert response.headers["Cache-Control"] == "no-cache"
    assert client.get(response.url).status_code == 200


def test_workspace_redirects_and_keeps_what_was_posted(client, renamed, manager):
    client.force_login(manager)

    response = client.get("/organise/programmes/seas/settings/")
    assert (response.status_code, response.url) == (301, "/organise/programmes/oceans/settings/")

    response = client.post("/organise/programmes/seas/settings/contact/", {"contact_email": "new@example.org"})
    assert (response.status_code, response.url) == (308, "/organise/programmes/oceans/settings/contact/")


def test_every_address_with_the_slug_of_a_programme_redirects():
    def routes(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from routes(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield route

    found = [route for route in routes(get_resolver().url_patterns) if "programmes/<slug:slug>" in route]
    assert len(found) > 40
    assert [route for route in found if not route.startswith(ROUTES)] == []


def test_address_that_returns_leads_in_no_circle(client, renamed, manager):
    client.force_login(manager)

    rename(client, "seas", old="oceans")

    assert client.get("/programmes/seas/").status_code == 200
    assert client.get("/programmes/oceans/").url == "/programmes/seas/"


def test_pages_that_nothing_had_stay_not_found(client, renamed):
    assert client.get("/programmes/lakes/").status_code == 404
    assert client.get("/programmes/oceans/news/nothing/").status_code == 404
    assert client.get("/programmes/seas/news/nothing/").url == "/programmes/oceans/news/nothing/"


def test_oembed_describes_the_programme_at_its_former_address(client, renamed):
    data = json.loads(client.get("/oembed", {"url": f"{site.BASE_URL}/programmes/seas/"}).content)

    assert data["title"] == "Seas"
    assert "/embed/programmes/oceans/" in data["html"]


def test_filters_with_the_former_address_find_the_same(client, renamed):
    other = make_programme(name="Lakes", slug="lakes")
    revise(make_event(programme=other, title="Another event"), significant=False)
    resource = make_resource(programme=renamed, title="Handbook of seas")
    make_resource(programme=other, title="Other handbook")
    for of, title in ((renamed, "Days at sea"), (other, "Days at the lake")):
        make_picture(make_album(programme=of, title=title))

    page = client.get("/events/?programme=seas").text
    assert "Seminar on seas" in page
    assert "Another event" not in page
    assert "/calendar/subscribe/?programme=oceans" in page
    feed = client.get("/calendar/events.ics?programme=seas").text
    assert "Seminar on seas" in feed
    assert "Another event" not in feed
    assert "X-WR-CALNAME:Plenary: events of Seas" in feed
    assert "/calendar/events.ics?programme=oceans" in client.get("/calendar/subscribe/?programme=seas").text
    resources = client.get("/resources/?programme=seas").text
    assert resource.title in resources
    assert "Other handbook" not in resources
    albums = client.get("/pictures/?programme=seas").text
    assert "Days at sea" in albums
    assert "Days at the lake" not in albums


def test_alert_and_filters_follow_an_area_to_its_new_address(client, programme):
    area = programme.areas.create(name="Fish", slug="fish")
    event = programme.events.get()
    event.areas.add(area)
    make_resource(programme=programme, title="Handbook on fish").areas.add(area)
    alert = EventAlert.objects.create(person=make_person(), areas=["fish"], told_until=now() - timedelta(days=9))

    area.slug = "fisheries"
    save_row(area, by=make_person())

    assert list(new_for(alert, now())) == [event]
    assert "Seminar on seas" in client.get("/events/?area=fish").text
    assert "Seminar on seas" in client.get("/calendar/events.ics?area=fish").text
    assert "Handbook on fish" in client.get("/resources/?area=fish").text
    client.force_login(alert.person)
    assert 'value="fisheries" checked' in client.get(reverse("new_events:mine")).text.replace(' id="id_areas_0"', "")


def test_address_that_another_programme_has_just_got_is_refused(client, programme, manager, monkeypatch):
    monkeypatch.setattr("events.programmes.settings_forms.NameForm.clean_slug", lambda form: form.cleaned_data["slug"])
    monkeypatch.setattr("events.programmes.settings_forms.NameForm.validate_unique", lambda form: None)
    make_programme(name="Other", slug="taken")

    page = rename(client, "taken").text

    assert "Another page has this address" in page
    programme.refresh_from_db()
    assert programme.slug == "seas"


def test_new_programme_does_not_get_a_former_address(renamed):
    created = create(name="Seas", short_name="", contact_email="", by=make_person())

    assert created.slug == "seas-2"


def test_demonstration_is_not_loaded_again_under_its_former_address(client):
    client.force_login(make_member(make_programme(slug=real_programme.SLUG)))
    rename(client, "renamed", old=real_programme.SLUG)

    assert real_programme.load().slug == "renamed"
    assert Programme.objects.count() == 1


def test_ids_of_the_feed_of_news_stay(client, renamed, manager):
    item = renamed.news.create(title="First", slug="first", published_at=now())
    ids = client.get("/programmes/oceans/news/atom.xml").text.count("tag:plenary.example,2026:news")

    item.slug = "second"
    save_row(item, by=manager)
    client.force_login(manager)
    rename(client, "lakes", old="oceans")

    page = client.get("/programmes/lakes/news/atom.xml").text
    assert ids == page.count("tag:plenary.example,2026:news") == 2
