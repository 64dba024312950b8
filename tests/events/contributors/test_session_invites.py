"""Contributors to an event that is longer than a day get an invite for each of their sessions."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from events.calendar_replies.services import process_mail
from events.contributors import queries
from events.contributors.services import remove
from events.models import Contributor, Event, Invite, Session
from events.planning.services import cancel, edit_event, postpone, reschedule
from events.registration.services import register, withdraw
from notifications.inbox import services as inbox
from notifications.models import InboundMail, Message
from tests.events.agenda.scene import later, publish_changes
from tests.events.contributors.scene import mails_to, make_session, name, read
from tests.factories import make_event, make_member, make_person
from tests.notifications.inbox.scene import reply

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 11, 2, tzinfo=UTC)
Role = Contributor.Role


@pytest.fixture
def event():
    return make_event(starts_at=START, ends_at=START + timedelta(days=2, hours=8), title="Seminar")


@pytest.fixture
def sessions(event):
    return [
        make_session(event, title, starts_at=START + timedelta(days=day), ends_at=START + timedelta(days=day, hours=2))
        for day, title in enumerate(["Opening", "Panel", "Closing"])
    ]


def entries(person):
    """Return (METHOD, UID) of the messages to the person's calendar."""
    return [(mail.ics_method, str(read(mail)["uid"])) for mail in mails_to(person) if mail.ics]


def test_speaker_is_invited_to_the_session_at_its_time(event, sessions):
    person = make_person()

    name(event, person, session=sessions[1])

    (mail,) = mails_to(person)
    found = read(mail)
    assert (mail.kind, mail.ics_method) == ("contributor_named", "REQUEST")
    assert found["uid"] == sessions[1].uid
    assert found["related-to"] == event.uid
    assert found["summary"] == "Panel (Seminar)"
    assert (found["dtstart"].dt, found["dtend"].dt) == (sessions[1].starts_at, sessions[1].ends_at)
    assert (found["transp"], found["x-microsoft-cdo-busystatus"]) == ("OPAQUE", "BUSY")
    assert "The attached invitation is for your session “Panel”" in mail.text
    invite = Invite.objects.get()
    assert (invite.session, invite.registration, invite.is_held) == (sessions[1], None, True)
    assert invite.reply_tag in mail.from_email


def test_each_session_has_an_invite_in_a_mail_of_its_own(event, sessions):
    person = make_person()
    for session in sessions[:2]:
        Contributor.objects.create(session=session, person=person, name=person.name)

    name(event, person, session=sessions[2])

    assert [mail.kind for mail in mails_to(person)] == [
        "contributor_changed",
        "contributor_session",
        "contributor_session",
    ]
    assert entries(person) == [("REQUEST", session.uid) for session in sessions]
    assert all(len(icalendar.Calendar.from_ical(mail.ics).events) == 1 for mail in mails_to(person))
    assert len({mail.from_email for mail in mails_to(person)}) == 3


def test_moderator_is_the_chair_of_that_session_only(event, sessions):
    person = make_person()
    name(event, person, Role.MODERATOR, session=sessions[0])
    name(event, person, Role.SPEAKER, session=sessions[1])

    roles = [read(mail)["attendee"].params["ROLE"] for mail in mails_to(person)]

    assert roles == ["CHAIR", "REQ-PARTICIPANT"]


def test_participant_who_speaks_keeps_the_event_and_gets_the_session(event, sessions):
    person = make_person()
    registration = register(event, person)
    contributor = name(event, person, Role.MODERATOR, session=sessions[0])

    remove(contributor, by=make_member(event.programme))
    name(event, person, session=sessions[1])
    withdraw(registration, by=person)

    assert entries(person) == [
        ("REQUEST", event.uid),
        ("REQUEST", sessions[0].uid),
        ("CANCEL", sessions[0].uid),
        ("REQUEST", sessions[1].uid),
        ("CANCEL", event.uid),
    ]
    assert "stays in your calendar" not in mails_to(person)[-1].text


def test_moved_session_is_sent_to_its_contributors_only(event, sessions):
    person, other = make_person(), make_person()
    name(event, person, session=sessions[0])
    name(event, other, session=sessions[1])

    publish_changes(event, {sessions[0]: later(sessions[0], 3), sessions[1]: {"abstract": "More"}})

    first, update = mails_to(person)
    assert (update.kind, update.ics_method) == ("contributor_changed", "REQUEST")
    assert read(update)["dtstart"].dt == sessions[0].starts_at + timedelta(hours=3)
    assert read(update)["sequence"] > read(first)["sequence"]
    assert len(mails_to(other)) == 1


