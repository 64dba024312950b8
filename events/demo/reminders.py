"""Reminders of the sample season: rules of the programme, and an event that has its own, with a past."""

from datetime import timedelta

from django.utils.timezone import now

from accounts.models import User
from events.models import Event, PlannedReminder, Programme, Reminder, ReminderRule
from events.reminders import overrides, planning, rules, services
from events.reminders.anchors import Moment
from notifications.models import Delivery, Message

Anchor, Audience = ReminderRule.Anchor, ReminderRule.Audience
DAYS_AGO = 3


def write_rules(programme: Programme) -> None:
    """Remind those with a place of details that are missing, beside what the default rules remind of."""
    fields = {"audience": Audience.DETAILS, "anchor": Anchor.DETAILS_DUE, "amount": 10, "weekends": "avoid"}
    rules.save_rule(ReminderRule(programme=programme, **fields), by=None)


def steer(event: Event, organizer: User) -> None:
    """Give event rules of its own: one has told people, one came too late, one is skipped, one moved, some are ahead."""
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
    _tell(first, event)
    planned = _plan(late, event)
    PlannedReminder.objects.filter(pk=planned.pk).update(done_at=planned.due_at, skip=PlannedReminder.Skip.TOO_LATE)
    overrides.skip_reminder(event.planned_reminders.get(rule=online), by=organizer)
    eve = event.planned_reminders.get(rule__amount=1, rule__is_after=False)
    overrides.reschedule(eve, eve.due_at - timedelta(hours=3), by=organizer)


def _plan(rule: ReminderRule, event: Event) -> PlannedReminder:
    """Write down what rule would have planned of event's beginning, when that lay ahead."""
    assert event.starts_at  # noqa: S101 (for mypy: it is a dated one)
    planned = planning.plan_rule(event, rule, Moment(Anchor.EVENT_START, event.starts_at))
    planned.save()
    return planned


def _tell(rule: ReminderRule, event: Event) -> None:
    """Let everybody who is confirmed have been told by rule when it was due."""
    planned = _plan(rule, event)
    at = planned.due_at
    planned.fixed_at = now()  # people of the sample have registered just now
    services.create_reminders(planned, now())
    services.remind_due()
    planned.reminders.update(created_at=at)
    PlannedReminder.objects.filter(pk=planned.pk).update(fixed_at=None, done_at=at)
    keys = [Reminder.mail_key(pk) for pk in planned.reminders.values_list("pk", flat=True)]
    mails = Message.objects.filter(dedupe_key__in=keys)
    mails.update(status=Message.Status.SENT, created_at=at, due_at=at, sent_at=at)
    Delivery.objects.bulk_create(Delivery(message=mail, outcome=Delivery.Outcome.SENT, smtp_code=250) for mail in mails)
    Delivery.objects.filter(message__in=mails).update(at=at)
