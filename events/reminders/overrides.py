"""Reminders that the team takes in hand: skipped, moved, sent at once. Each function is one transaction that holds the
event's row, as whoever does what is due does: of the team and the workers, one is first."""

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
    """Let nobody be told by planned who has not been told already; mails that still wait in the outbox are taken back.

    Raises Over if it has gone, or is skipped."""
    planned = _lock(planned)
    if planned.done_at is not None:
        raise ReminderOverError
    _take_back(planned)
    planning.close_plan(planned, Skip.BY_HAND)
    _note(planned, _("Skipped: %(what)s"), by=by)
    return planned


@transaction.atomic
def undo_skip(planned: PlannedReminder, *, by: User | None) -> PlannedReminder:
    """Let planned go when its time comes after all.

    Raises Over if it was not skipped by hand, TooLateToUndo once its time has come on the clocks of the event,
    NothingToRemindOf if it does not hold any more."""
    planned = _lock(planned)
    if planned.skip != Skip.BY_HAND:
        raise ReminderOverError
    _require_hold(planned)
    if planned.due_at <= now():
        raise TooLateToUndoError
    planned.done_at, planned.skip = None, ""
    planned.next_at = planned.fixed_at or _by_rule(planned).next_at
    planned.save(update_fields=["done_at", "skip", "next_at"])
    _note(planned, _("Not skipped any more: %(what)s"), by=by)
    return planned


@transaction.atomic
def reschedule(planned: PlannedReminder, at: datetime | None, *, by: User | None) -> PlannedReminder:
    """Send planned at that moment (aware) to everybody at once, whatever the rule says; at the rule's again for None.

    Raises Over if it has gone, NotThen for a moment that is past, or after that of which it reminds."""
    planned = _lock(planned)
    if planned.done_at is not None:
        raise ReminderOverError
    _require_hold(planned)
    before = planned.due_at
    if at is None:
        wanted = _by_rule(planned)
        planned.fixed_at, planned.due_at, planned.next_at = None, wanted.due_at, wanted.next_at
    else:
        _require_useful_then(planned, at)
        planned.fixed_at = planned.due_at = planned.next_at = at
    planned.save(update_fields=["fixed_at", "due_at", "next_at"])
    zone = planned.event.zone
    became = f"{moment_text(before, zone)} → {moment_text(planned.due_at, zone)}"
    _note(planned, _("Moved: %(what)s"), became, by=by)
    return planned


@transaction.atomic
def send_now(planned: PlannedReminder, *, by: User | None) -> int:
    """Tell by planned, at the next turn of a worker, whomever it would reach and has not been told; return how many. It
    may have been skipped by hand.

    Raises Over if it has gone, NoUse once what it reminds of is there, NothingToRemindOf if that does not hold any
    more."""
    planned = _lock(planned)
    if planned.done_at is not None and planned.skip != Skip.BY_HAND:
        raise ReminderOverError
    _require_hold(planned)
    moment = now()
    if planned.useful_until <= moment:
        raise UselessRuleError
    planned.fixed_at = planned.due_at = planned.next_at = moment
    planned.done_at, planned.skip = None, ""
    planned.save(update_fields=["fixed_at", "due_at", "next_at", "done_at", "skip"])
    count = services.create_reminders(planned, moment)
    _note(planned, _("Sent at once: %(what)s"), history.people_notified(count), by=by)
    return count


def _lock(planned: PlannedReminder) -> PlannedReminder:
    event = transitions.lock_event(planned.event)
    found = PlannedReminder.objects.select_for_update(of=("self",)).select_related("rule")
    fresh = found.filter(pk=planned.pk).first()
    if fresh is None:
        raise NothingToRemindError
    fresh.event = event
    return fresh


def _require_hold(planned: PlannedReminder) -> None:
    in_use = {rule.pk for rule in planning.rules_of([planned.event])[planned.event_id]}
    if planned.rule_id not in in_use or not anchors.holds(planned):
        raise NothingToRemindError


def _require_useful_then(planned: PlannedReminder, at: datetime) -> None:
    if at <= now():
        raise InvalidReminderTimeError(_("This moment is past. Choose a later one, or send it now."))
    last = planned.useful_until
    if at >= last:
        words = _("Nobody would be helped by it then: choose a moment before %(last)s.")
        raise InvalidReminderTimeError(words % {"last": moment_text(last, planned.event.zone)})


def _by_rule(planned: PlannedReminder) -> PlannedReminder:
    """Return planned as its rule has it; not saved."""
    moment = anchors.Moment(planned.rule.anchor, planned.anchor_at, planned.about)
    return planning.plan_rule(planned.event, planned.rule, moment)


def _take_back(planned: PlannedReminder) -> None:
    """Forget whom planned has not told yet, so that it may tell them still, should it be taken up again."""
    planned.reminders.filter(state=State.DUE).delete()
    Reminder.objects.filter(pk__in=reminder_cancellation.cancel_queued(planned.event, planned.reminders.all())).delete()


def _note(planned: PlannedReminder, form: str, *lines: str, by: User | None) -> None:
    said = [form % {"what": sentence(planned.rule)}, *lines]
    history.record(planned.event, history.What.RULES, said, by=by)
