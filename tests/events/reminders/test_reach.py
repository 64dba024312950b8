import pytest
from django.urls import reverse

from events.models import Event, ReminderRule
from events.reminders.reach import reach_of
from tests.factories import make_event, make_member

pytestmark = pytest.mark.django_db


def make_rule(event, **fields):
    fields = {"audience": "confirmed", "anchor": "event_start", "amount": 2, "unit": "days", "hour": 9, **fields}
    return ReminderRule(programme=event.programme, event=event, **fields)


@pytest.mark.parametrize(
    ("rule", "event", "is_reached"),
    [
        ({}, {}, True),
        ({"amount": 60}, {}, False),
        ({"mode": "online"}, {}, False),
        ({"audience": "pending", "anchor": "registration_close"}, {}, False),
        ({"audience": "details", "anchor": "details_due"}, {}, False),
        ({"amount": 60, "is_active": False}, {}, True),
        ({"amount": 60}, {"precision": "tbc"}, False),
    ],
)
def test_a_rule_that_reaches_nobody_is_found(rule, event, is_reached):
    event = make_event(**event)

    assert bool(reach_of(make_rule(event, **rule), event)) is not is_reached


def test_the_page_asks_once_about_a_rule_that_reaches_nobody(client):
    event = make_event()
    client.force_login(make_member(event.programme))
    address = reverse("reminders:event_rule_create", args=[event.slug])
    typed = {"audience": "confirmed", "anchor": "event_start", "amount": "90", "unit": "days", "is_after": "before"}
    typed |= {"hour": "9", "weekends": "any", "is_active": "on", "do": "save"}

    asked = client.post(address, typed)
    assert "reaches nobody" in asked.content.decode(), asked.context["form"].errors
    assert not Event.objects.get().reminder_rules.exists()
    assert client.post(address, typed | {"sure": asked.context["asked"].keys}).status_code == 302
    assert Event.objects.get().reminder_rules.filter(amount=90).exists()


def test_a_preview_of_the_rule_does_not_answer_the_question(client):
    """Each change of a field posts the form again, with the hidden inputs of the question that it shows."""
    event = make_event()
    client.force_login(make_member(event.programme))
    address = reverse("reminders:event_rule_create", args=[event.slug])
    typed = {"audience": "confirmed", "anchor": "event_start", "amount": "90", "unit": "days", "is_after": "before"}
    typed |= {"hour": "9", "weekends": "any", "is_active": "on", "do": "look"}

    first = client.post(address, typed)
    second = client.post(address, typed | {"sure": first.context["asked"].keys})

    assert "Yes, save anyway" in first.content.decode()
    assert "Yes, save anyway" in second.content.decode()
