"""Reminders: planned when an event is published, planned anew when it moves, dropped when it is cancelled."""

from datetime import timedelta
from itertools import batched

from django.db import connection, transaction
from django.utils.timezone import now

from events.models import Event, PlannedReminder, Programme, ReminderRule
from events.registration import mails, telling
from notifications.outbox import services as outbox

DEFAULT_DAYS_BEFORE = (7, 1)
CHUNK = 500


def create_default_rules(programme: Programme) -> None:
    """Give programme the reminders that every event of it gets: seven days and one day before."""
    ReminderRule.objects.bulk_create(
        [ReminderRule(programme=programme, days_before=days) for days in DEFAULT_DAYS_BEFORE], ignore_conflicts=True
    )


def would_plan(event: Event) -> list[PlannedReminder]:
    """Return the reminders that plan() would write down for event, were it published now; not saved.

    The event's own rules replace its programme's. What would be past already is left out. Days are counted on the
    clocks of the event's place, so that a reminder comes at the hour at which the event begins; at nine for one of
    whole days."""
    start = event.local_starts_at
    if not event.is_dated or start is None:
        return []
    anchor = start.replace(hour=9) if event.is_all_day else start
    rules = list(event.reminder_rules.all()) or list(event.programme.reminder_rules.filter(event=None))
    if not rules:
        rules = [ReminderRule(programme=event.programme, days_before=days) for days in DEFAULT_DAYS_BEFORE]
    found = [
        PlannedReminder(
            rule=rule, event=event, sequence=event.sequence, due_at=anchor - timedelta(days=rule.days_before)
        )
        for rule in rules
    ]
    return [reminder for reminder in found if reminder.due_at > now()]


@transaction.atomic
def plan(event: Event) -> int:
    """Write down what falls due when for a published event; return how many reminders lie ahead.

    A programme without rules gets the default ones first."""
    if event.status != Event.Status.PUBLISHED:
        return 0
    if not event.reminder_rules.exists() and not event.programme.reminder_rules.filter(event=None).exists():
        create_default_rules(event.programme)
    planned = would_plan(event)
    PlannedReminder.objects.bulk_create(planned, ignore_conflicts=True)
    return len(planned)


@transaction.atomic
def replan(event: Event) -> int:
    """Plan anew for an event that moved; what stood for its old date goes, mails that wait for sending too."""
    drop(event)
    return plan(event)


@transaction.atomic
def drop(event: Event) -> None:
    """Forget what is planned and not done, and take back reminders that wait in the outbox."""
    event.planned_reminders.filter(done_at=None).delete()
    outbox.drop(topic=mails.topic(event), kinds=["reminder"])


def remind_due() -> int:
    """Put the reminders that are due into the outbox; return how many mails. Safe to run twice, and at the same time."""
    count = 0
    while (planned := _claim_one()) is not None:
        count += planned
    return count


@transaction.atomic
def _claim_one() -> int | None:
    """Do one due reminder; return how many mails it made, None when none is due."""
    due = PlannedReminder.objects.filter(done_at=None, due_at__lte=now()).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(of=("self",), skip_locked=True)
    planned = due.select_related("event__programme", "event__venue__country").first()
    if planned is None:
        return None
    # Where rows cannot be locked (SQLite), the condition lets only one of two workers do it.
    if not PlannedReminder.objects.filter(pk=planned.pk, done_at=None).update(done_at=now()):
        return 0
    event = planned.event
    is_useful = event.status == Event.Status.PUBLISHED and event.sequence == planned.sequence
    if not is_useful or event.starts_at is None or event.starts_at <= now():
        return 0
    # Who registered after it was due knows the date well enough.
    confirmed = event.registrations.confirmed().filter(created_at__lte=planned.due_at)
    sent = 0
    for chunk in batched(confirmed.select_related("person").order_by("pk").iterator(CHUNK), CHUNK):
        for registration in chunk:
            registration.event = event
        sent += telling.remind(chunk, rule=planned.rule_id, sequence=planned.sequence)
    return sent
