"""Two people at one mailbox have two entries in the one calendar that receives their invites (decision 0018)."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse

from accounts import identity, services
from events.calendar_replies.services import process_mail
from events.calendars.services import issue_token, revise
from events.contributors.services import ContributorEntry, add
from events.models import Invite
from events.planning.services import cancel, reschedule
from events.registration.services import register, withdraw
from events.updates import services as updates
from notifications.inbox import services as inbox
from notifications.models import InboundMail, Message
from tests.events.contributors.scene import make_session
from tests.factories import make_event, make_member, make_person
from tests.notifications.inbox.scene import reply

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 11, 2, tzinfo=UTC)
MAILBOX = "secretariat@example.org"


@pytest.fixture
def event(settings):
    settings.UPDATE_DELAY = timedelta()
    event = make_event(starts_at=START, ends_at=START + timedelta(days=2, hours=8))
    revise(event, significant=False)
    return event


@pytest.fixture
def people():
    first = make_person(email=MAILBOX, name="Aye Aye")
    return first, services.get_or_create_person(MAILBOX, answer=identity.OTHER, name="Kyaw Kyaw")


def entries(person=None):
    """Return (METHOD, VEVENT) of each message to the calendar at the mailbox."""
    sent = Message.objects.filter(to_email=MAILBOX).exclude(ics="").order_by("pk")
    sent = sent.filter(recipient=person) if person else sent
    return [(mail.ics_method, icalendar.Calendar.from_ical(mail.ics).events[0]) for mail in sent]


def feed(client, person):
    content = client.get(reverse("calendars:personal", args=[issue_token(person)])).content
    return {str(found["uid"]): found for found in icalendar.Calendar.from_ical(content).events}


def test_each_person_has_a_uid_and_the_first_keeps_that_of_the_event(client, event, people):
    for person in people:
        register(event, person)

    (_, first), (_, second) = entries()

    assert first["uid"] == event.uid != second["uid"]
    assert first["attendee"] == second["attendee"] == f"mailto:{MAILBOX}"
    for person, entry in zip(people, (first, second), strict=True):
        assert set(feed(client, person)) == {str(entry["uid"])}


def test_only_the_uid_of_the_person_who_withdraws_is_cancelled(client, event, people):
    registrations = [register(event, person) for person in people]
    uids = [str(entry["uid"]) for _method, entry in entries()]

    withdraw(registrations[1], by=people[1])

    assert [(method, str(entry["uid"])) for method, entry in entries()] == [
        ("REQUEST", uids[0]),
        ("REQUEST", uids[1]),
        ("CANCEL", uids[1]),
    ]
    assert {uid: str(found["status"]) for uid, found in feed(client, people[0]).items()} == {uids[0]: "CONFIRMED"}
    assert {uid: str(found["status"]) for uid, found in feed(client, people[1]).items()} == {uids[1]: "CANCELLED"}


def test_uid_stays_when_a_person_comes_back_and_when_the_event_changes(event, people):
    registrations = [register(event, person) for person in people]
    uids = [str(entry["uid"]) for _method, entry in entries()]
    withdraw(registrations[0], by=people[0])
    register(event, people[0])
    reschedule(event, starts_at=START + timedelta(days=7), ends_at=event.ends_at + timedelta(days=7), by=None)
    event.refresh_from_db()
    cancel(event, by=None)
    updates.notify_now(event, by=None)

    for person, uid in zip(people, uids, strict=True):
        found = entries(person)
        assert {str(entry["uid"]) for _method, entry in found} == {uid}
        sequences = [int(entry["sequence"]) for _method, entry in found]
        assert sequences == sorted(set(sequences))
        assert found[-1][0] == "CANCEL"


def test_person_who_comes_after_another_has_left_gets_another_uid(event, people):
    """The calendar has a cancelled entry with the UID of the event, and the first person may come back."""
    withdraw(register(event, people[0]), by=people[0])

    register(event, people[1])

    assert entries(people[1])[0][1]["uid"] != event.uid


def test_replies_go_to_the_person_whose_uid_they_name(event, people):
    for person in people:
        register(event, person)
    first, second = (Invite.objects.get(person=person) for person in people)

    def answer(invite, uid, partstat):
        raw = reply(
            partstat,
            tag=invite.reply_tag,
            uid=uid,
            sequence=str(invite.sequence),
            attendee=MAILBOX,
            sender=MAILBOX,
        )
        return process_mail(inbox.receive(raw))

    answer(second, second.uid, "DECLINED")
    answer(first, first.uid, "ACCEPTED")
    wrong = answer(second, first.uid, "ACCEPTED")

    assert (wrong.state, wrong.reason) == (InboundMail.State.QUARANTINED, InboundMail.Reason.OTHER_EVENT)
    assert [Invite.objects.get(pk=invite.pk).partstat for invite in (first, second)] == ["ACCEPTED", "DECLINED"]


def test_sessions_of_two_speakers_have_a_uid_each_and_name_the_event_of_their_person(client, event, people):
    session = make_session(event, "Panel")
    for person in people:
        register(event, person)
        entry = ContributorEntry(person.name, "speaker", session, address=MAILBOX, answer=str(person.pk))
        add(event, entry, by=make_member(event.programme))

    own = {person: dict(_by_session(person)) for person in people}
    first, second = own[people[0]], own[people[1]]
    assert first["session"]["uid"] == session.uid != second["session"]["uid"]
    assert first["session"]["related-to"] == first["event"]["uid"] == event.uid
    assert second["session"]["related-to"] == second["event"]["uid"] != event.uid
    shown = feed(client, people[1])
    assert set(shown) == {str(second["event"]["uid"]), str(second["session"]["uid"])}
    assert shown[str(second["session"]["uid"])]["related-to"] == second["event"]["uid"]


def _by_session(person):
    for _method, entry in entries(person):
        yield ("session" if "related-to" in entry else "event"), entry


def test_people_with_mailboxes_of_their_own_share_the_uid_of_the_event(event):
    for _number in range(2):
        register(event, make_person())

    assert set(Invite.objects.values_list("own_uid", flat=True)) == {""}
