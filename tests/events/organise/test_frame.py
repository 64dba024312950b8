"""The frame of the workspace: its menu, its header and its marks."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Contributor, Event, KeyChange, SessionDraft, TeamMember
from events.nominations import letters
from events.organise import menu
from events.organise.context import Workspace
from events.permissions import ALLOWED
from events.questions.file_validation import validate_file
from events.registration.services import register
from notifications.models import Message
from tests.events.missions.helpers import make_submitted
from tests.factories import (
    make_country,
    make_delegation,
    make_event,
    make_member,
    make_person,
    make_programme,
    make_session,
)

pytestmark = pytest.mark.django_db
Role = TeamMember.Role


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.APPROVAL, title="A meeting", asks_travel=True)


def menu_of(page: str) -> list[str]:
    return re.findall(r'<li><a href="([^"]+)"', page[page.index('<nav class="side"') : page.index("</nav>")])


@pytest.mark.parametrize("role", Role.values)
def test_every_link_of_the_menu_opens_for_its_reader(client, event, role):
    client.force_login(make_member(event.programme, role))

    links = menu_of(client.get(reverse("planning:overview", args=[event.slug])).text)

    assert reverse("planning:overview", args=[event.slug]) in links
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_viewer_sees_only_the_sections_of_a_viewer(client, event):
    client.force_login(make_member(event.programme, Role.VIEWER))

    page = client.get(reverse("planning:overview", args=[event.slug])).text

    assert menu_of(page) == [
        reverse("organise:home"),
        reverse("organise:events"),
        reverse("planning:overview", args=[event.slug]),
    ]


def test_every_section_is_marked_on_its_own_page(client, event):
    client.force_login(make_member(event.programme))
    names = [section.url_name for group in menu.EVENT_GROUPS for section in group.sections if section.applies(event)]

    for name in names:
        address = reverse(name, args=[event.slug])
        page = client.get(address).text
        assert page.count(f'<a href="{address}" aria-current="page">') == 1, name
        assert page.count("<h1") == 1, name


def test_page_below_a_section_marks_it_and_leads_back(client, event):
    registration = register(event, make_person())
    client.force_login(make_member(event.programme))
    address = reverse("participants:list", args=[event.slug])

    page = client.get(reverse("participants:detail", args=[event.slug, registration.pk])).text

    assert f'<a href="{address}" aria-current="true">' in page
    assert re.search(f'<p class="page-back"><a href="{address}">', page)


def test_numbers_show_where_work_waits(client, event):
    register(event, make_person())
    Message.objects.filter(topic=event.mail_topic).update(status=Message.Status.FAILED)
    failed = Message.objects.filter(topic=event.mail_topic).count()
    client.force_login(make_member(event.programme))

    page = client.get(reverse("organise:history", args=[event.slug])).text

    assert 'Registrations<span class="count">1<span class="sr-only"> awaiting decision</span>' in page
    assert failed
    assert f'Mail log<span class="count is-bad">{failed}<span class="sr-only"> not delivered</span>' in page
    assert "Replies</a>" in page  # a zero is not shown


def count_of(page: str, label: str) -> str:
    """Return the number beside a section of the menu, with its words for screen readers; "" if it has none."""
    found = re.search(rf'>{label}<span class="count">(\d+)<span class="sr-only">([^<]+)<', page)
    return "".join(found.groups()) if found else ""


def test_numbers_show_where_work_waits_for_delegations_contributors_travel_and_the_agenda(client, event):
    alone = make_delegation(event, country=make_country("VN"), seats=2)
    letter_of = make_delegation(event, country=make_country("JP"), seats=2, focal_point=make_person())
    letters.upload(letter_of, validate_file(ContentFile(b"%PDF-1.7 %%EOF", "letter.pdf")), by=make_person())
    session = make_session(event)
    answered = {"session": session, "invited_at": now(), "answered_at": now()}
    Contributor.objects.create(name="An", invitation="declined", **answered)
    Contributor.objects.create(name="Binh", invitation="accepted", condition="By video", **answered)
    Contributor.objects.create(name="Chi", invitation="accepted", **answered)
    SessionDraft.objects.create(event=event, title="Panel")
    KeyChange.objects.create(registration=register(event, make_person()), what=KeyChange.What.NAME)
    client.force_login(make_member(event.programme))

    page = client.get(reverse("organise:history", args=[event.slug])).text

    assert count_of(page, "Delegations") == "2 without a focal point, or with a letter to review"
    assert count_of(page, "Contributors") == "2 declined, or with an open condition"
    assert count_of(page, "Agenda") == "1 not published"
    assert count_of(page, "Travel") == "1 to review"
    alone.delete()
    assert count_of(client.get(reverse("organise:history", args=[event.slug])).text, "Delegations")[0] == "1"


def test_a_past_event_counts_no_delegations_and_a_draft_no_changes_of_its_agenda(client, event):
    make_delegation(event, country=make_country("VN"), seats=2)
    SessionDraft.objects.create(event=event, title="Panel")
    client.force_login(make_member(event.programme))
    address = reverse("organise:history", args=[event.slug])
    assert count_of(client.get(address).text, "Delegations")

    Event.objects.update(status=Event.Status.DRAFT)
    assert not count_of(client.get(address).text, "Agenda")
    long_ago = now() - timedelta(days=90)
    Event.objects.update(status=Event.Status.PUBLISHED, starts_at=long_ago, ends_at=long_ago + timedelta(days=1))
    assert not count_of(client.get(address).text, "Delegations")


def test_sections_of_a_programme_are_in_groups_and_say_how_many_requests_wait(client):
    programme = make_submitted().programme
    client.force_login(make_member(programme))

    page = client.get(reverse("programmes:home", args=[programme.slug])).text

    side = page[page.index('<nav class="side"') : page.index("</nav>")]
    assert re.findall(r'<h2 class="side-title">([^<]+)</h2>', side) == [
        "Programme",
        "Email",
        "Public site",
        "Administration",
    ]
    assert count_of(page, "Requests") == "1 to answer"


def test_header_states_title_kind_status_date_and_seats(client, event):
    client.force_login(make_member(event.programme))

    page = client.get(reverse("organise:history", args=[event.slug])).text
    head = page[page.index('<header class="head') : page.index("</header>")]

    assert "A meeting" in head
    assert event.get_kind_display() in head
    assert "Published" in head
    assert "Bangkok" in head
    assert 'aria-label="Breadcrumb"' in head
    assert re.search(r"<strong>0</strong>", head)


def test_frame_costs_one_query(event, django_assert_num_queries):
    request, of_programme = HttpRequest(), HttpRequest()
    request.subject, request.may = event, ALLOWED[Role.MANAGER]
    of_programme.subject, of_programme.may = event.programme, ALLOWED[Role.MANAGER]

    shown = [group for group in menu.EVENT_GROUPS if any(section.applies(event) for section in group.sections)]
    with django_assert_num_queries(1):
        assert len(Workspace(request).groups) == len(shown)
    with django_assert_num_queries(1):
        assert len(Workspace(of_programme).groups) == len(menu.PROGRAMME_GROUPS)


@pytest.mark.parametrize(("policy", "is_there"), [("none", False), ("nomination", True)])
def test_a_mission_has_sections_about_registrations_only_if_people_register(client, policy, is_there):
    mission = make_event(kind="expert_mission", policy=policy)
    client.force_login(make_member(mission.programme))

    links = menu_of(client.get(reverse("planning:overview", args=[mission.slug])).text)

    assert (reverse("nominations:grid", args=[mission.slug]) in links) is is_there
    assert (reverse("questions:list", args=[mission.slug]) in links) is is_there


def test_today_leads_to_each_programme_of_the_person(client, event):
    person = make_member(event.programme)
    other = make_programme(slug="second", name="Second programme")
    make_member(other, person=person)
    make_programme(slug="third", name="Not theirs")
    client.force_login(person)

    page = client.get(reverse("organise:home")).text

    for programme in (event.programme, other):
        assert f'<a href="{reverse("programmes:home", args=[programme.slug])}">' in page
    assert "Not theirs" not in page
