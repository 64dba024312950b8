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


def bring(raw):
    return process_mail(inbox.receive(raw))


def asked():
    return Message.objects.filter(kind="calendar_declined")


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_answer_stands_at_the_invite(partstat):
    invite = make_invite()

    mail = bring(reply(partstat, more="COMMENT:I come on the\\n second day\r\n"))

    invite.refresh_from_db()
    assert (invite.partstat, invite.comment) == (partstat, "I come on the\n second day")
    assert invite.answered_at == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert (mail.state, mail.reason, mail.topic, mail.person) == (
        State.DONE,
        "",
        f"event:{invite.event_id}",
        invite.person,
    )


def test_a_mail_that_comes_twice_is_one_row():
    make_invite()

    first, second = bring(reply()), bring(reply())

    assert first == second
    assert InboundMail.objects.count() == 1


def test_an_older_answer_that_comes_late_changes_nothing():
    invite = make_invite()
    bring(reply("DECLINED", stamp="20260310T090000Z"))

    mail = bring(reply("ACCEPTED", stamp="20260310T080000Z"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (Partstat.DECLINED, State.DONE, Reason.REPEATED)


def test_a_clock_that_is_ahead_does_not_keep_later_answers_out():
    invite = make_invite()
    bring(reply("DECLINED", stamp="20990101T000000Z"))

    bring(reply("ACCEPTED", stamp="20990101T000001Z"))

    invite.refresh_from_db()
    assert invite.partstat == Partstat.ACCEPTED


def test_an_answer_to_an_earlier_version_changes_nothing():
    invite = make_invite()

    mail = bring(reply(sequence="1"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.reason) == (Partstat.NEEDS_ACTION, Reason.STALE)


def test_declining_asks_once_and_frees_no_seat():
    invite = make_invite()

    bring(reply("DECLINED", stamp="20260310T080000Z"))
    bring(reply("DECLINED", stamp="20260310T081500Z"))

    mail = asked().get()
    assert links.decline_link(invite.registration) in mail.text
    assert mail.to_email == PERSON
    invite.registration.refresh_from_db()
    assert invite.registration.status == Registration.Status.CONFIRMED


def test_declining_again_after_accepting_asks_again():
    make_invite()

    for minute, partstat in enumerate(["DECLINED", "ACCEPTED", "DECLINED"]):
        bring(reply(partstat, stamp=f"20260310T08{minute:02}00Z"))

    assert asked().count() == 2


def test_declining_asks_nobody_whose_place_is_gone():
    invite = make_invite()
    withdraw(invite.registration, by=invite.person)

    mail = bring(reply("DECLINED", sequence="99"))

    assert mail.reason == Reason.NOT_HELD
    assert not asked().exists()


def test_a_contributor_who_declines_is_shown_to_the_organisers():
    invite = make_invite()
    Invite.objects.update(registration=None)

    mail = bring(reply("DECLINED"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (
        Partstat.DECLINED,
        State.QUARANTINED,
        Reason.CONTRIBUTOR_DECLINED,
    )


def test_a_proposal_becomes_a_note_in_the_time_of_the_place():
    invite = make_invite()

    mail = bring(
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


def test_the_tag_alone_is_not_enough():
    invite = make_invite()

    stranger = bring(reply(attendee="else@example.org", sender="else@example.org"))
    other = bring(reply(uid="event-other@plenary.example"))

    invite.refresh_from_db()
    assert invite.partstat == Partstat.NEEDS_ACTION
    assert (stranger.reason, other.reason) == (Reason.OTHER_PERSON, Reason.OTHER_EVENT)


def test_from_alone_is_not_enough():
    invite = make_invite()

    mail = bring(reply(tag="ffffffffffffffffffffffff"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (Partstat.NEEDS_ACTION, State.QUARANTINED, Reason.NO_INVITE)


def test_whoever_answers_has_got_our_mail():
    make_invite()
    inbox.mark_bounced(PERSON.upper(), server_text="550 5.1.1")

    bring(reply())

    assert not BouncedAddress.objects.exists()


def test_keeping_the_place_sends_the_invite_again():
    invite = make_invite()
    bring(reply("DECLINED"))

    keep_seat(invite.registration)
    keep_seat(invite.registration)

    invite.refresh_from_db()
    again = Message.objects.get(kind="place_kept")
    assert (again.ics_method, invite.partstat, invite.sequence) == ("REQUEST", Partstat.ACCEPTED, 3)
    assert UID in again.ics.replace("\r\n ", "")


def test_one_that_breaks_keeps_nobody_waiting(caplog):
    invite = make_invite()
    broken = inbox.receive(reply("ACCEPTED"))
    InboundMail.objects.filter(pk=broken.pk).update(raw=None)
    inbox.receive(reply("TENTATIVE"))

    assert process_waiting() == 2

    broken.refresh_from_db()
    invite.refresh_from_db()
    assert (broken.state, invite.partstat) == (State.QUARANTINED, Partstat.TENTATIVE)


def test_the_page_changes_nothing_until_a_button_is_pressed(client):
    invite = make_invite()
    bring(reply("DECLINED"))
    url = links.decline_link(invite.registration)

    assert b"Keep my place" in client.get(url).content

    invite.registration.refresh_from_db()
    assert invite.registration.status == Registration.Status.CONFIRMED
    client.post(url, {"action": "withdraw"})
    invite.registration.refresh_from_db()
    assert invite.registration.status == Registration.Status.WITHDRAWN
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("action", ["", "confirm"])
def test_the_page_knows_two_buttons(client, action):
    invite = make_invite()
    bring(reply("DECLINED"))

    assert client.post(links.decline_link(invite.registration), {"action": action}).status_code == 404
