from datetime import UTC, datetime

import pytest
from django.urls import reverse

from events.calendar_replies.services import keep_seat, process_mail, process_waiting
from events.calendars import itip, vevent
from events.models import Event, Invite, Registration, RegistrationNote
from events.registration import links
from events.registration.services import withdraw
from notifications.inbox import services as inbox
from notifications.models import BouncedAddress, InboundMail, Message
from tests.factories import make_member, make_venue
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


LINES = {
    "folds within words": lambda mail: mail.replace(b"ATTENDEE", b"ATTEN\r\n DEE").replace(b"mailto", b"mail\r\n\tto"),
    "line feeds": lambda mail: mail.replace(b"\r\n", b"\n"),
    "doubled carriage returns": lambda mail: _with_calendar(
        mail, lambda calendar: calendar.replace(b"\r\n", b"\r\r\n")
    ),
    "carriage returns": lambda mail: _with_calendar(mail, lambda calendar: calendar.replace(b"\r\n", b"\r")),
    "empty lines between": lambda mail: _with_calendar(mail, lambda calendar: calendar.replace(b"\r\n", b"\r\n\r\n")),
    "a mark of the byte order": lambda mail: _with_calendar(mail, lambda calendar: b"\xef\xbb\xbf" + calendar),
    "percents in the URI": lambda mail: mail.replace(b"mailto:linh@", b"mailto:%6Cinh%40"),
    "quotes around the URI": lambda mail: mail.replace(b"mailto:linh@example.org", b'"MAILTO:Linh@Example.ORG"'),
    "brackets around the address": lambda mail: mail.replace(b"mailto:linh@example.org", b"mailto:<linh@example.org>"),
}


def _with_calendar(mail, change):
    headers, calendar = mail.split(b"\r\n\r\n", 1)
    return headers + b"\r\n\r\n" + change(calendar)


@pytest.mark.parametrize("form", LINES)
def test_reads_an_answer_with_broken_lines(form):
    invite = make_invite()
    mail = LINES[form](reply("TENTATIVE"))
    assert mail != reply("TENTATIVE")

    process(mail)

    invite.refresh_from_db()
    assert invite.partstat == "TENTATIVE"


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


@pytest.mark.parametrize(
    ("first", "second"), [("DECLINED", "ACCEPTED"), ("ACCEPTED", "DECLINED"), ("TENTATIVE", "ACCEPTED")]
)
def test_applies_the_later_arrival_of_two_answers_with_the_same_stamp(first, second):
    """Some calendars stamp two answers within a second alike, and raise nothing."""
    invite = make_invite()
    process(reply(first))

    mail = process(reply(second, more="COMMENT:Changed my mind\r\n"))

    invite.refresh_from_db()
    assert (invite.partstat, invite.comment, mail.state, mail.reason) == (second, "Changed my mind", State.DONE, "")


def test_applies_a_later_comment_with_the_same_stamp():
    invite = make_invite()
    process(reply("ACCEPTED"))

    process(reply("ACCEPTED", more="COMMENT:I come on the second day\r\n"))

    invite.refresh_from_db()
    assert invite.comment == "I come on the second day"


