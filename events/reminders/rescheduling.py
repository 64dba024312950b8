"""Preview how the reminders of an event change when the event is rescheduled."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.calendars.dates import moment_text
from events.models import Event, PlannedReminder, Reminder
from events.reminders import descriptions, planning, timeline
from events.reminders.anchors import date_of

Skip = PlannedReminder.Skip
Subject = tuple[int, int]  # the key of the rule, and what the reminder is about
SavedPlans = dict[tuple[int, int, datetime], PlannedReminder]


@dataclass(frozen=True)
class RescheduleLine:
    """A reminder that changes: the sentence of its rule, what it is about, and what becomes of it."""

    sentence: str
    about: str
    becomes: str


@dataclass(frozen=True)
class _Before:
    """A plan before the event is rescheduled. sent_count: the number of people who have got it."""

    planned: PlannedReminder
    sent_count: int


def preview_changes(event: Event, move: Callable[[], Event]) -> list[RescheduleLine]:
    """Return the reminders of event that move() changes. move() is executed and rolled back. Raise what it raises."""
    with transaction.atomic():
        before = _plans_before(event)
        moved = move()
        wanted = planning.wanted_plans([moved]) if moved.status == Event.Status.PUBLISHED else []
        saved = {(one.rule_id, one.about, one.anchor_at): one for one in moved.planned_reminders.all()}
        lines = _lines(before, wanted, saved)
        transaction.set_rollback(True)
    return lines


def _plans_before(event: Event) -> list[_Before]:
    """Return the plans that are open, were sent, or were skipped by the team."""
    plans = list(event.planned_reminders.select_related("rule").order_by("due_at", "pk"))
    sent = Reminder.objects.filter(~Q(state=Reminder.State.SKIPPED), event=event).order_by()
    counts = dict(sent.values_list("planned").annotate(Count("pk")))
    for planned in plans:
        planned.event = event
    return [
        _Before(planned, counts.get(planned.pk, 0))
        for planned in plans
        if planned.done_at is None or counts.get(planned.pk) or planned.skip == Skip.BY_HAND
    ]


def _lines(before: Iterable[_Before], wanted: Iterable[PlannedReminder], saved: SavedPlans) -> list[RescheduleLine]:
    olds: dict[Subject, list[_Before]] = defaultdict(list)
    for old in sorted(before, key=lambda old: old.planned.anchor_at):
        olds[old.planned.rule_id, old.planned.about].append(old)
    news: dict[Subject, list[PlannedReminder]] = defaultdict(list)
    for new in sorted(wanted, key=lambda new: new.anchor_at):
        news[new.rule_id, new.about].append(new)
    changed: list[tuple[PlannedReminder, str]] = []
    for subject in dict.fromkeys([*olds, *news]):
        for old_one, new_one in zip_longest(olds.get(subject, ()), news.get(subject, ())):
            changed += _change(old_one, new_one, saved)
    about = timeline.subjects_of([planned for planned, _becomes in changed])
    return [
        RescheduleLine(descriptions.sentence(planned.rule), about[id(planned)], becomes) for planned, becomes in changed
    ]


def _change(old: _Before | None, new: PlannedReminder | None, saved: SavedPlans) -> list[tuple[PlannedReminder, str]]:
    """Return the plan and what becomes of it, or nothing if it does not change.

    saved: the plans in the database after the event has been rescheduled."""
    row = saved.get((new.rule_id, new.about, new.anchor_at)) if new else None
    is_open = row is not None and row.done_at is None
    if old is not None:
        becomes = _becomes(old, new, is_open)
        return [(old.planned, becomes)] if becomes else []
    return [(new, _("is new: %(new)s") % {"new": _due_text(new)})] if new and is_open else []


def _becomes(old: _Before, new: PlannedReminder | None, is_open: bool) -> str:
    """Return what becomes of old; "" if it does not change. new: its plan after the change, if there is one."""
    if old.sent_count:
        return _becomes_of_sent(old, new, is_open)
    if new is None:
        return _("is no longer planned") if old.planned.done_at is None else ""
    if new.anchor_at == old.planned.anchor_at and (new.due_at == old.planned.due_at or old.planned.fixed_at):
        return ""
    return _becomes_of_unsent(old.planned, new, is_open)


def _becomes_of_unsent(old: PlannedReminder, new: PlannedReminder, is_open: bool) -> str:
    if not is_open:
        late = _("is too late: its time, %(new)s, is past. It is sent to no one.") % {"new": _due_text(new)}
        return late if new.due_at <= now() else _("was sent for that date already, and is not sent again")
    times = {"old": _due_text(old), "new": _due_text(new)}
    if old.skip == Skip.BY_HAND:
        return _("was skipped; for the new date it is planned: %(new)s") % times
    if old.fixed_at:
        return _("was rescheduled to %(old)s by the team; for the new date, its rule applies again: %(new)s") % times
    return _("%(old)s → %(new)s") % times


def _becomes_of_sent(old: _Before, new: PlannedReminder | None, is_open: bool) -> str:
    form = ngettext("was sent to %(count)d person already", "was sent to %(count)d people already", old.sent_count)
    sent = form % {"count": old.sent_count}
    if new and new.anchor_at == old.planned.anchor_at:
        return ""
    if new is None or not is_open or date_of(new) == date_of(old.planned):
        return _("%(sent)s, and is not sent again") % {"sent": sent}
    return _("%(sent)s; for the new date it is sent again: %(new)s") % {"sent": sent, "new": _due_text(new)}


def _due_text(planned: PlannedReminder) -> str:
    return moment_text(planned.due_at, planned.event.zone)
