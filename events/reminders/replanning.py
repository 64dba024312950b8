"""Find the events whose plans differ from deadlines and offers that change in layers below reminders.

These layers cannot call planning.plan(), so a worker compares the rows with the plans each minute."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from events.models import Event, PlannedReminder, ReminderRule
from events.reminders import anchors, planning
from events.reminders.locking import attempt, lock_free_event

BATCH = 500


def replan() -> int:
    """Plan the reminders of events whose nomination deadlines or offers have changed; return the number of events.

    It is safe to run twice, even in parallel."""
    moment = now()
    changed = Q()
    for anchor, times in anchors.compared().items():
        ahead = times.rows().filter(**{f"{times.time_field}__gt": moment})
        about = {"about": times.about} if times.about else {}
        changed |= _changed(anchor, ahead, anchor_at=times.time_field, **about)
    # In random order, so that events which fail do not block the others.
    events = Event.objects.filter(changed, status=Event.Status.PUBLISHED).order_by("?")
    return sum(attempt(_plan, key) for key in events.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _plan(key: int) -> int:
    event = lock_free_event(key)
    # If another transaction has locked the event, that transaction plans, or the next run does.
    if event is None or event.status != Event.Status.PUBLISHED:
        return 0
    planning.plan_all([event])
    return 1


def _changed(anchor: str, rows: QuerySet[Any], **fields: str) -> Q:
    """Return the condition for events that have a row without a plan, or a plan that lies ahead without its row.

    fields: the field of the row for each field of the plan that must be equal."""
    plans = PlannedReminder.objects.filter(rule__anchor=anchor)
    plans_of_row = plans.filter(event=OuterRef("event"), **{name: OuterRef(path) for name, path in fields.items()})
    rows_of_plan = rows.filter(event=OuterRef("event"), **{path: OuterRef(name) for name, path in fields.items()})
    unplanned = rows.filter(~Exists(plans_of_row))
    stale = plans.filter(~Exists(rows_of_plan), done_at=None, anchor_at__gt=now())
    return (_with_rule(anchor) & Q(pk__in=unplanned.values("event"))) | Q(pk__in=stale.values("event"))


def _with_rule(anchor: str) -> Q:
    """Return the condition for events with an active rule for anchor: of their own if they have any, else shared."""
    own = ReminderRule.objects.standing().filter(event=OuterRef("pk"))
    shared = ReminderRule.objects.of_programme().filter(programme=OuterRef("programme"))
    is_wanted = {"anchor": anchor, "is_active": True}
    return Exists(own.filter(**is_wanted)) | (Q(~Exists(own)) & Exists(shared.filter(**is_wanted)))
