"""The timeline of an event: what it shows about each reminder, and its actions."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from events.models import Contributor, Event, ReminderRule, Session
from events.planning import services as agenda
from events.registration.services import register
from events.reminders import overrides
from events.reminders.services import remind_due
from events.reminders.timeline import entries, planned_of
from notifications.models import Message
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def make_reminding(*rules, zones=("Asia/Bangkok",), sessions=1, **event_fields):
    """Return a published event with these rules of its own; somebody is registered from each of zones, and speaks in
    each of so many sessions."""
    event = make_event(status=Event.Status.DRAFT, **event_fields)
    for fields in rules or [{"amount": 1}]:
        ReminderRule.objects.create(programme=event.programme, event=event, **fields)
    speaker = make_person()
    for number in range(sessions):
        start = event.starts_at + timedelta(hours=number)
        session = Session.objects.create(
            event=event, title=f"Session {number}", starts_at=start, ends_at=start + timedelta(hours=1)
        )
        Contributor.objects.create(session=session, name="Dr Aye", person=speaker)
    event = agenda.publish(event, by=make_person())
    for name in zones:
        register(event, make_person(timezone=name))
    return event


def of(event):
    return entries(event, planned_of(event))


def signed_in(client, event, role="manager"):
    person = make_member(event.programme, role)
    client.force_login(person)
    return person


def page(client, event, name="reminders:timeline", *args):
    answer = client.get(reverse(name, args=[event.slug, *args]))
    return " ".join(unescape(answer.content.decode()).split())


def test_shows_recipients_and_first_and_last_time(client):
    event = make_reminding(zones=("Asia/Tokyo", "Asia/Bangkok", "Asia/Bangkok", ""))
    signed_in(client, event)

    (entry,) = of(event)

    assert (entry.reach, entry.zones) == (4, 2)
    assert entry.last - entry.first == timedelta(hours=2)
    said = page(client, event)
    assert "To <strong>4</strong> people now, in 2 time zones" in said
    assert entry.sentence in said


def test_counts_sent_and_future_mails_while_under_way(client):
    event = make_reminding(zones=("Asia/Tokyo", "Asia/Bangkok", "Asia/Bangkok"))
    planned = event.planned_reminders.get()

    with time_machine.travel(planned.due_at - timedelta(minutes=30), tick=False):
        remind_due()
        Message.objects.filter(kind="reminder").update(status="sent", sent_at=now())
        (entry,) = of(event)

    assert (entry.is_under_way, entry.delivery.sent, entry.reach) == (True, 1, 2)


def test_shows_the_delivery_of_sent_mails(client):
    event = make_reminding(zones=("Asia/Bangkok",) * 4)
    planned = event.planned_reminders.get()
    with time_machine.travel(planned.due_at + timedelta(hours=14), tick=False):
        signed_in(client, event)
        remind_due()
        sent, failed, *_waiting = Message.objects.filter(kind="reminder").order_by("pk")
        Message.objects.filter(pk=sent.pk).update(status="sent", sent_at=now())
        Message.objects.filter(pk=failed.pk).update(status="failed")
        (entry,) = of(event)
        said = page(client, event)

    assert (entry.is_open, entry.delivery.sent, entry.delivery.failed, entry.delivery.waiting) == (False, 1, 1, 2)
    for words in ("1 sent", "1 not delivered", "2 waiting to be sent"):
        assert words in said


def test_names_each_session_and_counts_its_people():
    rule = {"audience": "contributors", "anchor": "session_start", "unit": "hours", "amount": 3}
    event = make_reminding(rule, sessions=3)

    assert [(entry.about, entry.reach) for entry in of(event)] == [(f"Session {n}", 1) for n in range(3)]


def test_shows_why_it_was_skipped_and_an_undo_button(client):
    event = make_reminding()
    planned = event.planned_reminders.get()
    signed_in(client, event)

    client.post(reverse("reminders:skip", args=[event.slug, planned.pk]))
    said = page(client, event)

    assert said.count('name="csrfmiddlewaretoken"') >= said.count("/undo/") > 0
    assert "Not sent to anyone else: skipped by the team" in said
    assert "Undo skip" in said
    client.post(reverse("reminders:undo", args=[event.slug, planned.pk]))
    assert "Undo skip" not in page(client, event)


def test_the_overview_says_what_became_of_each_reminder(client):
    """A skipped reminder and one without recipients were not sent."""
    nobody = {"audience": "contributors", "amount": 2}
    event = make_reminding({"amount": 1}, {"amount": 3}, nobody, sessions=0)
    signed_in(client, event)
    overrides.skip_reminder(event.planned_reminders.get(rule__amount=3), by=None)
    with time_machine.travel(event.starts_at - timedelta(hours=8), tick=False):
        remind_due()
        signed_in(client, event)
        said = page(client, event, "planning:overview")
        whole = page(client, event)

    before = [f"{number} before the event begins</bdi> · " for number in ("1 day", "2 days", "3 days")]
    outcomes = ["sent", "no recipients", "skipped: <bdi>skipped by the team"]
    assert [words in said for words in map(str.__add__, before, outcomes)] == [True, True, True]
    assert "Sent or skipped</h2>" in whole


def test_shows_the_future_plan_of_a_draft(client):
    event = make_event(status=Event.Status.DRAFT)
    signed_in(client, event)

    said = page(client, event)

    assert "7 days before the event begins, at 09:00 in each person's time zone, to confirmed participants." in said
    assert "Skip" not in said.replace("Skip to", "")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"precision": "tbc"}, "Reminders are counted from an exact date."),
        ({"status": "cancelled"}, "The event is cancelled, so no reminders are sent."),
        ({"status": "postponed"}, "Reminders are planned when it has a new date."),
    ],
)
def test_says_what_to_do_without_reminders(client, fields, words):
    event = make_event(**fields)
    signed_in(client, event)

    assert words in page(client, event)


def test_timeline_has_a_fixed_number_of_queries(client):
    rules = [
        {"audience": "contributors", "anchor": "session_start", "unit": "hours", "amount": 3},
        {"amount": 1},
        {"audience": "confirmed", "anchor": "session_start", "unit": "hours", "amount": 2},
    ]
    few = make_reminding(*rules, zones=("Asia/Bangkok",))
    many = make_reminding(
        *rules,
        {"amount": 7},
        {"amount": 14},
        {"amount": 1, "anchor": "event_end", "is_after": True},
        zones=("Asia/Tokyo", "Asia/Bangkok", "Africa/Accra", "", "Asia/Dili"),
        sessions=6,
    )
    signed_in(client, few)

    counted = []
    for event in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = of(event)
            page(client, event)
        counted.append((len(found), len(queries)))

    assert [count for count, _queries in counted] == [3, 16]
    assert counted[0][1] == counted[1][1]


def test_reschedules_in_the_time_zone_of_the_event(client):
    event = make_reminding()
    planned = event.planned_reminders.get()
    signed_in(client, event)
    day = event.local_starts_at.date() - timedelta(days=3)
    day -= timedelta(days=max(day.weekday() - 4, 0))  # the page asks about a weekend first

    client.post(reverse("reminders:reschedule", args=[event.slug, planned.pk]), {"at_local": f"{day}T15:30"})

    planned.refresh_from_db()
    assert planned.fixed_at.astimezone(event.zone).isoformat() == f"{day}T15:30:00+07:00"
    assert "rescheduled by the team" in page(client, event)
    client.post(reverse("reminders:reschedule", args=[event.slug, planned.pk]), {"do": "rule"})
    planned.refresh_from_db()
    assert planned.fixed_at is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "This field is required."),
        ("soon", "Enter a valid date/time."),
        ("2001-01-01T09:00", "This moment is past."),
        ("after the event", "The reminder is useless by then. Choose a moment before"),
    ],
)
def test_shows_errors_of_the_new_time_at_its_field(client, typed, words):
    event = make_reminding()
    planned = event.planned_reminders.get()
    signed_in(client, event)
    if typed == "after the event":
        typed = f"{event.ends_at + timedelta(days=40):%Y-%m-%dT%H:%M}"

    answer = client.post(reverse("reminders:reschedule", args=[event.slug, planned.pk]), {"at_local": typed})

    (error,) = answer.context["form"].errors["at_local"]
    assert words in error
    planned.refresh_from_db()
    assert planned.fixed_at is None


def test_shows_recipients_before_sending_now(client):
    event = make_reminding(zones=("Asia/Bangkok", "Asia/Tokyo"))
    planned = event.planned_reminders.get()
    signed_in(client, event)
    address = reverse("reminders:send", args=[event.slug, planned.pk])

    said = page(client, event, "reminders:send", planned.pk)
    first = client.post(address, follow=True).content.decode()
    second = client.post(address, follow=True).content.decode()
    remind_due()

    assert "<strong>2</strong> people" in said
    assert '<button class="btn btn-primary">Send it now</button>' in said
    assert all(one.person.email in said for one in event.registrations.select_related("person"))
    assert "It is sent to 2 people within a minute." in first
    assert "Nothing was changed." in second
    assert Message.objects.filter(kind="reminder").count() == 2


def test_previews_the_mail_of_a_person_without_their_links(client, settings):
    event = make_reminding(zones=())
    person = make_person(name="Camille Bernard", language="fr")
    registration = register(event, person)
    planned = event.planned_reminders.get()
    signed_in(client, event)

    address = reverse("reminders:preview", args=[event.slug, planned.pk])
    answer = client.get(address, {"person": person.email.upper()})
    frame = client.get(reverse("reminders:preview_html", args=[event.slug, planned.pk, person.pk]))

    mail = answer.context["mail"]
    assert mail.subject.startswith("Rappel")
    assert registration.person.name in mail.text
    assert "/own/" not in mail.text + frame.content.decode()
    assert event.title in unescape(frame.content.decode())
    assert "sandbox" in frame["Content-Security-Policy"]
    assert not Message.objects.filter(kind="reminder").exists()


def test_shows_an_error_for_an_address_that_is_no_recipient(client):
    event = make_reminding()
    planned = event.planned_reminders.get()
    signed_in(client, event)

    answer = client.get(reverse("reminders:preview", args=[event.slug, planned.pk]), {"person": "nobody@example.org"})

    assert answer.context["form"].errors["person"] == ["This reminder has no recipient with this address."]


def test_does_not_find_reminders_of_another_event(client):
    event, other = make_reminding(), make_reminding()
    signed_in(client, event)

    for name in ("reminders:skip", "reminders:undo", "reminders:send"):
        address = reverse(name, args=[event.slug, other.planned_reminders.get().pk])
        assert client.post(address).status_code == 404


def test_history_records_who_skipped_what(client):
    event = make_reminding()
    person = signed_in(client, event, "coordinator")
    overrides.skip_reminder(event.planned_reminders.get(), by=person)

    assert "Skipped: 1 day before the event begins" in page(client, event, "organise:history")


@pytest.mark.parametrize(
    ("clock", "weekday", "words"), [("23:30", 1, "“When” is at night"), ("10:00", 5, "“When” is on a weekend")]
)
def test_asks_about_an_unlikely_new_time_and_keeps_it(client, clock, weekday, words):
    event = make_reminding()
    planned = event.planned_reminders.get()
    signed_in(client, event)
    day = event.local_starts_at.date() - timedelta(days=3)
    day -= timedelta(days=(day.weekday() - weekday) % 7)
    address, typed = reverse("reminders:reschedule", args=[event.slug, planned.pk]), {"at_local": f"{day}T{clock}"}

    asked = client.post(address, typed)
    planned.refresh_from_db()
    before = planned.fixed_at
    client.post(address, typed | {"sure": asked.context["asked"].keys})

    (question,) = asked.context["asked"].open
    assert words in question.text
    assert question.text in unescape(asked.text)
    assert f'value="{day}T{clock}"' in asked.text
    planned.refresh_from_db()
    assert (before, f"{planned.fixed_at.astimezone(event.zone):%Y-%m-%dT%H:%M}") == (None, f"{day}T{clock}")
