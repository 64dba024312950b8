"""An event that loses its exact date leaves calendars at once, and each CANCEL has the times that were sent last."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import icalendar
import pytest
from django.apps import apps
from django.urls import reverse

from events.calendars.services import issue_token
from events.models import Event, Invite
from events.planning.services import cancel, edit_event, postpone, reschedule
from events.registration.services import register, withdraw
from events.updates import services as updates
from notifications.models import Message
from notifications.outbox.delivery import deliver_due
from tests.factories import make_event, make_person, make_venue
from tests.smtp import calendar_part, smtp_server

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 11, 2, tzinfo=UTC)
Precision = Event.Precision
FORMS = [
    {"ends_at": START + timedelta(hours=8)},
    {"ends_at": START + timedelta(days=2, hours=8)},
    {"ends_at": START + timedelta(days=2, hours=8), "days_as": "hours"},
    {"ends_at": START + timedelta(days=2, hours=8), "days_as": "block"},
    {"ends_at": START + timedelta(hours=8), "timezone": "Africa/Casablanca"},
]
LOST = [
    {"precision": Precision.MONTH},
    {"precision": Precision.YEAR},
    {"precision": Precision.TBC, "starts_at": None, "ends_at": None},
]


@pytest.fixture(autouse=True)
def _delay(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)


def messages():
    """Return (METHOD, VEVENT) of each message to a calendar."""
    sent = Message.objects.exclude(ics="").order_by("pk")
    return [(message.ics_method, icalendar.Calendar.from_ical(message.ics).events[0]) for message in sent]


def fresh(event):
    return Event.objects.get(pk=event.pk)


def same_times(one, other):
    return all(one.get(name) == other.get(name) for name in ("dtstart", "dtend", "rrule"))


@pytest.mark.parametrize("fields", FORMS)
@pytest.mark.parametrize("lost", LOST)
def test_event_without_a_date_leaves_calendars_at_once(fields, lost):
    event = make_event(starts_at=START, **fields)
    register(event, make_person())

    edit_event(event, by=None, **lost)

    (_, before), (method, found) = messages()
    assert (method, found["status"]) == ("CANCEL", "CANCELLED")
    assert found["summary"] == f"Cancelled: {event.title}"
    assert found["sequence"] > before["sequence"]
    assert found["transp"] == "TRANSPARENT"
    assert same_times(found, before)
    text = Message.objects.exclude(ics="").order_by("pk").last().text
    assert "removes the event from your calendar" in text
    assert not Invite.objects.get().is_held


def test_choice_of_calendars_only_does_not_keep_a_date_that_is_lost():
    event = make_event(starts_at=START, **FORMS[0])
    register(event, make_person())

    edit_event(event, by=None, notify=False, precision=Precision.MONTH)

    assert [method for method, _found in messages()] == ["REQUEST", "CANCEL"]


def test_event_with_a_new_date_returns_to_calendars():
    event = make_event(starts_at=START, **FORMS[0])
    register(event, make_person())
    edit_event(event, by=None, precision=Precision.MONTH)

    start = START + timedelta(days=30)
    edit_event(fresh(event), by=None, precision=Precision.TIME, starts_at=start, ends_at=start + timedelta(hours=8))
    updates.notify_now(event, by=None)

    found = messages()
    assert [method for method, _found in found] == ["REQUEST", "CANCEL", "REQUEST"]
    sequences = [vevent["sequence"] for _method, vevent in found]
    assert sequences == sorted(set(sequences))
    assert found[-1][1]["dtstart"].dt == start


@pytest.mark.parametrize("lost", LOST)
def test_cancel_after_a_lost_date_has_the_times_that_were_sent(lost):
    """The event is postponed, then its date is lost, then it is cancelled."""
    event = make_event(starts_at=START, **FORMS[1])
    register(event, make_person())
    postpone(event, by=None)
    updates.notify_now(event, by=None)
    edit_event(fresh(event), by=None, **lost)

    cancel(fresh(event), by=None)
    updates.notify_now(event, by=None)

    found = messages()
    assert [method for method, _vevent in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(vevent["status"]) for _method, vevent in found] == ["CONFIRMED", "TENTATIVE", "CANCELLED"]
    assert same_times(found[0][1], found[2][1])


def test_person_who_withdraws_while_a_move_waits_gets_the_times_that_were_sent():
    event, person = make_event(starts_at=START, **FORMS[0]), make_person()
    registration = register(event, person)
    reschedule(event, starts_at=START + timedelta(days=9), ends_at=START + timedelta(days=9, hours=8), by=None)

    withdraw(registration, by=person)

    (_, before), (method, found) = messages()
    assert method == "CANCEL"
    assert found["dtstart"].dt == before["dtstart"].dt == START


def test_change_of_the_zone_keeps_the_zone_that_was_sent_in_a_cancel():
    event, person = make_event(starts_at=START, timezone="America/New_York", **FORMS[0]), make_person()
    registration = register(event, person)
    edit_event(event, by=None, timezone="Europe/Vienna")

    withdraw(registration, by=person)

    ics = Message.objects.filter(ics_method="CANCEL").get().ics
    assert "DTSTART;TZID=America/New_York:" in ics
    assert "TZID:America/New_York\r\n" in ics
    assert "Europe/Vienna" not in ics


def test_invite_from_before_this_version_is_cancelled_with_a_start():
    event = make_event(starts_at=START, **FORMS[0])
    register(event, make_person())
    Invite.objects.update(sent_times="")

    edit_event(event, by=None, precision=Precision.TBC, starts_at=None, ends_at=None)

    _request, (method, found) = messages()
    assert (method, "dtstart" in found) == ("CANCEL", True)


def test_waiting_people_are_told_without_a_calendar_part():
    event = make_event(starts_at=START, seats=1, **FORMS[0])
    register(event, make_person())
    waiting = make_person()
    register(event, waiting)

    edit_event(event, by=None, precision=Precision.MONTH)

    mail = Message.objects.filter(recipient=waiting).order_by("pk").last()
    assert (mail.kind, mail.ics) == ("event_moved", "")


def test_event_that_loses_its_venue_has_no_place_in_calendars(client):
    event, person = make_event(starts_at=START, venue=make_venue(), **FORMS[0]), make_person()
    register(event, person)

    edit_event(event, by=None, venue=None)
    updates.notify_now(event, by=None)

    (_, before), (method, found) = messages()
    assert ("location" in before, method, "location" in found) == (True, "REQUEST", False)
    own = client.get(reverse("calendars:personal", args=[issue_token(person)])).content
    assert b"LOCATION" not in own


def test_cancel_reaches_the_mail_server_with_its_method_and_start():
    with smtp_server() as mailbox:
        event = make_event(starts_at=START, **FORMS[0])
        register(event, make_person())
        edit_event(event, by=None, precision=Precision.MONTH)
        deliver_due()

        part = calendar_part(mailbox.mails[-1])
        found = icalendar.Calendar.from_ical(part.get_payload(decode=True))

    assert part.get_param("method") == found["method"] == "CANCEL"
    assert found.events[0]["dtstart"].dt == START


def test_migration_copies_the_times_of_the_last_message():
    event = make_event(starts_at=START, **FORMS[2])
    register(event, make_person())
    before = Invite.objects.get()
    Invite.objects.update(sent_times="", sent_at=None)

    import_module("events.migrations.0013_fill_sent_times").fill_sent_times(apps, None)

    after = Invite.objects.get()
    assert after.sent_times == before.sent_times != ""
    assert "RRULE:FREQ=DAILY;COUNT=3\r\n" in after.sent_times
    assert after.sent_at is not None
