"""Which mails an event sends in its present state: all kinds, and all the ways to send one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.mails import catalogue, rules, sender
from events.mails.declarations import Needs
from events.models import Event
from notifications.mail.rendering import Rendered
from notifications.models import Delivery, Message
from notifications.outbox import services as outbox
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
KINDS = [mail.name for mail in catalogue.MAILS if not mail.is_for_team]


def queue_mail(event, kind="registration_confirmed", **fields):
    mail = Rendered("Subject", "Text", "")
    outbox.queue(sender.draft(mail, kind=kind, key=f"{kind}:{event.pk}", event=event, person=make_person(), **fields))
    return Message.objects.get(dedupe_key=f"{kind}:{event.pk}")


def event_in(state):
    if state == "past":
        return make_event(starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=1))
    return make_event(status=state, published_at=now())


@pytest.mark.parametrize("kind", KINDS)
def test_holds_every_mail_of_a_draft(kind):
    """Except those to people who are asked before the event is published: their links work then."""
    is_held = not catalogue.get(kind).is_for_draft

    assert queue_mail(event_in("draft"), kind).status == ("held" if is_held else "queued")


def test_sends_the_test_of_a_mail_text_from_a_draft():
    assert queue_mail(event_in("draft"), "test").status == "queued"


def test_a_held_mail_is_not_due_and_holds_up_no_other():
    event = event_in("draft")
    held = queue_mail(event)
    person = held.recipient
    outbox.queue(sender.draft(Rendered("Test", "Text", ""), kind="test", key="test:1", event=event, person=person))

    assert [message.kind for message in Message.objects.due().in_turn()] == ["test"]


ASKS = {"nomination_link", "reminder_seats", "reminder_nominated", "invited", "reminder", "details_reminder"}
AFTERWARDS = {"reminder_evaluation", "reminder_slides", "reminder_report", "reminder_no_show", "reminder_after"}


@pytest.mark.parametrize("state", ["cancelled", "postponed", "past"])
@pytest.mark.parametrize("kind", sorted(ASKS))
def test_asks_nobody_for_an_event_that_does_not_take_place(state, kind):
    message = queue_mail(event_in(state), kind)

    assert message.status == "dropped"
    assert Delivery.objects.get(message=message).server_said == rules.NOT_SENT


@pytest.mark.parametrize("kind", sorted(AFTERWARDS))
@pytest.mark.parametrize(
    ("state", "status"),
    [("cancelled", "dropped"), ("postponed", "dropped"), ("past", "queued"), ("published", "queued")],
)
def test_asks_for_follow_up_only_after_an_event_that_took_place(state, status, kind):
    assert queue_mail(event_in(state), kind).status == status


@pytest.mark.parametrize("state", ["cancelled", "postponed", "past", "published"])
@pytest.mark.parametrize("kind", ["event_cancelled", "announcement", "registration_withdrawn", "focal_point_cancelled"])
def test_always_reports_what_has_happened(state, kind):
    assert queue_mail(event_in(state), kind).status == "queued"


def test_names_the_reason_for_each_state():
    states = ("cancelled", "postponed", "past")
    reasons = [rules.refusal(event_in(state), "nomination_link") for state in states]

    assert ["cancelled" in reasons[0], "postponed" in reasons[1], "over" in reasons[2]] == [True, True, True]
    assert rules.refusal(event_in("published"), "nomination_link") == ""


def test_every_reminder_of_what_lies_ahead_needs_the_date():
    """A new reminder must not be sent for a cancelled event because nobody thought of it.

    That of a call for requests is about no event."""
    reminders = [mail for mail in catalogue.MAILS if "reminder" in mail.name and mail.name != "call_reminder"]
    without = [mail.name for mail in reminders if mail.needs == Needs.NOTHING]

    assert without == []


@pytest.mark.parametrize(
    ("state", "kind", "is_sent"),
    [
        ("cancelled", "nomination_link", False),
        ("postponed", "reminder", False),
        ("past", "invited", False),
        ("draft", "nomination_link", False),
        ("cancelled", "event_cancelled", True),
        ("published", "nomination_link", True),
    ],
)
def test_resends_only_what_the_event_may_send(client, state, kind, is_sent):
    event = make_event()
    message = queue_mail(event, kind)
    Message.objects.update(status="sent", sent_at=now())
    if state == "past":
        Event.objects.update(starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=1))
    else:
        Event.objects.update(status=state)
    client.force_login(make_member(event.programme))
    page = client.get(reverse("mail_log:message", args=[event.programme.slug, message.pk])).text

    response = client.post(
        reverse("mail_log:resend", args=[event.programme.slug, message.pk]),
        {"to_email": message.to_email},
        follow=True,
    )

    assert ("Resend this mail" in page) is is_sent
    assert Message.objects.filter(resent_from=message).exists() is is_sent
    if not is_sent:
        assert "Not sent: the event is" in response.text