def test_moved_event_moves_the_sessions_also_of_participants(event, sessions, settings):
    settings.UPDATE_DELAY = timedelta()
    speaker, participant = make_person(), make_person()
    name(event, speaker, session=sessions[0])
    name(event, speaker, session=sessions[2])
    register(event, participant)
    name(event, participant, session=sessions[1])
    Message.objects.all().delete()

    reschedule(event, starts_at=START + timedelta(days=7), ends_at=event.ends_at + timedelta(days=7), by=None)

    assert entries(speaker) == [("REQUEST", sessions[0].uid), ("REQUEST", sessions[2].uid)]
    assert [mail.kind for mail in mails_to(speaker)] == ["event_moved", "contributor_session"]
    assert sorted(entries(participant)) == sorted([("REQUEST", event.uid), ("REQUEST", sessions[1].uid)])
    starts = {read(mail)["uid"]: read(mail)["dtstart"].dt for mail in mails_to(speaker)}
    assert starts[sessions[2].uid] == sessions[2].starts_at + timedelta(days=7)


def test_postponed_and_cancelled_event_reaches_the_sessions(event, sessions, settings):
    settings.UPDATE_DELAY = timedelta()
    person = make_person()
    name(event, person, session=sessions[0])
    name(event, person, session=sessions[1])

    postpone(event, by=None)
    cancel(Event.objects.get(pk=event.pk), by=None)

    found = [read(mail) for mail in mails_to(person) if mail.ics]
    assert [str(one["status"]) for one in found] == ["CONFIRMED"] * 2 + ["TENTATIVE"] * 2 + ["CANCELLED"] * 2
    assert found[2]["summary"] == "Postponed: Opening (Seminar)"
    assert found[4]["summary"] == "Cancelled: Opening (Seminar)"
    assert found[2]["transp"] == found[4]["transp"] == "TRANSPARENT"
    for before, after in ((0, 2), (2, 4), (1, 3), (3, 5)):
        assert found[before]["uid"] == found[after]["uid"]
        assert found[before]["sequence"] < found[after]["sequence"]


def test_event_without_a_date_leaves_the_calendars_of_contributors(event, sessions, settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)
    person = make_person()
    name(event, person, session=sessions[0])

    edit_event(event, by=None, precision=Event.Precision.MONTH)

    last = mails_to(person)[-1]
    assert (last.ics_method, read(last)["uid"]) == ("CANCEL", sessions[0].uid)
    assert read(last)["dtstart"].dt == sessions[0].starts_at


def test_event_that_becomes_short_has_one_invite(event, sessions, settings):
    settings.UPDATE_DELAY = timedelta()
    person = make_person()
    name(event, person, session=sessions[0])
    name(event, person, session=sessions[1])
    start = START + timedelta(hours=4)
    Session.objects.filter(pk=sessions[1].pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    sessions[2].delete()
    Message.objects.all().delete()

    reschedule(event, starts_at=START, ends_at=START + timedelta(hours=8), by=None)

    assert entries(person) == [("REQUEST", event.uid), ("CANCEL", sessions[0].uid), ("CANCEL", sessions[1].uid)]


def test_session_without_a_time_is_invited_as_the_event(event):
    person = make_person()

    name(event, person, session=Session.objects.create(event=event, title="Any time"))

    assert entries(person) == [("REQUEST", event.uid)]


def test_reply_to_a_session_is_shown_at_that_session(event, sessions):
    person = make_person()
    name(event, person, session=sessions[0])
    name(event, person, session=sessions[1])
    invite = Invite.objects.get(session=sessions[1])

    accepted = reply(
        "ACCEPTED",
        tag=invite.reply_tag,
        uid=sessions[1].uid,
        sequence=str(invite.sequence),
        attendee=person.email,
        sender=person.email,
    )
    mail = process_mail(inbox.receive(accepted))

    assert (mail.state, mail.reason) == (InboundMail.State.DONE, "")
    rows = {session.title: rows for session, rows in queries.by_session(event)}
    assert [row.invite.partstat for row in rows["Panel"]] == ["ACCEPTED"]
    assert [row.invite.partstat for row in rows["Opening"]] == ["NEEDS-ACTION"]


@pytest.mark.parametrize("item_count", [1, 4])
def test_moving_an_event_runs_a_fixed_number_of_queries(
    event, sessions, settings, item_count, django_assert_max_num_queries
):
    settings.UPDATE_DELAY = timedelta()
    for _number in range(item_count):
        person = make_person()
        name(event, person, session=sessions[0])
        name(event, person, session=sessions[1])

    with django_assert_max_num_queries(70):
        reschedule(event, starts_at=START + timedelta(days=7), ends_at=event.ends_at + timedelta(days=7), by=None)
