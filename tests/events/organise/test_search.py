"""The search of the workspace: what it finds, for whom, and how a page without a script shows it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.highlighting import mark_matches
from events.models import Contributor, Event, Session, TeamMember
from events.organise.search.find import FEW, find
from events.registration.services import register
from notifications.models import InboundMail, Message
from tests.events.library.helpers import make_resource
from tests.factories import (
    make_country,
    make_delegation,
    make_event,
    make_member,
    make_person,
    make_programme,
    make_venue,
)  # fmt: skip

pytestmark = pytest.mark.django_db
Role = TeamMember.Role
ALL = {"events", "people", "sessions", "mails", "venues", "resources"}


@pytest.fixture
def event():
    """An event with one row of each type that names Ha Noi."""
    venue = make_venue(name="Sample Institute", city="Hà Nội", country=make_country("VN", name="Viet Nam"))
    event = make_event(title="Workshop on data", venue=venue, policy=Event.Policy.APPROVAL)
    session = Session.objects.create(event=event, title="What Ha Noi learned")
    Contributor.objects.create(session=session, name="Nguyễn Văn An", affiliation="Bộ Lao động")
    person = make_person(name="Phương Đặng", email="dang@example.org", organisation_name="Hanoi Chamber")
    register(event, person)
    Message.objects.filter(topic=event.mail_topic).update(subject="x")
    mail = Message.objects.filter(topic=event.mail_topic).first()
    mail.subject = "Flight from Hà Nội"
    mail.save(update_fields=["subject"])
    make_resource(programme=event.programme, title="Report from Hà Nội", published_at=None)
    return event


@pytest.fixture
def manager(event):
    return make_member(event.programme)


def kinds(user, text):
    return {group.kind for group in find(user, text)}


def titles(user, text, kind=""):
    return [re.sub("<.*?>", "", hit.title) for group in find(user, text, kind) for hit in group.hits]


@pytest.mark.parametrize("text", ["Hanoi", "ha noi", "Hà Nội", "HANOI", "  ha  nội "])
def test_finds_each_type_without_accents_case_and_spaces(manager, text):
    assert kinds(manager, text) == ALL


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("phuong", "Phương Đặng"),
        ("dang phuong", "Phương Đặng"),
        ("dang@example.org", "Phương Đặng"),
        ("workshop hanoi", "Workshop on data"),
        ("viet nam", "Workshop on data"),
        ("nguyen van an", "Nguyễn Văn An"),
        ("van an", "What Ha Noi learned"),
        ("flight", "Flight from Hà Nội"),
        ("sample inst", "Sample Institute"),
    ],
)
def test_finds_by_what_a_reader_remembers(manager, text, found):
    assert found in titles(manager, text)


def test_hit_says_what_tells_similar_names_apart(event, manager):
    register(make_event(programme=event.programme, title="Second"), make_person(name="Phuong Dang", country="VN"))

    hits = next(group for group in find(manager, "phuong dang") if group.kind == "people").hits

    assert len(hits) == 2
    assert "Hanoi Chamber" in hits[1].details + hits[0].details
    assert "Viet Nam" in hits[0].details + hits[1].details
    assert all("Second" in hit.details or "Workshop" in hit.details for hit in hits)


def test_finds_nothing_of_a_programme_of_others(event, client):
    other = make_member(make_programme(slug="other"))
    client.force_login(other)

    page = client.get(reverse("organise:search"), {"q": "hanoi"})

    assert find(other, "hanoi") == []
    assert page.status_code == 200
    assert "Workshop" not in page.text
    assert "No results" in page.text


def test_person_without_a_role_finds_nothing(event):
    assert find(make_person(), "hanoi") == []


@pytest.mark.parametrize(
    ("role", "found"),
    [
        (Role.MANAGER, ALL),
        (Role.COORDINATOR, ALL),
        (Role.RECEPTION, ALL - {"mails", "resources"}),
        (Role.VIEWER, {"events", "sessions", "venues"}),
    ],
)
def test_finds_only_types_that_the_role_may_view(event, role, found):
    assert kinds(make_member(event.programme, role), "hanoi") == found


def test_role_of_one_programme_opens_no_people_of_another(event):
    viewer = make_member(event.programme, Role.VIEWER)
    make_member(make_programme(slug="own"), Role.MANAGER, viewer)

    assert kinds(viewer, "hanoi") == {"events", "sessions", "venues"}


def test_finds_a_focal_point_and_a_reply(event, manager):
    focal = make_person(name="Lê Quang Minh")
    make_delegation(event, focal_point=focal, constituency="workers")
    InboundMail.objects.create(
        digest="d", sender="minh@example.org", subject="Ngày mai", topic=event.mail_topic, state="set_aside",
        reason="words", settled_at=event.created_at,
    )  # fmt: skip

    assert "Lê Quang Minh" in titles(manager, "le quang")
    assert "Ngày mai" in titles(manager, "ngay mai")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.RECEPTION, Role.VIEWER])
def test_every_hit_opens_for_its_reader(event, client, role):
    member = make_member(event.programme, role)
    client.force_login(member)

    urls = [hit.url for group in find(member, "hanoi") for hit in group.hits]

    assert urls
    assert [url for url in urls if client.get(url).status_code != 200] == []


def hits(user, text, kind):
    return next(group for group in find(user, text, kind) if group.kind == kind).hits


def test_session_leads_to_its_line_in_the_overview(event, manager, client):
    session = event.sessions.get()
    client.force_login(manager)

    (hit,) = hits(manager, "what ha noi learned", "sessions")

    page, _hash, anchor = hit.url.partition("#")
    assert page == reverse("planning:overview", args=[event.slug])
    assert anchor == f"session-{session.pk}"
    assert f'id="{anchor}"' in client.get(page).text


def test_venue_leads_to_its_page_or_to_its_events(event, manager, client):
    venue = event.venue
    venue.programme = event.programme
    venue.save(update_fields=["programme"])

    assert hits(manager, "sample", "venues")[0].url == reverse("venues:edit", args=[event.programme.slug, venue.pk])
    viewer = make_member(event.programme, Role.VIEWER)
    client.force_login(viewer)
    page = client.get(hits(viewer, "sample", "venues")[0].url)
    assert page.wsgi_request.path == reverse("organise:events")
    assert event.title in page.text


def test_venue_without_events_is_found_by_its_programme_alone(event, manager):
    make_venue(name="Riverside Hall", city="Hue", programme=event.programme)

    assert "Riverside Hall" in titles(manager, "riverside")
    assert titles(make_member(make_programme(slug="other")), "riverside") == []


def test_finds_events_of_years_ago(event, manager):
    make_event(programme=event.programme, title="Inception seminar", starts_at=now() - timedelta(days=4000))

    assert titles(manager, "inception") == ["Inception seminar"]


@pytest.mark.parametrize(
    ("ends_year", "label", "when"),
    [(2016, "Search past programmes too", "past"), (None, "Search other programmes too", "all")],
)
def test_search_without_results_can_be_widened(event, client, ends_year, label, when):
    client.force_login(make_member(event.programme))
    address = reverse("organise:search")
    assert "programmes too" not in client.get(address, {"q": "inception"}).text

    other = make_programme(slug="other", ends_year=ends_year)
    make_event(programme=other, title="Inception seminar", starts_at=now() - timedelta(days=4000))

    page = client.get(address, {"q": "inception"}, headers={"hx-request": "true"}).text
    link = f"{reverse('events:list')}?q=inception&amp;when={when}"
    assert f'<a class="act" href="{link}">{label}</a>' in page
    assert "Inception seminar" in client.get(link.replace("&amp;", "&")).text
    assert "programmes too" not in client.get(address, {"q": "workshop"}).text


@pytest.mark.parametrize("many", [1, 4])
def test_search_makes_a_fixed_number_of_queries(event, manager, client, many, django_assert_num_queries):
    for number in range(many):
        another = make_event(programme=event.programme, title=f"Hanoi {number}", venue=make_venue(city="Hanoi"))
        Session.objects.create(event=another, title="Hanoi")
        register(another, make_person(name=f"Hanoi {number}"))
    client.force_login(manager)
    client.get(reverse("organise:home"))

    with django_assert_num_queries(23):
        client.get(reverse("organise:search"), {"q": "hanoi"}, headers={"hx-request": "true"})


def test_shows_few_of_each_type_and_more_of_one(event, manager, client):
    for number in range(FEW + 2):
        make_event(programme=event.programme, title=f"Pension {number}")
    client.force_login(manager)
    address = reverse("organise:search")

    few = client.get(address, {"q": "pension"}).text
    many = client.get(address, {"q": "pension", "kind": "events"}).text

    assert len(re.findall('class="hit"', few)) == FEW
    assert "More than 6 results" in few
    assert "?q=pension&amp;kind=events" in few
    assert len(re.findall('class="hit"', many)) == FEW + 2
    assert "8 results" in many


def test_page_and_box_show_the_same_hits(manager, client):
    client.force_login(manager)

    page = client.get(reverse("organise:search"), {"q": "ha noi"}).text
    box = client.get(reverse("organise:search"), {"q": "ha noi"}, headers={"hx-request": "true"}).text

    assert "<h1>Search</h1>" in page
    assert 'value="ha noi"' in page
    assert "<html" not in box
    assert re.findall('class="hit" href="[^"]+', box) == re.findall('class="hit" href="[^"]+', page)
    assert "<mark>Hà Nội</mark>" in box


@pytest.mark.parametrize("text", ["", "  ", "%", "̀", "a" * 500, "' OR 1=1", "a b c d e f g h i j k"])
def test_any_text_gets_an_answer(manager, client, text):
    client.force_login(manager)

    assert client.get(reverse("organise:search"), {"q": text}).status_code == 200


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Hà Nội", ["hanoi"], "<mark>Hà Nội</mark>"),
        ("In Hanoi & Huế", ["hue"], "In Hanoi &amp; <mark>Huế</mark>"),
        ("Iran and Ran", ["ran"], "Iran and <mark>Ran</mark>"),
        ("Straße", ["strasse"], "<mark>Straße</mark>"),
        ("<b> b", ["b"], "&lt;b&gt; <mark>b</mark>"),
        ("abab", ["abab", "ab"], "<mark>abab</mark>"),
        ("", ["a"], ""),
    ],
)
def test_mark_shows_what_was_found(text, words, marked):
    assert mark_matches(text, words) == marked
