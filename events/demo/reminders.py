"""Reminders of the sample season: rules of the programme, and an event with its own rules and past reminders."""

from datetime import timedelta

from django.utils.timezone import now

from accounts.models import User
from events.models import Event, PlannedReminder, Programme, Reminder, ReminderRule
from events.reminders import overrides, planning, rules, services
from events.reminders.anchors import Moment
from notifications.models import Delivery, Message

Anchor, Audience = ReminderRule.Anchor, ReminderRule.Audience
DAYS_AGO = 3


def create_rules(programme: Programme) -> None:
    """Add a rule for missing travel details to the default rules of programme."""
    fields = {"audience": Audience.DETAILS, "anchor": Anchor.DETAILS_DUE, "amount": 10, "weekends": "avoid"}
    rules.save_rule(ReminderRule(programme=programme, **fields), by=None)


def load(event: Event, organizer: User) -> None:
    """Give event its own rules. Their reminders are sent, too late, skipped, moved or still to come."""
    rules.use_own_rules(event, by=organizer)
    ahead = (event.starts_at - now()).days if event.starts_at else 0
    for fields in (
        {"amount": ahead + DAYS_AGO},
        {"amount": ahead + DAYS_AGO - 2, "condition": "not_accepted"},
        {"amount": 21, "mode": "online", "hour": 14},
        {"amount": 3, "audience": Audience.CONTRIBUTORS, "weekends": "avoid"},
        {"amount": 1, "hour": 10, "audience": Audience.NOT_EVALUATED, "anchor": Anchor.EVENT_END, "is_after": True},
    ):
        rules.save_rule(ReminderRule(programme=event.programme, event=event, **fields), by=organizer)
    first, late, online, *_rest = event.reminder_rules.order_by("-amount")
    _send(first, event)
    planned = _plan(late, event)
    PlannedReminder.objects.filter(pk=planned.pk).update(done_at=planned.due_at, skip=PlannedReminder.Skip.TOO_LATE)
    overrides.skip_reminder(event.planned_reminders.get(rule=online), by=organizer)
    day_before = event.planned_reminders.get(rule__amount=1, rule__is_after=False)
    overrides.reschedule(day_before, day_before.due_at - timedelta(hours=3), by=organizer)


def _plan(rule: ReminderRule, event: Event) -> PlannedReminder:
    """Create the reminder that rule would have planned in the past."""
    assert event.starts_at  # noqa: S101 (for the type checker: sample events have dates)
    planned = planning.plan_rule(event, rule, Moment(Anchor.EVENT_START, event.starts_at))
    planned.save()
    return planned


def _send(rule: ReminderRule, event: Event) -> None:
    """Send the reminders of rule to all confirmed people, as if at the time when they were due."""
    planned = _plan(rule, event)
    at = planned.due_at
    planned.fixed_at = now()  # sample people registered only now, after the due time
    services.create_reminders(planned, now())
    services.remind_due()
    planned.reminders.update(created_at=at)
    PlannedReminder.objects.filter(pk=planned.pk).update(fixed_at=None, done_at=at)
    dedupe_keys = [Reminder.mail_key(pk) for pk in planned.reminders.values_list("pk", flat=True)]
    mails = Message.objects.filter(dedupe_key__in=dedupe_keys)
    mails.update(status=Message.Status.SENT, created_at=at, due_at=at, sent_at=at)
    Delivery.objects.bulk_create(Delivery(message=mail, outcome=Delivery.Outcome.SENT, smtp_code=250) for mail in mails)
    Delivery.objects.filter(message__in=mails).update(at=at)
