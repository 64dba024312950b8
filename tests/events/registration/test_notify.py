from datetime import timedelta

import icalendar
import pytest

from events.calendars.dates import when_text
from events.calendars.services import revise
from events.models import Event
from events.registration.decisions import confirm, decline
from events.registration.services import register, withdraw
from events.updates import notices, services
from notifications.models import Message
from tests.factories import make_event, make_person, make_programme

pytestmark = pytest.mark.django_db


def mails_to(person):
    return list(Message.objects.filter(recipient=person).order_by("pk"))


def move_on(event):
    """Move event by a day, in its row and its calendars; return what people knew before."""
    event.refresh_from_db()
    before = services.snapshot(event)
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
    event.save()
    revise(event, significant=True)
    before.revision = event.revised_at
    return before


def read(message):
    return icalendar.Calendar.from_ical(message.ics).events[0]


def test_sends_a_request_to_each_confirmed_person():
    event = make_event()
    person = make_person(name="Aung San", email="aung@example.org")
    registration = register(event, person)

    (mail,) = mails_to(person)

    assert mail.kind == "registration_confirmed"
    assert mail.subject == f"Confirmed: you have a place at {event.title}"
    assert mail.ics_method == "REQUEST"
    found = read(mail)
    assert found["uid"] == event.uid
    assert found["sequence"] == event.sequence
    assert found["attendee"] == "mailto:aung@example.org"
    assert found["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert registration.reply_tag in found["organizer"]
    assert registration.reply_tag in mail.from_email


@pytest.mark.parametrize(
    ("fields", "kind", "word"),
    [
        ({"policy": Event.Policy.APPROVAL}, "registration_received", "Received"),
        ({"seats": 0}, "registration_waitlisted", "Waiting list"),
    ],
)
def test_sends_no_invite_without_a_seat(fields, kind, word):
    person = make_person()
    register(make_event(**fields), person)

    (mail,) = mails_to(person)

    assert (mail.kind, mail.ics, mail.subject.split(":")[0]) == (kind, "", word)


@pytest.mark.parametrize("step", [withdraw, decline])
def test_losing_a_seat_cancels_the_invite(step):
    person = make_person()
    registration = register(make_event(), person)
    step(registration, by=None)

    first, last = mails_to(person)

    assert (first.ics_method, last.ics_method) == ("REQUEST", "CANCEL")
    assert read(last)["uid"] == read(first)["uid"]
    assert read(last)["organizer"] == read(first)["organizer"]
    assert read(last)["sequence"] > read(first)["sequence"]
    assert read(last)["status"] == "CANCELLED"


def test_registering_again_raises_the_sequence():
    event, person = make_event(), make_person()
    withdraw(register(event, person), by=person)
    register(event, person)

    assert [(mail.ics_method, read(mail)["sequence"]) for mail in mails_to(person)] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 2),
    ]


def test_a_move_updates_invites_and_notifies_people_who_wait():
    event = make_event(seats=1)
    confirmed, waiting = register(event, make_person()), register(event, make_person())
    before = move_on(event)

    assert notices.notify_moved(event, before) == 2

    first, update = mails_to(confirmed.person)
    assert read(update)["uid"] == read(first)["uid"]
    assert read(update)["sequence"] > read(first)["sequence"]
    assert f"(it was: {when_text(before.as_event())})" in update.text
    assert mails_to(waiting.person)[-1].ics == ""


def test_notifies_of_a_move_once():
    event = make_event()
    register(event, make_person())
    before = move_on(event)
    notices.notify_moved(event, before)
    notices.notify_moved(event, before)

    assert Message.objects.filter(kind="event_moved").count() == 1


def test_a_cancelled_event_is_removed_from_calendars():
    event = make_event()
    registration = register(event, make_person())
    event.refresh_from_db()
    event.status = Event.Status.CANCELLED
    event.save()
    revise(event, significant=True)

    notices.notify_cancelled(event, reason="A storm <is> coming")

    mail = mails_to(registration.person)[-1]
    assert mail.ics_method == "CANCEL"
    assert mail.subject == f"Cancelled: {event.title} does not take place"
    assert "A storm <is> coming" in mail.text
    assert "A storm &lt;is&gt; coming" in mail.html


def test_an_event_without_an_exact_date_sends_no_invite():
    event = make_event(precision=Event.Precision.MONTH)
    registration = register(event, make_person())
    withdraw(registration, by=None)

    assert [mail.ics for mail in mails_to(registration.person)] == ["", ""]


def test_shows_the_time_in_both_time_zones():
    person = make_person(timezone="Asia/Tokyo")
    register(make_event(), person)

    (mail,) = mails_to(person)

    assert "09:00" in mail.text
    assert "Bangkok time (UTC+7)" in mail.text
    assert "For you: " in mail.text
    assert "11:00" in mail.text
    assert "Tokyo time (UTC+9)" in mail.text


def test_a_title_cannot_add_headers_or_markup():
    person = make_person()
    event = make_event(title="A\nBcc: all@example.org <b>bold</b>")
    confirm(register(make_event(policy=Event.Policy.APPROVAL), person), by=None)
    register(event, person)

    mail = mails_to(person)[-1]

    assert "\n" not in mail.subject
    assert "<b>bold</b>" in mail.text
    assert "<b>bold</b>" not in mail.html


def test_uses_another_text_if_the_organisers_withdraw_a_registration():
    mine, theirs = register(make_event(), make_person()), register(make_event(), make_person())
    withdraw(mine, by=mine.person)
    withdraw(theirs, by=make_person())

    own, other = mails_to(mine.person)[-1], mails_to(theirs.person)[-1]

    assert own.subject.startswith("Cancelled: ")
    assert "Thank you for telling us" in own.text
    assert other.subject.startswith("Withdrawn: ")
    assert "organisers have withdrawn" in other.text
    assert "Thank you" not in other.text


def test_sends_the_joining_link_only_to_confirmed_people():
    link = "https://meet.example.org/a,b;c?pwd=1"
    about = "Pensions, care; and\nC:\\new work, in a line that is longer than the seventy-five bytes of RFC 5545"
    event = make_event(mode=Event.Mode.ONLINE, online_url=link, seats=1, summary=about)
    Event.objects.update(ends_at=event.starts_at + timedelta(hours=3))
    event.refresh_from_db()
    confirmed, waiting = register(event, make_person()), register(event, make_person())

    (confirmation,), (queued,) = mails_to(confirmed.person), mails_to(waiting.person)

    assert link in confirmation.text
    assert link in confirmation.html
    found = read(confirmation)
    assert found["description"].startswith(f"Join online: {link}\n\n{about}\n\nhttp")
    assert found["conference"] == link
    assert "meet.example.org" not in queued.text + queued.html + queued.ics
    assert "meet.example.org" not in Event.objects.get().vevent


def test_a_long_programme_name_fits_the_sender_field():
    programme = make_programme(name="Programme " * 19, short_name="")
    person = make_person()

    register(make_event(programme=programme), person)

    (mail,) = mails_to(person)
    assert len(mail.from_email) <= 254
    assert mail.from_email.endswith("plenary.example>")
