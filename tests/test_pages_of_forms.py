"""What holds for every page: HEAD, and how a refused form is shown."""

import re

import pytest
from django.urls import reverse

from events.models import Event
from tests.factories import make_event, make_member, make_person, make_venue
from tests.test_permissions import EXPECTED, client_of, path_of, world

pytestmark = [pytest.mark.look, pytest.mark.django_db]


@pytest.mark.parametrize("reader", ["stranger", "manager"])
def test_head_has_the_status_of_get_on_every_page(reader):
    people, arguments = world()
    client = client_of(people[reader])

    different = {}
    for name in EXPECTED:
        path = path_of(name, arguments)
        head = client.head(path)
        got = client.get(path)
        for response in (head, got):
            if response.streaming:
                b"".join(response.streaming_content)  # read to its end, it is closed
        if (head.status_code, head.content if not head.streaming else b"") != (got.status_code, b""):
            different[name] = head.status_code, got.status_code

    assert different == {}


def refused(client, name, event, typed):
    arguments = [event.programme.slug] if name == "planning:create" else [event.slug]
    return client.post(reverse(name, args=arguments), typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("planning:create", {"title": ""}),
        ("planning:reschedule", {"starts_local": "nonsense"}),
        ("planning:cancel", {"reason": "x" * 1001}),
        ("planning:postpone", {"reason": "x" * 1001}),
        ("contributors:add", {"name": ""}),
        ("invitation_codes:list", {"code": "!" * 99, "uses": "x"}),
        ("self_service:register", {"name": ""}),
    ],
)
def test_a_refused_form_says_so_in_title_summary_and_fields(client, name, typed):
    event = make_event(venue=make_venue())
    if name == "invitation_codes:list":
        Event.objects.update(policy="invitation")
    client.force_login(make_member(event.programme))

    page = refused(client, name, event, typed).text

    assert re.search(r"<title>Error: ", page)
    assert re.search(r'role="alert" tabindex="-1" autofocus data-error-summary', page)
    links = re.findall(r'<li><a href="#([^"]+)">', page)
    assert links
    for target in links:
        assert f'id="{target}"' in page
    assert 'aria-invalid="true"' in page
    described = re.search(
        r'aria-describedby="([^"]+)" aria-invalid="true"|aria-invalid="true" aria-describedby="([^"]+)"', page
    )
    assert described is None or all(f'id="{part}"' in page for part in (described[1] or described[2]).split())


def test_a_good_page_has_no_error_in_its_title(client):
    event = make_event()
    client.force_login(make_member(event.programme))

    assert "<title>Error:" not in client.get(reverse("planning:edit", args=[event.slug])).text


@pytest.mark.parametrize("typed", ["Hanoi", "Ha Noi", "hà nội", "HANOI", "Hà Nội seminar"])
@pytest.mark.parametrize("city", ["Ha Noi", "Hanoi", "Hà Nội"])
def test_search_ignores_spaces_and_accents(client, typed, city):
    make_event(title="Seminar on wages", venue=make_venue(city=city))
    make_event(title="Other seminar", venue=make_venue(city="Bangkok"))

    page = client.get(reverse("events:list"), {"q": typed}).text

    assert "Seminar on wages" in page
    assert "Other seminar" not in page


@pytest.mark.parametrize("typed", ["Nguyen", "Nguyễn Thị", "social security institute", "pensions"])
def test_search_finds_speakers_and_sessions(client, typed):
    event = make_event(title="Seminar on wages")
    session = event.sessions.create(title="Pensions")
    session.contributors.create(
        name="Nguyễn Thị Minh", affiliation="Social Security Institute", role="speaker", person=make_person()
    )
    make_event(title="Other")

    page = client.get(reverse("events:list"), {"q": typed}).text

    assert "Seminar on wages" in page
    assert "Other" not in re.sub(r"<(head|nav|footer).*?</\1>", "", page, flags=re.S).split("<main")[1]


@pytest.mark.parametrize(("host", "is_warned"), [("127.0.0.1:8000", True), ("localhost:8000", False)])
def test_says_at_an_address_without_a_name_that_passkeys_do_not_work(client, host, is_warned):
    page = client.get(reverse("account_login"), headers={"host": host}).text

    assert ("open the page at localhost" in page) is is_warned
