"""What becomes of an event's reminders if it is moved, before it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
Key = tuple[int, int]  # the rule, and what it is about


@dataclass(frozen=True)
class RescheduleLine:
    """A reminder that changes: the sentence of its rule, which of several things it is about, and what becomes of it."""

    sentence: str
    about: str
    becomes: str


def preview_changes(event: Event, move: Callable[[], Event]) -> list[RescheduleLine]:
    """Return which reminders of event change by move, and how: read from what is planned once it is done, which is
    undone then. Raises what move raises; changes nothing."""
    with transaction.atomic():
        before = _standing(event)
        moved = move()
        wanted = planning.wanted_plans([moved]) if moved.status == Event.Status.PUBLISHED else []
        after = {(one.rule_id, one.about, one.anchor_at): one for one in moved.planned_reminders.all()}
        lines = _lines(before, wanted, after)
        transaction.set_rollback(True)
    return lines


def _standing(event: Event) -> list[PlannedReminder]:
    """Return what is planned and not done, was told, or was skipped by hand; told: to how many."""
    found = event.planned_reminders.select_related("rule").annotate(
        told=Count("reminders", ~Q(reminders__state=Reminder.State.SKIPPED))
    )
    # An aggregate leaves the order of the model out.
    kept = [
        one for one in found.order_by("due_at", "pk") if one.done_at is None or one.told or one.skip == Skip.BY_HAND
    ]
    for one in kept:
        one.event = event
    return kept


def _lines(
    before: Iterable[PlannedReminder],
    wanted: Iterable[PlannedReminder],
    after: dict[tuple[int, int, object], PlannedReminder],
) -> list[RescheduleLine]:
    olds, news = _by_key(before), _by_key(wanted)
    changed = []
    for key in dict.fromkeys([*olds, *news]):
        for old, new in zip_longest(olds.get(key, ()), news.get(key, ())):
            row = after.get((new.rule_id, new.about, new.anchor_at)) if new else None
            if becomes := _becomes(old, new, row):
                changed.append((old or new, becomes))
    about = timeline.subjects_of([one for one, _words in changed if one])
    return [RescheduleLine(descriptions.sentence(one.rule), about[id(one)], becomes) for one, becomes in changed if one]


def _by_key(planned: Iterable[PlannedReminder]) -> dict[Key, list[PlannedReminder]]:
    found: dict[Key, list[PlannedReminder]] = defaultdict(list)
    for one in sorted(planned, key=lambda one: one.anchor_at):
        found[one.rule_id, one.about].append(one)
    return found


def _becomes(old: PlannedReminder | None, new: PlannedReminder | None, row: PlannedReminder | None) -> str:
    """Say what becomes of old, which is new after the move, and whose row is then `row`; "" for what stays."""
    if old is None:
        return _("comes: %(new)s") % {"new": _at(new)} if new and row and row.done_at is None else ""
    if told := getattr(old, "told", 0):
        return _of_those_told(old, new, row, told)
    if new is None:
        return _("is not planned any more") if old.done_at is None else ""
    if new.anchor_at == old.anchor_at and (new.due_at == old.due_at or old.fixed_at):
        return ""
    return _of_another_date(old, new, row)


def _of_another_date(old: PlannedReminder, new: PlannedReminder, row: PlannedReminder | None) -> str:
    if row is None or row.done_at is not None:
        past = _("would be too late: its time, %(new)s, is past. Nobody is told.") % {"new": _at(new)}
        return past if new.due_at <= now() else _("was sent for that date already, and is not sent again")
    if old.skip == Skip.BY_HAND:
        return _("was skipped; for the new date it is planned: %(new)s") % {"new": _at(new)}
    if old.fixed_at:
        words = _("was moved by hand to %(old)s; for the new date it goes by its rule: %(new)s")
        return words % {"old": _at(old), "new": _at(new)}
    return _("%(old)s → %(new)s") % {"old": _at(old), "new": _at(new)}


def _of_those_told(old: PlannedReminder, new: PlannedReminder | None, row: PlannedReminder | None, told: int) -> str:
    sent = ngettext("was sent to %(count)d person already", "was sent to %(count)d people already", told)
    words = sent % {"count": told}
    if new is None or new.anchor_at == old.anchor_at:
        return "" if new else _("%(sent)s, and is not sent again") % {"sent": words}
    if row is None or row.done_at is not None or date_of(new) == date_of(old):
        return _("%(sent)s, and is not sent again") % {"sent": words}
    return _("%(sent)s; for the new date it goes again: %(new)s") % {"sent": words, "new": _at(new)}


def _at(planned: PlannedReminder | None) -> str:
    return moment_text(planned.due_at, planned.event.zone) if planned else ""
