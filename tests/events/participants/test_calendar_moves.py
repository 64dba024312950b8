"""When organisers correct an address, the calendar entries of the person move to the new one."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse

from accounts import identity, services
from events.calendars.services import issue_token, revise
from events.contributors.services import ContributorEntry, add, change
from events.models import Contributor, Event, Invite
from events.participants.corrections import PersonCorrection, correct_person
from events.planning.services import cancel, postpone
from events.registration.services import register
from notifications.models import Message
from tests.events.contributors.scene import make_session
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 11, 2, tzinfo=UTC)
OLD, NEW = "wrong@example.org", "right@example.org"


@pytest.fixture(autouse=True)
def _no_delay(settings):
    settings.UPDATE_DELAY = timedelta()


@pytest.fixture
def person():
    return make_person(name="Khin Khin", email=OLD)


def published(days=2, **fields):
    event = make_event(starts_at=START, ends_at=START + timedelta(days=days, hours=8), **fields)
    revise(event, significant=False)
    return event


def speaks(event, person, title="Panel"):
    session = make_session(event, title)
    entry = ContributorEntry(person.name, Contributor.Role.SPEAKER, session, address=person.email)
    add(event, entry, by=make_member(event.programme))
    return session


def deliver():
    Message.objects.update(status=Message.Status.SENT, sent_at=datetime(2026, 3, 1, tzinfo=UTC))
    return Message.objects.order_by("pk").values_list("pk", flat=True).last()


def correct(registration, address=NEW):
    member = make_member(registration.event.programme, "coordinator")
    name = registration.person.name
    return correct_person(registration, PersonCorrection(name, address, ""), by=member)


def entries(after, address):
    """Return (kind, METHOD, VEVENT) of the mails to address after the message with this key."""
    mails = Message.objects.filter(pk__gt=after, to_email=address).order_by("pk")
    return [
        (mail.kind, mail.ics_method, icalendar.Calendar.from_ical(mail.ics).events[0] if mail.ics else None)
        for mail in mails
    ]


def test_old_address_gets_a_cancel_and_the_new_one_the_invite(client, person):
    event = published()
    registration = register(event, person)
    Invite.objects.update(partstat="ACCEPTED")
    last = deliver()

    correct(registration)

    ((old_kind, old_method, gone),) = entries(last, OLD)
    ((new_kind, new_method, came),) = entries(last, NEW)
    assert (old_kind, old_method, new_kind, new_method) == ("address_changed", "CANCEL", "new_link", "REQUEST")
    assert gone["uid"] == came["uid"] == event.uid
    assert gone["organizer"] == came["organizer"]
    assert (gone["attendee"], came["attendee"]) == (f"mailto:{OLD}", f"mailto:{NEW}")
    assert 0 < gone["sequence"] < came["sequence"]
    assert came["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
    invite = Invite.objects.get()
    assert (invite.is_held, invite.partstat) == (True, "NEEDS-ACTION")
    texts = {mail.to_email: mail.text for mail in Message.objects.filter(pk__gt=last)}
    assert "removes the event from the calendar of this address" in texts[OLD]
    assert "/m/" not in texts[OLD]
    assert NEW not in texts[OLD]
    assert "The attached invitation adds the event to your calendar" in texts[NEW]
    (shown,) = icalendar.Calendar.from_ical(
        client.get(reverse("calendars:personal", args=[issue_token(registration.person)])).content
    ).events
    assert (shown["uid"], shown["sequence"], shown["status"]) == (event.uid, came["sequence"], "CONFIRMED")


def test_another_spelling_of_the_address_sends_nothing(person):
    registration = register(published(), person)
    last = deliver()

    assert not correct(registration, "WRONG@Example.org")

    assert not Message.objects.filter(pk__gt=last).exists()


@pytest.mark.parametrize("status", [Message.Status.QUEUED, Message.Status.FAILED])
def test_old_address_that_never_got_the_invite_gets_no_cancel(person, status):
    registration = register(published(), person)
    Message.objects.update(status=status)
    last = Message.objects.latest("pk").pk

    correct(registration)

    assert [(kind, method) for kind, method, _entry in entries(last, OLD)] == [("address_changed", "")]
    assert [(kind, method) for kind, method, _entry in entries(last, NEW)] == [("new_link", "REQUEST")]


def test_person_without_a_seat_gets_the_link_only(person):
    event = published(seats=1)
    register(event, make_person())
    registration = register(event, person)
    last = deliver()

    correct(registration)

    assert entries(last, OLD) == [("address_changed", "", None)]
    assert entries(last, NEW) == [("new_link", "", None)]


def test_entries_of_other_events_move_too(person):
    events = [published(title="First"), published(title="Second")]
    registrations = [register(event, person) for event in events]
    past = published(title="Past")
    register(past, person)
    Event.objects.filter(pk=past.pk).update(
        starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2020, 1, 2, tzinfo=UTC)
    )
    last = deliver()

    correct(registrations[0])

    for address, method in ((OLD, "CANCEL"), (NEW, "REQUEST")):
        found = entries(last, address)
        assert {(kind_method, str(entry["uid"])) for _kind, kind_method, entry in found} == {
            (method, event.uid) for event in events
        }


def test_sessions_of_a_speaker_move_too(person):
    event = published()
    registration = register(event, person)
    sessions = [speaks(event, person, title) for title in ("Panel", "Closing")]
    last = deliver()

    correct(registration)

    uids = {event.uid, *(session.uid for session in sessions)}
    for address, method in ((OLD, "CANCEL"), (NEW, "REQUEST")):
        found = entries(last, address)
        assert sorted((kind_method, str(entry["uid"])) for _kind, kind_method, entry in found) == sorted(
            (method, uid) for uid in uids
        )
        assert {str(entry["attendee"]) for _kind, _method, entry in found} == {f"mailto:{address}"}
    assert all(invite.is_held for invite in Invite.objects.all())


def test_speaker_without_a_seat_at_another_event_is_invited_at_the_new_address(person):
    registration, event = register(published(title="First"), person), published(days=0, title="Second")
    speaks(event, person)
    last = deliver()

    correct(registration)

    (cancelled,) = [entry for _kind, _method, entry in entries(last, OLD) if entry["uid"] == event.uid]
    ((kind, method, _entry),) = [row for row in entries(last, NEW) if row[2]["uid"] == event.uid]
    assert cancelled["status"] == "CANCELLED"
    assert (kind, method) == ("contributor_named", "REQUEST")


def test_participant_who_speaks_within_a_day_leaves_the_old_calendar(person):
    """Losing the seat alone would keep the entry of a speaker."""
    event = published(days=0)
    registration = register(event, person)
    speaks(event, person)
    last = deliver()

    correct(registration)

    assert [method for _kind, method, _entry in entries(last, OLD)] == ["CANCEL"]
    assert [method for _kind, method, _entry in entries(last, NEW)] == ["REQUEST"]


def test_postponed_event_moves_as_tentative_and_a_cancelled_one_does_not(person):
    postponed, cancelled = published(), published()
    registrations = [register(event, person) for event in (postponed, cancelled)]
    postpone(postponed, by=None)
    cancel(cancelled, by=None)
    last = deliver()

    correct(registrations[0])

    ((_kind, _method, entry),) = entries(last, NEW)
    assert (entry["uid"], entry["status"]) == (postponed.uid, "TENTATIVE")
    assert [str(entry["uid"]) for _kind, _method, entry in entries(last, OLD)] == [postponed.uid]


def test_person_who_leaves_a_shared_mailbox_cancels_only_their_entry(person):
    event = published()
    register(event, person)
    other = services.get_or_create_person(OLD, answer=identity.OTHER, name="Minh")
    registration = register(event, other)
    last = deliver()

    correct(registration)

    ((_kind, method, gone),) = entries(last, OLD)
    own = Invite.objects.get(person=other)
    assert (method, str(gone["uid"])) == ("CANCEL", own.uid)
    assert own.uid != event.uid
    assert str(entries(last, NEW)[0][2]["uid"]) == own.uid


def test_corrected_address_of_a_contributor_moves_the_entry(person):
    """Another address is another person: the first one gets a CANCEL, the second an invite."""
    event = published()
    session = speaks(event, person)
    contributor = Contributor.objects.get()
    last = deliver()

    entry = ContributorEntry(person.name, contributor.role, session, address=NEW)
    change(contributor, entry, by=make_member(event.programme))

    assert [(method, str(found["uid"])) for _kind, method, found in entries(last, OLD)] == [("CANCEL", session.uid)]
    assert [(method, str(found["uid"])) for _kind, method, found in entries(last, NEW)] == [("REQUEST", session.uid)]
