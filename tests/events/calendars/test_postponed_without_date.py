"""A postponed event without an exact date stays where it is in calendars, as tentative, until it gets a date or is
cancelled."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.contributors.services import ContributorEntry, add
from events.models import Event, Invite
from events.planning.services import cancel, edit_event, postpone, reschedule
from events.registration.services import register, withdraw
from events.updates import services as updates
from notifications.models import Message
from tests.events.contributors.scene import make_session
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 11, 2, tzinfo=UTC)
Precision = Event.Precision
FORMS = ["free", "busy", "hours", "block"]
LOST = [
    {"precision": Precision.MONTH},
    {"precision": Precision.TBC, "starts_at": None, "ends_at": None},
]
# What happens first: people know that the event is postponed when it loses its date, or learn both at once.
ORDERS = ["postponed first", "both at once"]


@pytest.fixture(autouse=True)
def _delay(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)


def published(days=2, **fields):
    event = make_event(title="Seminar", starts_at=START, ends_at=START + timedelta(days=days, hours=8), **fields)
    revise(event, significant=False)
    return event


def speaks(event, person):
    session = make_session(event, "Panel")
    entry = ContributorEntry(person.name, "speaker", session, address=person.email)
    add(event, entry, by=make_member(event.programme))
    return session


def fresh(event):
    return Event.objects.get(pk=event.pk)


def postpone_without_date(event, lost, order="both at once"):
    postpone(fresh(event), by=None)
    if order == "postponed first":
        updates.notify_now(event, by=None)
    edit_event(fresh(event), by=None, **lost)
    updates.notify_now(event, by=None)


def messages(person):
    sent = Message.objects.filter(recipient=person).exclude(ics="").order_by("pk")
    return [(mail.ics_method, icalendar.Calendar.from_ical(mail.ics).events[0]) for mail in sent]


def feed(client, person):
    content = client.get(reverse("calendars:personal", args=[issue_token(person)])).content
    return {str(found["uid"]): found for found in icalendar.Calendar.from_ical(content).events}


def same_times(one, other):
    return all(one.get(name) == other.get(name) for name in ("dtstart", "dtend", "rrule"))


def assert_postponed(found, before, title):
    assert (found["status"], found["transp"]) == ("TENTATIVE", "TRANSPARENT")
    assert found["x-microsoft-cdo-busystatus"] == "TENTATIVE"
    assert found["summary"] == f"Postponed: {title}"
    assert found["sequence"] > before["sequence"]
    assert same_times(found, before)


@pytest.mark.parametrize("days_as", FORMS)
@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("order", ORDERS)
def test_participants_keep_the_entry_as_postponed(client, days_as, lost, order):
    event, person = published(days_as=days_as), make_person()
    register(event, person)

    postpone_without_date(event, lost, order)

    (_, before), (method, found) = messages(person)
    assert method == "REQUEST"
    assert_postponed(found, before, "Seminar")
    (own,) = feed(client, person).values()
    assert own["uid"] == event.uid
    assert_postponed(own, before, "Seminar")
    assert own["sequence"] >= found["sequence"]
    assert b"BEGIN:VEVENT" not in client.get("/calendar/events.ics").content
    assert client.get(reverse("calendars:event", args=[event.slug])).status_code == 404


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("order", ORDERS)
def test_contributors_keep_their_sessions_as_postponed(client, lost, order):
    event, person, seated = published(), make_person(), make_person()
    session = speaks(event, person)
    register(event, seated)
    other = speaks(event, seated)

    postpone_without_date(event, lost, order)

    (_, before), (method, found) = messages(person)
    assert (method, found["uid"]) == ("REQUEST", session.uid)
    assert_postponed(found, before, "Panel (Seminar)")
    assert_postponed(feed(client, person)[session.uid], before, "Panel (Seminar)")
    assert [(method, str(found["uid"]), str(found["status"])) for method, found in messages(seated)] == [
        ("REQUEST", event.uid, "CONFIRMED"),
        ("REQUEST", other.uid, "CONFIRMED"),
        ("REQUEST", event.uid, "TENTATIVE"),
        ("REQUEST", other.uid, "TENTATIVE"),
    ]
    assert {str(found["status"]) for found in feed(client, seated).values()} == {"TENTATIVE"}


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("order", ORDERS)
def test_later_cancel_has_the_times_that_were_sent_last(client, lost, order):
    event, person, speaker = published(), make_person(), make_person()
    register(event, person)
    speaks(event, speaker)
    postpone_without_date(event, lost, order)

    cancel(fresh(event), by=None)
    updates.notify_now(event, by=None)

    for one, title in ((person, "Seminar"), (speaker, "Panel (Seminar)")):
        first, *_others, (method, last) = messages(one)
        assert (method, last["status"], last["transp"]) == ("CANCEL", "CANCELLED", "TRANSPARENT")
        assert last["summary"] == f"Cancelled: {title}"
        assert same_times(last, first[1])
        shown = feed(client, one)[str(last["uid"])]
        assert (shown["status"], shown["dtstart"].dt) == ("CANCELLED", last["dtstart"].dt)
    assert not Invite.objects.filter(method="REQUEST").exists()


@pytest.mark.parametrize("lost", LOST)
def test_person_who_withdraws_leaves_and_a_new_date_brings_the_others_back(client, lost):
    event, leaves, stays = published(), make_person(), make_person()
    registration = register(event, leaves)
    register(event, stays)
    postpone_without_date(event, lost)
    registration.refresh_from_db()

    withdraw(registration, by=leaves)
    start = START + timedelta(days=30)
    reschedule(fresh(event), starts_at=start, ends_at=start + timedelta(days=2, hours=8), by=None)
    updates.notify_now(event, by=None)

    assert [method for method, _found in messages(leaves)] == ["REQUEST", "REQUEST", "CANCEL"]
    method, found = messages(stays)[-1]
    assert (method, found["status"], found["dtstart"].dt) == ("REQUEST", "CONFIRMED", start.date())
    assert str(feed(client, stays)[event.uid]["status"]) == "CONFIRMED"


def test_person_who_never_had_the_entry_gets_none(client):
    event, waiting = published(seats=1), make_person()
    register(event, make_person())
    register(event, waiting)

    postpone_without_date(event, LOST[0])

    assert messages(waiting) == []
    assert feed(client, waiting) == {}


@pytest.mark.parametrize("lost", LOST)
def test_draft_without_a_date_sends_nothing(client, lost):
    event = published(status=Event.Status.DRAFT)
    speaks(event, make_person())

    edit_event(fresh(event), by=None, **lost)

    assert fresh(event).vevent == ""
    assert not Message.objects.exclude(ics="").exists()
    assert b"BEGIN:VEVENT" not in client.get("/calendar/events.ics").content


def test_cancelled_entry_in_the_feed_has_the_zone_that_was_sent(client):
    event, person = published(days=0, timezone="America/New_York"), make_person()
    withdraw(register(event, person), by=person)
    edit_event(fresh(event), by=None, timezone="Europe/Vienna")

    content = client.get(reverse("calendars:personal", args=[issue_token(person)])).content.decode()

    assert "DTSTART;TZID=America/New_York:" in content
    assert "TZID:America/New_York\r\n" in content
    assert "Vienna" not in content


def test_title_that_looks_like_a_time_zone_needs_no_zone():
    event = make_event(title="Talk;TZID=Nowhere/None: a title", starts_at=START, ends_at=START + timedelta(hours=2))
    person = make_person()

    register(event, person)

    assert str(messages(person)[0][1]["summary"]) == event.title