def test_shows_the_answer_for_one_day_with_its_day(client):
    invite = make_invite()

    mail = process(reply("DECLINED", more="RECURRENCE-ID:20310305T023000Z\r\nCOMMENT:Flight\r\n"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (Partstat.NEEDS_ACTION, State.QUARANTINED, Reason.ONE_DAY)
    assert mail.detail.startswith("Wednesday 5 March 2031, 09:00")
    assert mail.detail.endswith(": Declined\nFlight")
    assert not cancellation_questions().exists()
    client.force_login(make_member(invite.event.programme))
    page = client.get(reverse("calendar_replies:detail", args=[invite.event.slug, mail.pk])).content.decode()
    assert "Wednesday 5 March 2031, 09:00" in page
    assert "Mark as done" in page


def test_accepts_later_answers_after_one_dated_in_the_future():
    invite = make_invite()
    process(reply("DECLINED", stamp="20990101T000000Z"))

    process(reply("ACCEPTED", stamp="20990101T000001Z"))

    invite.refresh_from_db()
    assert invite.partstat == Partstat.ACCEPTED


def test_shows_an_answer_to_an_earlier_version_to_the_team(client):
    invite = make_invite()

    mail = process(reply(sequence="1", more="COMMENT:See you\\, there\r\n"))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (Partstat.NEEDS_ACTION, State.QUARANTINED, Reason.STALE)
    assert mail.detail == "Accepted\nSee you, there"
    client.force_login(make_member(invite.event.programme))
    page = client.get(reverse("calendar_replies:event", args=[invite.event.slug])).content.decode()
    assert "This is a reply to an earlier version of the invite." in page


TIMES = "DTSTART:20310304T023000Z\r\nDTEND:20310305T103000Z\r\n"
DAYS = "DTSTART;VALUE=DATE:20310304\r\nDTEND;VALUE=DATE:20310306\r\n"
PLACE = "LOCATION:Conference Centre\\, Bangkok\\, Thailand\r\n"


@pytest.mark.parametrize(
    ("form", "more", "counts"),
    [
        ("block", TIMES + PLACE, True),
        ("block", TIMES.replace("103000Z", "113000Z") + PLACE, False),
        ("block", TIMES, False),
        ("block", TIMES + PLACE.replace("Bangkok", "Hanoi"), False),
        ("free", DAYS + PLACE, True),
        ("free", DAYS.replace("0306", "0307") + PLACE, False),
        ("free", TIMES + PLACE, False),
        ("hours", "DTSTART:20310304T023000Z\r\nDTEND:20310304T103000Z\r\n" + PLACE, False),
    ],
)
def test_applies_an_answer_to_an_earlier_version_that_names_the_same_times_and_place(form, more, counts):
    """The title or the link has changed since, or the number of days of an entry that repeats: this is not known."""
    invite = make_invite()
    Event.objects.filter(pk=invite.event_id).update(days_as=form, venue=make_venue())
    event = Event.objects.get(pk=invite.event_id)
    block = vevent.render(event)
    Event.objects.filter(pk=event.pk).update(vevent=block)
    Invite.objects.update(sent_times=itip.times_of(block))

    mail = process(reply("DECLINED", sequence="1", more=more))

    invite.refresh_from_db()
    assert (invite.partstat == Partstat.DECLINED) == counts
    assert (mail.state, mail.reason) == ((State.DONE, "") if counts else (State.QUARANTINED, Reason.STALE))
    assert cancellation_questions().exists() == counts


def test_shows_an_answer_to_the_old_date_of_a_postponed_event():
    make_invite()
    Event.objects.update(status=Event.Status.POSTPONED)

    mail = process(reply(sequence="1", more=DAYS))

    assert (mail.state, mail.reason) == (State.QUARANTINED, Reason.STALE)


def test_closes_an_answer_to_an_earlier_version_that_a_later_one_has_replaced():
    invite = make_invite()
    process(reply("DECLINED", stamp="20260310T090000Z"))

    earlier = process(reply("ACCEPTED", sequence="1", stamp="20260310T080000Z"))
    later = process(reply("ACCEPTED", sequence="1", stamp="20260310T100000Z"))
    same = process(reply("DECLINED", sequence="1", stamp="20260310T110000Z"))

    invite.refresh_from_db()
    assert invite.partstat == Partstat.DECLINED
    assert [(mail.state, mail.reason) for mail in (earlier, later, same)] == [
        (State.DONE, Reason.REPEATED),
        (State.QUARANTINED, Reason.STALE),
        (State.DONE, Reason.STALE),
    ]


@pytest.mark.parametrize(
    ("partstat", "more"),
    [
        ("ACCEPTED", "COMMENT:I need a visa\r\n"),
        ('DELEGATED;DELEGATED-TO="mailto:other@example.org"', ""),
    ],
)
def test_shows_what_an_older_answer_says_beside_yes_or_no(partstat, more):
    invite = make_invite()
    process(reply("DECLINED", stamp="20260310T090000Z"))

    mail = process(reply(partstat, stamp="20260310T070000Z", more=more))

    invite.refresh_from_db()
    assert (invite.partstat, mail.state, mail.reason) == (Partstat.DECLINED, State.QUARANTINED, Reason.REPEATED)
    assert "I need a visa" in mail.detail or "other@example.org" in mail.detail


def test_shows_an_older_proposal_of_another_time():
    make_invite()
    process(reply("ACCEPTED", stamp="20260310T090000Z"))

    mail = process(reply("TENTATIVE", method="COUNTER", stamp="20260310T070000Z", more=TIMES.replace("0305", "0307")))

    assert (mail.state, mail.reason) == (State.QUARANTINED, Reason.REPEATED)
    assert "Friday 7 March 2031" in mail.detail


@pytest.mark.parametrize(
    ("partstat", "more", "is_shown"),
    [
        ("ACCEPTED", "", True),
        ("TENTATIVE", "", True),
        ("DECLINED", "", False),
        ("DECLINED", "COMMENT:What a pity\r\n", True),
        ("NEEDS-ACTION", "", False),
    ],
)
def test_shows_a_person_who_wants_to_come_after_the_invite_was_cancelled(partstat, more, is_shown):
    invite = make_invite()
    withdraw(invite.registration, by=invite.person)

    mail = process(reply(partstat, sequence="99", more=more))

    assert (mail.state, mail.reason) == (State.QUARANTINED if is_shown else State.DONE, Reason.NOT_HELD)
    assert not cancellation_questions().exists()


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
    client.post(url, {"action": "withdraw", "confirmed": "1"})
    invite.registration.refresh_from_db()
    assert invite.registration.status == Registration.Status.WITHDRAWN
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("action", ["", "confirm"])
def test_the_page_refuses_other_actions(client, action):
    invite = make_invite()
    process(reply("DECLINED"))

    assert client.post(links.decline_link(invite.registration), {"action": action}).status_code == 404
