"""Let the team skip, reschedule or send a planned reminder.

Each function is one transaction that locks the event, as the workers do. So of the team and the workers, one comes
first."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.calendars.dates import moment_text
from events.models import PlannedReminder, Reminder
from events.registration import reminder_cancellation, transitions
from events.reminders import anchors, planning, services
from events.reminders.descriptions import sentence
from events.reminders.errors import (
    InvalidReminderTimeError,
    NothingToRemindError,
    ReminderOverError,
    TooLateToUndoError,
    UselessRuleError,
)

Skip, State = PlannedReminder.Skip, Reminder.State


@transaction.atomic
def skip_reminder(planned: PlannedReminder, *, by: User | None) -> PlannedReminder:
    """Do not send planned to the people who have not got it yet. Their queued mails are withdrawn.

    Raise ReminderOverError if it is done."""
    planned = _lock(planned)
    if planned.done_at is not None:
        raise ReminderOverError
    _delete_unsent(planned)
    planning.close_plan(planned, Skip.BY_HAND)
    _record(planned, _("Skipped: %(what)s"), by=by)
    return planned


@transaction.atomic
def undo_skip(planned: PlannedReminder, *, by: User | None) -> PlannedReminder:
    """Send planned at its time, although the team has skipped it.

    Raise ReminderOverError if the team has not skipped it, NothingToRemindError if its moment no longer applies, and
    TooLateToUndoError if its time in the event's time zone has passed."""
    planned = _lock(planned)
    if planned.skip != Skip.BY_HAND:
        raise ReminderOverError
    _require_moment(planned)
    if planned.due_at <= now():
        raise TooLateToUndoError
    planned.done_at, planned.skip = None, ""
    planned.next_at = planned.fixed_at or _by_rule(planned).next_at
    planned.save(update_fields=["done_at", "skip", "next_at"])
    _record(planned, _("No longer skipped: %(what)s"), by=by)
    return planned


@transaction.atomic
def reschedule(planned: PlannedReminder, at: datetime | None, *, by: User | None) -> PlannedReminder:
    """Send planned to everyone at the moment `at` (aware); if it is None, at the time of its rule again.

    Raise ReminderOverError if it is done, NothingToRemindError if its moment no longer applies, and
    InvalidReminderTimeError if `at` is past, or not before the moment of the reminder."""
    planned = _lock(planned)
    if planned.done_at is not None:
        raise ReminderOverError
    _require_moment(planned)
    before = planned.due_at
    if at is None:
        wanted = _by_rule(planned)
        planned.fixed_at, planned.due_at, planned.next_at = None, wanted.due_at, wanted.next_at
    else:
        _require_useful_time(planned, at)
        planned.fixed_at = planned.due_at = planned.next_at = at
    planned.save(update_fields=["fixed_at", "due_at", "next_at"])
    zone = planned.event.zone
    change = f"{moment_text(before, zone)} → {moment_text(planned.due_at, zone)}"
    _record(planned, _("Rescheduled: %(what)s"), change, by=by)
    return planned


@transaction.atomic
def send_now(planned: PlannedReminder, *, by: User | None) -> int:
    """Send planned now to all recipients who have not got it; return how many. The mails go at the next run of a worker.

    A reminder that the team has skipped can be sent. Raise ReminderOverError if it is done, NothingToRemindError if its
    moment no longer applies, and UselessRuleError if its moment has passed."""
    planned = _lock(planned)
    if planned.done_at is not None and planned.skip != Skip.BY_HAND:
        raise ReminderOverError
    _require_moment(planned)
    moment = now()
    if planned.useful_until <= moment:
        raise UselessRuleError
    planned.fixed_at = planned.due_at = planned.next_at = moment
    planned.done_at, planned.skip = None, ""
    planned.save(update_fields=["fixed_at", "due_at", "next_at", "done_at", "skip"])
    count = services.create_reminders(planned, moment)
    _record(planned, _("Sent by the team: %(what)s"), history.people_notified(count), by=by)
    return count


def _lock(planned: PlannedReminder) -> PlannedReminder:
    event = transitions.lock_event(planned.event)
    locked = PlannedReminder.objects.select_for_update(of=("self",)).select_related("rule")
    fresh = locked.filter(pk=planned.pk).first()
    if fresh is None:
        raise NothingToRemindError
    fresh.event = event
    return fresh


def _require_moment(planned: PlannedReminder) -> None:
    in_use = {rule.pk for rule in planning.rules_of([planned.event])[planned.event_id]}
    if planned.rule_id not in in_use or not anchors.holds(planned):
        raise NothingToRemindError


def _require_useful_time(planned: PlannedReminder, at: datetime) -> None:
    if at <= now():
        raise InvalidReminderTimeError(_("This moment is past. Choose a later one, or send the reminder now."))
    last = planned.useful_until
    if at >= last:
        advice = _("The reminder is useless by then. Choose a moment before %(last)s.")
        raise InvalidReminderTimeError(advice % {"last": moment_text(last, planned.event.zone)})


def _by_rule(planned: PlannedReminder) -> PlannedReminder:
    """Return planned with the times of its rule; not saved."""
    moment = anchors.Moment(planned.rule.anchor, planned.anchor_at, planned.about)
    return planning.plan_rule(planned.event, planned.rule, moment)


def _delete_unsent(planned: PlannedReminder) -> None:
    """Delete the reminders that are not sent yet. So these people can still get one if the skip is undone."""
    planned.reminders.filter(state=State.DUE).delete()
    Reminder.objects.filter(pk__in=reminder_cancellation.cancel_queued(planned.event, planned.reminders.all())).delete()


def _record(planned: PlannedReminder, form: str, *lines: str, by: User | None) -> None:
    first = form % {"what": sentence(planned.rule)}
    history.record(planned.event, history.What.RULES, [first, *lines], by=by)
