"""The frame of the workspace: its menu, its header and its marks."""

import re

import pytest
from django.http import HttpRequest
from django.urls import reverse

from events.models import Event, TeamMember
from events.organise import menu
from events.organise.context import Workspace
from events.permissions import ALLOWED
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_member, make_person

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
    request = HttpRequest()
    request.subject, request.may = event, ALLOWED[Role.MANAGER]

    shown = [group for group in menu.EVENT_GROUPS if any(section.applies(event) for section in group.sections)]
    with django_assert_num_queries(1):
        assert len(Workspace(request).groups) == len(shown)
