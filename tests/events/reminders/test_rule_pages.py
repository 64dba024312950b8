"""The pages of reminder rules: sentences, previews of effects, and errors at their fields."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event, ReminderRule
from events.planning import services as agenda
from events.registration.services import register
from events.reminders.planning import create_default_rules
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_member, make_person, make_programme
from tests.markup import without_direction

pytestmark = pytest.mark.django_db

GOOD = {
    "audience": "confirmed",
    "mode": "",
    "condition": "",
    "amount": "3",
    "unit": "days",
    "is_after": "before",
    "anchor": "event_start",
    "hour": "10",
    "weekends": "any",
    "is_quiet_at_night": "on",
    "is_active": "on",
}


@pytest.fixture
def programme(client):
    programme = make_programme()
    create_default_rules(programme)
    client.force_login(make_member(programme))
    return programme


def make_published(programme):
    return agenda.publish(make_event(programme=programme, status=Event.Status.DRAFT), by=make_person())


def said(answer):
    return " ".join(unescape(without_direction(answer.content.decode())).split())


def test_list_shows_sentence_and_mail_text_of_each_rule(client, programme):
    found = said(client.get(reverse("reminders:programme_rules", args=[programme.slug])))

    assert "7 days before the event begins, at 09:00 in each person's time zone, to confirmed participants." in found
    assert reverse("mail_templates:programme_edit", args=[programme.slug, "reminder", "en"]) in found


def test_previews_the_effect_of_a_new_rule_and_saves_it(client, programme):
    event = make_published(programme)
    address = reverse("reminders:programme_rule_create", args=[programme.slug])

    looked = client.post(address, GOOD | {"do": "look"})
    count = ReminderRule.objects.count()
    saved = client.post(address, GOOD | {"do": "save"}, follow=True)

    assert "After saving: 1 reminder is added, at 1 event." in said(looked)
    assert "3 days before the event begins, at 10:00 in each person's time zone" in said(looked)
    assert (count, ReminderRule.objects.count()) == (2, 3)
    assert "Saved. 1 reminder is added, at 1 event." in said(saved)
    assert event.planned_reminders.filter(rule__amount=3, rule__hour=10).count() == 1


def test_an_event_gets_own_rules_and_returns_to_its_programmes(client, programme):
    event = make_published(programme)
    address = reverse("reminders:event_rules", args=[event.slug])

    before = said(client.get(address))
    client.post(address, {"do": "own"})
    own = event.reminder_rules.get(amount=7)
    changed = client.post(
        reverse("reminders:event_rule_edit", args=[event.slug, own.pk]), GOOD | {"amount": "10"}, follow=True
    )
    back = client.post(address, {"do": "back"}, follow=True)

    assert "Use own rules for this event" in before
    assert "This event follows its own rules." in said(changed)
    assert "1 reminder moves to another time" in said(changed)
    assert "The rules of the programme apply again." in said(back)
    assert not event.reminder_rules.standing().exists()
    assert sorted(one.rule.amount for one in event.planned_reminders.select_related("rule")) == [1, 7]


def test_removes_a_rule(client, programme):
    event = make_published(programme)
    rule = programme.reminder_rules.get(amount=7)

    answer = client.post(
        reverse("reminders:programme_rule_edit", args=[programme.slug, rule.pk]), {"do": "remove"}, follow=True
    )

    assert "Removed. 1 reminder is removed, at 1 event." in said(answer)
    assert event.planned_reminders.count() == 1
    assert not ReminderRule.objects.filter(pk=rule.pk).exists()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"amount": ""}, "amount", "This field is required."),
        ({"amount": "-1"}, "amount", "greater than or equal to 0"),
        ({"amount": "401"}, "amount", "less than or equal to 400"),
        ({"amount": "99999999999999999999"}, "amount", "less than or equal to 400"),
        ({"hour": "3"}, "hour", "Select a valid choice"),
        ({"unit": "years"}, "unit", "Select a valid choice"),
        ({"audience": "everybody"}, "audience", "Select a valid choice"),
        ({"anchor": "offer_lapse"}, "anchor", "Choose a moment that concerns this audience."),
        ({"audience": "offered"}, "anchor", "Choose a moment that concerns this audience."),
        ({"anchor": "session_start", "is_after": "after"}, "is_after", "A reminder after this moment is useless"),
        ({"amount": "7", "hour": "9"}, "__all__", "A rule for the same audience and moment exists already"),
    ],
)
def test_shows_errors_at_their_fields(client, programme, typed, field, words):
    for action in ("look", "save"):
        answer = client.post(
            reverse("reminders:programme_rule_create", args=[programme.slug]), GOOD | typed | {"do": action}
        )

        assert answer.status_code == 200
        assert words in " ".join(answer.context["form"].errors[field])
    assert ReminderRule.objects.count() == 2


def test_a_rule_can_have_its_own_text(client, programme):
    event = make_published(programme)
    register(event, make_person(name="Linh"))
    address = reverse("reminders:programme_rule_create", args=[programme.slug])

    client.post(
        address, GOOD | {"subject": "Bring {event}", "text": "Dear {name}, bring **warm clothes**.", "do": "save"}
    )
    with time_machine.travel(event.starts_at - timedelta(days=2), tick=False):
        remind_due()

    mail = Message.objects.get(subject__startswith="Bring ")
    assert mail.subject == f"Bring {event.title}"
    assert "Dear Linh, bring warm clothes." in mail.text
    assert "<strong>warm clothes</strong>" in mail.html or "warm clothes</strong>" in mail.html


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"subject": "Hello {nmae}"}, "subject"),
        ({"text": "Hello {nmae}"}, "text"),
        ({"text": "Hello {name"}, "text"),
        ({"audience": "slides", "anchor": "event_start", "text": "Where are they?"}, "text"),  # without what is owed
        ({"text": "x" * 5001}, "text"),
    ],
)
def test_refuses_a_text_with_wrong_placeholders_and_keeps_it(client, programme, typed, field):
    address = reverse("reminders:programme_rule_create", args=[programme.slug])

    answer = client.post(address, GOOD | typed | {"do": "save"})

    assert answer.context["form"].errors[field]
    assert unescape(answer.content.decode()).count(typed[field]) == 1
    assert not ReminderRule.objects.filter(amount=3).exists()


def test_offers_the_moments_of_the_audience(client, programme):
    address = reverse("reminders:programme_rule_create", args=[programme.slug])

    form = client.post(address, GOOD | {"audience": "free_seats", "mode": "online", "do": "look"}).context["form"]

    assert [name for name, _label in form.fields["anchor"].choices] == ["event_start", "nomination_deadline"]
    assert "mode" not in form.fields
    assert form.instance.mode == ""


def test_list_has_a_fixed_number_of_queries(client, programme):
    address = reverse("reminders:programme_rules", args=[programme.slug])
    counted = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))
        for amount in range(20 + 10 * number, 30 + 10 * number):
            ReminderRule.objects.create(programme=programme, amount=amount)

    assert counted[0] == counted[1]


def test_does_not_find_rules_of_other_owners(client, programme):
    other = make_programme()
    create_default_rules(other)
    rule = other.reminder_rules.first()

    answer = client.post(reverse("reminders:programme_rule_edit", args=[programme.slug, rule.pk]), GOOD)

    assert answer.status_code == 404


def test_saves_the_default_rules_of_a_programme_without_rules(client):
    programme = make_programme()
    client.force_login(make_member(programme))
    address = reverse("reminders:programme_rules", args=[programme.slug])

    before = said(client.get(address))
    client.post(address, {"do": "begin"})

    assert "1 day before the event begins, at 18:00 in each person's time zone" in before
    assert programme.reminder_rules.count() == 2
