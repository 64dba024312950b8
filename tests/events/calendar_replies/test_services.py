from datetime import UTC, datetime

import pytest

from events.calendar_replies.services import keep_seat, process_mail, process_waiting
from events.models import Invite, Registration, RegistrationNote
from events.registration import links
from events.registration.services import withdraw
from notifications.inbox import services as inbox
from notifications.models import BouncedAddress, InboundMail, Message
from tests.notifications.inbox.scene import PERSON, UID, make_invite, reply

pytestmark = pytest.mark.django_db

Partstat, Reason, State = Invite.Partstat, InboundMail.Reason, InboundMail.State


def process(raw):
    return process_mail(inbox.receive(raw))


def cancellation_questions():
    return Message.objects.filter(kind="calendar_declined")


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_saves_an_answer_at_the_invite(partstat):
    invite = make_invite()

    mail = process(reply(partstat, more="COMMENT:I come on the\\n second day\r\n"))

    invite.refresh_from_db()
    assert (invite.partstat, invite.comment) == (partstat, "I come on the\n second day")
    assert invite.answered_at == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert (mail.state, mail.reason, mail.topic, mail.person) == (
        State.DONE,
        "",
        f"event:{invite.event_id}",
        invite.person,
    )


def test_stores_a_mail_that_arrives_twice_once():
    make_invite()

    first, second = process(reply()), process(reply())

    assert first == second
    assert InboundMail.objects.count() == 1


def test_ignores_an_older_answer_that_arrives_late():
    invite = make_invite()
    process(reply("DECLINED", stamp="20260310T090000Z"))

    mail = process(reply("ACCEPTED", stamp="20260310T080000Z"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (Partstat.DECLINED, State.DONE, Reason.REPEATED)


def test_accepts_later_answers_after_one_dated_in_the_future():
    invite = make_invite()
    process(reply("DECLINED", stamp="20990101T000000Z"))

    process(reply("ACCEPTED", stamp="20990101T000001Z"))

    invite.refresh_from_db()
    assert invite.partstat == Partstat.ACCEPTED


def test_ignores_an_answer_to_an_earlier_version():
    invite = make_invite()

    mail = process(reply(sequence="1"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.reason) == (Partstat.NEEDS_ACTION, Reason.STALE)


def test_declining_sends_one_question_and_frees_no_seat():
    invite = make_invite()

    process(reply("DECLINED", stamp="20260310T080000Z"))
    process(reply("DECLINED", stamp="20260310T081500Z"))

    mail = cancellation_questions().get()
    assert links.decline_link(invite.registration) in mail.text
    assert mail.to_email == PERSON
    invite.registration.refresh_from_db()
    assert invite.registration.status == Registration.Status.CONFIRMED


def test_declining_again_after_accepting_sends_another_question():
    make_invite()

    for minute, partstat in enumerate(["DECLINED", "ACCEPTED", "DECLINED"]):
        process(reply(partstat, stamp=f"20260310T08{minute:02}00Z"))

    assert cancellation_questions().count() == 2


def test_declining_sends_no_question_without_a_seat():
    invite = make_invite()
    withdraw(invite.registration, by=invite.person)

    mail = process(reply("DECLINED", sequence="99"))

    assert mail.reason == Reason.NOT_HELD
    assert not cancellation_questions().exists()


def test_shows_a_contributor_who_declines_to_the_organisers():
    invite = make_invite()
    Invite.objects.update(registration=None)

    mail = process(reply("DECLINED"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (
        Partstat.DECLINED,
        State.QUARANTINED,
        Reason.CONTRIBUTOR_DECLINED,
    )


def test_saves_a_proposal_as_a_note_in_the_time_zone_of_the_event():
    invite = make_invite()

    mail = process(
        reply(
            "TENTATIVE",
            method="COUNTER",
            more="DTSTART:20310306T023000Z\r\nDTEND;TZID=SE Asia Standard Time:20310306T170000\r\nCOMMENT:Flights\r\n",
        )
    )

    note = RegistrationNote.objects.get(registration=invite.registration)
    assert "Thursday 6 March 2031, 09:00" in note.text
    assert "16:30" in note.text
    assert note.text.endswith("Flights")
    assert (mail.state, mail.reason) == (State.QUARANTINED, Reason.COUNTER)
    invite.event.refresh_from_db()
    assert invite.event.starts_at == datetime(2031, 3, 4, 2, 30, tzinfo=UTC)


def test_ignores_a_reply_with_only_a_valid_tag():
    invite = make_invite()

    stranger = process(reply(attendee="else@example.org", sender="else@example.org"))
    other = process(reply(uid="event-other@plenary.example"))

    invite.refresh_from_db()
    assert invite.partstat == Partstat.NEEDS_ACTION
    assert (stranger.reason, other.reason) == (Reason.OTHER_PERSON, Reason.OTHER_EVENT)


def test_ignores_a_reply_with_only_a_valid_sender():
    invite = make_invite()

    mail = process(reply(tag="ffffffffffffffffffffffff"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (Partstat.NEEDS_ACTION, State.QUARANTINED, Reason.NO_INVITE)


def test_a_reply_clears_the_bounce_of_its_sender():
    make_invite()
    inbox.mark_bounced(PERSON.upper(), server_text="550 5.1.1")

    process(reply())

    assert not BouncedAddress.objects.exists()


def test_keeping_the_seat_sends_the_invite_again():
    invite = make_invite()
    process(reply("DECLINED"))

    keep_seat(invite.registration)
    keep_seat(invite.registration)

    invite.refresh_from_db()
    again = Message.objects.get(kind="place_kept")
    assert (again.ics_method, invite.partstat, invite.sequence) == ("REQUEST", Partstat.ACCEPTED, 3)
    assert UID in again.ics.replace("\r\n ", "")


def test_a_mail_that_fails_does_not_block_others(caplog):
    invite = make_invite()
    broken = inbox.receive(reply("ACCEPTED"))
    InboundMail.objects.filter(pk=broken.pk).update(raw=None)
    inbox.receive(reply("TENTATIVE"))

    assert process_waiting() == 2

    broken.refresh_from_db()
    invite.refresh_from_db()
    assert (broken.state, invite.partstat) == (State.QUARANTINED, Partstat.TENTATIVE)


def test_opening_the_page_changes_nothing(client):
    invite = make_invite()
    process(reply("DECLINED"))
    url = links.decline_link(invite.registration)

    assert b"Keep my place" in client.get(url).content

    invite.registration.refresh_from_db()
    assert invite.registration.status == Registration.Status.CONFIRMED
    client.post(url, {"action": "withdraw"})
    invite.registration.refresh_from_db()
    assert invite.registration.status == Registration.Status.WITHDRAWN
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("action", ["", "confirm"])
def test_the_page_refuses_other_actions(client, action):
    invite = make_invite()
    process(reply("DECLINED"))

    assert client.post(links.decline_link(invite.registration), {"action": action}).status_code == 404
