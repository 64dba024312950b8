"""Requests for details, and reminders: recipients, times and frequency."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.mails.rules import EventNotTakingPlaceError
from events.mails.writer import MailWriter
from events.models import Event, EventQuestion, Registration
from events.registration.decisions import confirm
from events.registration.services import register, withdraw
from events.travel import notify, queries, services
from events.travel.errors import DetailsClosedError, NobodyToRemindError
from notifications.models import Message
from tests.events.questions.helpers import ask
from tests.events.travel.helpers import complete_travel_data, make_travel_event, make_traveller, save_all_details
from tests.factories import make_event, make_member

pytestmark = pytest.mark.django_db


def request_details(registration):
    """Request the details as after a confirmation. Return the mail."""
    notify.request_details([(registration, registration.changes.last())], MailWriter(registration.event))
    return Message.objects.filter(kind="details_wanted", recipient=registration.person).first()


def reminders():
    return Message.objects.filter(kind="details_reminder").order_by("pk")


def test_asks_a_confirmed_person_with_the_deadline_in_both_time_zones():
    event = make_travel_event()
    event.details_due_at = event.starts_at - timedelta(days=10)
    event.save()
    registration = make_traveller(event, timezone="America/New_York")

    mail = request_details(registration)

    assert f"/events/{event.slug}/details/" in mail.text
    assert f"/events/{event.slug}/details/" in mail.html
    for text in (mail.text, mail.html):
        assert "Bangkok time (UTC+7)" in text
        assert "New York time" in text
    assert mail.subject.startswith(f"Please enter your travel details for {event.title} – by ")
    assert mail.expires_at == event.starts_at


def test_asks_for_nothing_before_a_deadline_that_has_passed():
    """A person who was confirmed after the deadline cannot keep it."""
    event = make_travel_event()
    event.details_due_at = now() - timedelta(days=1)
    event.save()

    mail = request_details(make_traveller(event, timezone="America/New_York"))

    assert mail.subject == f"Please enter your travel details for {event.title}"
    assert "sign in with this address: you get a code by email" in mail.text
    assert "Deadline" not in mail.text
    assert mail.text.count("For you:") == 1  # the time of the event


def test_asks_once_for_each_confirmation():
    registration = make_traveller(make_travel_event())
    request_details(registration)
    notify.request_details([(registration, registration.changes.last())], MailWriter(registration.event))
    assert Message.objects.filter(kind="details_wanted").count() == 1

    withdraw(registration, by=None)
    again = register(registration.event, registration.person)
    request_details(again)

    assert Message.objects.filter(kind="details_wanted").count() == 2


def test_sends_no_request_without_questions():
    pending = make_traveller(make_travel_event(policy=Event.Policy.APPROVAL))
    online = make_traveller(make_travel_event(mode=Event.Mode.HYBRID, policy=Event.Policy.APPROVAL))
    Registration.objects.filter(pk=online.pk).update(mode=Registration.Mode.ONLINE)
    online = confirm(online, by=None)
    nothing = make_traveller(make_event())

    assert [request_details(registration) for registration in (pending, online, nothing)] == [None, None, None]
    confirm(pending, by=None)
    assert request_details(Registration.objects.get(pk=pending.pk))


def test_asks_if_one_question_belongs_to_this_stage():
    event = make_event()
    ask(event, stage=EventQuestion.Stage.CONFIRMED)
    mail = request_details(make_traveller(event))

    assert "passport" not in mail.text
    assert "some more details" in mail.text


def test_does_not_ask_a_person_who_stays_confirmed():
    registration = make_traveller(make_travel_event())
    change = SimpleNamespace(pk=1, from_status="confirmed")

    assert notify.request_details([(registration, change)], MailWriter(registration.event)) == 0


def test_reminds_people_of_their_missing_details():
    event = make_travel_event()
    done, half, none = [make_traveller(event) for _ in range(3)]
    save_all_details(done)
    save_all_details(half, complete_travel_data(event, passport_number=""))

    assert services.remind(event, by=None) == 2

    assert {mail.recipient for mail in reminders()} == {half.person, none.person}
    mail = reminders().get(recipient=half.person)
    assert "* Passport number\n" in mail.text
    assert '<li dir="auto">Passport number</li>' in mail.html
    assert "Nationality" not in mail.text


def test_reminds_no_one_twice_a_day():
    event = make_travel_event()
    make_traveller(event)
    services.remind(event, by=None)

    with pytest.raises(NobodyToRemindError):
        services.remind(event, by=None)
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        services.remind(event, by=None)

    assert reminders().count() == 2


def test_reminds_no_one_after_the_event_has_begun():
    event = make_travel_event()
    make_traveller(event)

    with time_machine.travel(event.starts_at + timedelta(hours=1), tick=False), pytest.raises(DetailsClosedError):
        services.remind(event, by=None)


@pytest.mark.parametrize("status", [Event.Status.POSTPONED, Event.Status.CANCELLED])
def test_reminds_no_one_of_an_event_without_a_valid_date(status):
    event = make_travel_event()
    make_traveller(event)
    Event.objects.update(status=status)

    with pytest.raises((EventNotTakingPlaceError, DetailsClosedError)):
        services.remind(event, by=None)

    assert not reminders().exists()


def test_organisers_see_how_many_people_a_click_reminds(client):
    event = make_travel_event()
    save_all_details(make_traveller(event))
    for _ in range(2):
        make_traveller(event)
    client.force_login(make_member(event.programme))
    page = reverse("travel:travel", args=[event.slug])

    before = client.get(page).content.decode()
    after = client.post(reverse("travel:remind", args=[event.slug]), follow=True).content.decode()
    again = client.post(reverse("travel:remind", args=[event.slug]), follow=True).content.decode()

    assert "Remind 2 people with incomplete details" in before
    assert "2 people will be reminded." in after
    assert "with incomplete details" not in after
    assert "No reminder was sent" in again
    assert reminders().count() == 2


@pytest.mark.parametrize("item_count", [1, 3])
def test_reminding_needs_a_fixed_number_of_queries(item_count, django_assert_num_queries):
    event = make_travel_event()
    ask(event, stage=EventQuestion.Stage.CONFIRMED, is_required=True)
    for _ in range(item_count):
        make_traveller(event)

    with django_assert_num_queries(5):  # mails so far; registrations, changes, questions, answers
        assert len(queries.travellers_to_remind(event)) == item_count


def test_asks_in_the_language_of_the_person():
    registration = make_traveller(make_travel_event(), language="vi")

    assert request_details(registration).text
