"""The overview of an event: what needs attention, emails and key dates, the latest changes, the balance and the facts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from events.announcements import services as announcements
from events.announcements.services import RecipientGroups
from events.models import Announcement, Event, Target, TeamMember
from events.organise.work.queries import with_events, work_list, work_of
from events.planning.services import publish
from events.registration.services import register
from notifications.models import InboundMail
from notifications.wording.defaults import MailSource
from tests.events.organise.test_work import CASES, _no_alarms, manager_of  # noqa: F401 (a fixture)
from tests.factories import (
    make_country,
    make_delegation,
    make_event,
    make_member,
    make_person,
    make_session,
    make_venue,
)

pytestmark = [pytest.mark.look, pytest.mark.django_db]
Role = TeamMember.Role
DAY = timedelta(days=1)


def overview(client, event, role=Role.MANAGER):
    client.force_login(make_member(event.programme, role))
    return client.get(reverse("planning:overview", args=[event.slug])).text


def section(page, heading):
    """Return the part of the page below a heading."""
    part = page[page.index(f">{heading}</h2>") :]
    return part[: part.index("</section>")]


def scheduled(event, send_at, subject="{event}: how to get there"):
    text = {"en": MailSource(subject, subject, "By train.")}
    announcement = announcements.write(event, RecipientGroups(), text, is_optional=False, by=None)
    Announcement.objects.filter(pk=announcement.pk).update(state="scheduled", send_at=send_at)
    return announcement


@pytest.mark.parametrize(
    "key", [key for key in CASES if key not in {"mission_requests", "dead_links", "erased_pictures", "withheld_files"}]
)
def test_work_of_one_event_is_that_of_the_whole_list(key):
    event, _label = CASES[key]()
    manager = manager_of(event)
    make_event(programme=event.programme, title="Another", policy=Event.Policy.APPROVAL)

    found = work_of(event, manager, event.zone)

    whole = [item for item in with_events(work_list(manager, event.zone)) if item.event == event]
    assert [(item.kind.key, item.label, item.url) for item in found] == [
        (item.kind.key, item.label, item.url) for item in whole
    ]
    assert key in {item.kind.key for item in found}


def test_lines_open_the_page_of_their_work_without_the_name_of_the_event(client):
    event = make_event(policy=Event.Policy.APPROVAL, title="Seminar on wages")
    register(event, make_person())
    register(make_event(programme=event.programme, policy=Event.Policy.APPROVAL), make_person())

    part = section(overview(client, event), "Needs your attention")

    assert part.count(">1 registration awaiting decision<") == 1
    assert f'href="{reverse("participants:list", args=[event.slug])}?status=pending"' in part
    assert "Seminar on wages" not in part


def test_a_viewer_sees_no_work_no_changes_and_no_balance(client):
    event = make_event(policy=Event.Policy.APPROVAL)
    register(event, make_person())
    scheduled(event, now() + DAY)

    page = overview(client, event, Role.VIEWER)

    assert "awaiting decision" not in page
    assert "Recent activity" not in page
    assert "how to get there" not in page
    assert "Change the plan" not in page
    assert "The event starts" in page


def test_says_that_nothing_waits(client):
    assert "Nothing waits for you in this event." in overview(client, make_event(venue=make_venue()))


def test_dates_are_in_order_with_now_between_past_and_future(client):
    event = make_event(
        title="Seminar", starts_at=now() + 40 * DAY, registration_opens_at=now() - 3 * DAY,
        registration_closes_at=now() + 20 * DAY, minimum_people=5, decide_on=(now() + 15 * DAY).date(),
        asks_travel=True, details_due_at=now() + 30 * DAY,
    )  # fmt: skip
    make_delegation(event, country=make_country("VN"), nomination_closes_at=now() + 10 * DAY)
    scheduled(event, now() + DAY)

    part = section(overview(client, event), "Emails and key dates")

    words = [
        "Registration opens", "Now", "Announcement “Seminar: how to get there”", "Nominations close",
        "Go/no-go decision: at least 5 people", "Registration closes", "Travel details are due", "The event starts",
        "The event ends",
    ]  # fmt: skip
    places = [part.index(word) for word in words]
    assert places == sorted(places)


def test_reminders_are_among_the_dates_with_their_outcome(client):
    event = make_event(status="draft", starts_at=now() + 40 * DAY)
    publish(event, by=make_member(event.programme))
    event.refresh_from_db()

    part = section(overview(client, event), "Emails and key dates")

    assert part.count("Reminder: ") == event.planned_reminders.count() > 0


@pytest.mark.parametrize(
    ("fields", "shown"),
    [({"precision": "tbc"}, False), ({"status": "postponed"}, False), ({"precision": "day"}, True), ({}, True)],
)
def test_the_start_is_a_date_only_while_it_holds(client, fields, shown):
    page = overview(client, make_event(**fields))

    assert ("The event starts" in page) is shown
    assert ("The event ends" in page) is (not fields)


def test_the_latest_changes_are_those_of_the_history(client):
    event = make_event(seats=10)
    for number in range(8):
        register(event, make_person(name=f"Person {number}"))

    part = section(overview(client, event), "Recent activity")

    assert re.findall(r"Person \d", part) == [f"Person {number}" for number in (7, 6, 5, 4, 3, 2)]
    assert reverse("organise:history", args=[event.slug]) in part


def test_two_reminders_of_one_moment_say_who_gets_them(client):
    event = make_event(status="draft", starts_at=now() + 40 * DAY)
    for audience in ("confirmed", "pending"):
        event.reminder_rules.create(
            programme=event.programme, audience=audience, anchor="event_start", amount=7, unit="days", hour=9
        )
    publish(event, by=make_member(event.programme))
    event.refresh_from_db()

    words = re.findall(r"Reminder: <bdi>([^<]+)", overview(client, event))

    assert len(words) == len(set(words)) == 2
    assert all(", to " in text for text in words)


def test_a_target_is_not_missed_while_nobody_states_what_it_counts(client):
    event = make_event(seats=10)
    Target.objects.create(event=event, measure="women", percent=45)

    register(event, make_person(gender=""))

    part = section(overview(client, event), "Balance of confirmed participants")
    assert "below the target" not in part
    assert "target of 45 %" in part


def test_the_balance_is_shown_as_soon_as_somebody_comes(client):
    event = make_event(seats=10)
    Target.objects.create(event=event, measure="women", percent=45)
    assert "below the target" not in overview(client, event)

    register(event, make_person(gender="man"))

    part = section(overview(client, event), "Balance of confirmed participants")
    assert "below the target of 45 %" in part
    assert "?status=confirmed" in part


def test_facts_name_the_place_the_contact_and_the_decision(client):
    event = make_event(
        venue=make_venue(name="Hall", city="Bangkok", map_url="https://maps.example.org/hall"),
        contact_email="seminar@example.org", minimum_people=1, decide_on=now().date() + DAY,
    )  # fmt: skip
    register(event, make_person())

    part = section(overview(client, event), "Key facts")

    for text in ("Hall, Bangkok", "https://maps.example.org/hall", "seminar@example.org", "at least 1 person", "Met"):
        assert text in part


@pytest.mark.parametrize(
    ("status", "shown"),
    [("published", ["reschedule", "postpone", "unpublish", "cancel"]), ("postponed", ["reschedule", "cancel"]), ("draft", []), ("cancelled", [])],
)  # fmt: skip
def test_plan_can_be_changed_from_the_overview(client, status, shown):
    event = make_event(status=status)

    page = overview(client, event)

    buttons = ["reschedule", "postpone", "unpublish", "cancel"]
    main = page[page.index("<main") :]
    assert [one for one in buttons if f'href="{reverse(f"planning:{one}", args=[event.slug])}"' in main] == shown


def test_runs_as_many_queries_with_many_rows(client):
    event = make_event(policy=Event.Policy.APPROVAL, seats=100)
    client.force_login(make_member(event.programme))
    address, numbers = reverse("planning:overview", args=[event.slug]), []
    for number in range(3):
        register(event, make_person(name="Same Name"))
        confirmed = register(event, make_person(name="Same Name"))
        event.registrations.filter(pk=confirmed.pk).update(status="confirmed")
        Event.objects.filter(pk=event.pk).update(seats_taken=number + 1)
        make_session(event, at=f"{number + 9:02}:00")
        scheduled(event, now() + DAY)
        InboundMail.objects.create(
            digest=f"{number}", topic=event.mail_topic, state="set_aside", reason="words", settled_at=now()
        )
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        numbers.append(len(queries))

    assert numbers[0] == numbers[-1] < 80


def test_what_waits_is_kept_for_a_minute_and_forgotten_after_a_change(client, settings):
    settings.WORK_LIST_SECONDS = 60
    event = make_event(policy=Event.Policy.APPROVAL)
    register(event, make_person())
    overview(client, event)
    address = reverse("planning:overview", args=[event.slug])

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) < 30
    with time_machine.travel(now() + timedelta(seconds=61)):
        register(event, make_person())
        assert "2 registrations awaiting decision" in client.get(address).text
