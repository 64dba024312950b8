"""Plan the reminders of events: when an event is published or changed, and when its rules change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from events.models import Event, PlannedReminder, Programme, Reminder, ReminderRule
from events.registration import reminder_cancellation
from events.reminders import anchors, due_dates
from events.reminders.anchors import Moment

Skip = PlannedReminder.Skip
# Two weeks before the event, to arrange travel; one week before, to prepare; and on the evening before, when people
# look up the venue. Focal points and nominees must act before nominations close, and participants before their details
# are due.
DEFAULTS = (
    {"amount": 14, "hour": 9},
    {"amount": 7, "hour": 9},
    {"amount": 1, "hour": 18},
    {"audience": "free_seats", "anchor": "nomination_deadline", "amount": 7, "hour": 9},
    {"audience": "free_seats", "anchor": "nomination_deadline", "amount": 2, "hour": 9},
    {"audience": "nominated", "anchor": "nomination_deadline", "amount": 2, "hour": 9},
    # Only events that require official letters have this moment.
    {"audience": "letter_missing", "anchor": "letter_due", "amount": 3, "hour": 9},
    {"audience": "details", "anchor": "details_due", "amount": 3, "hour": 9},
    # Only events with reports or other deliverables have this moment, such as expert missions.
    {"audience": "reports", "anchor": "deliverable_due", "amount": 3, "hour": 9},
)
BATCH = 500
PlanKey = tuple[int, int, int, datetime]
PlanPairs = Sequence[tuple[PlannedReminder, PlannedReminder]]  # a saved plan and what it should be


def default_rules(programme: Programme) -> list[ReminderRule]:
    """Return the default rules of a programme without rules; not saved."""
    return [ReminderRule(programme=programme, **fields) for fields in DEFAULTS]


def create_default_rules(programme: Programme) -> None:
    """Create the default rules of programme that do not exist yet."""
    ReminderRule.objects.bulk_create(default_rules(programme), ignore_conflicts=True)


def rules_of(events: Sequence[Event]) -> dict[int, list[ReminderRule]]:
    """Return the active rules of each event, by the key of the event, in one query.

    They are the event's own rules if it has any, otherwise its programme's, otherwise the default rules."""
    own: dict[int, list[ReminderRule]] = defaultdict(list)
    shared: dict[int, list[ReminderRule]] = defaultdict(list)
    of_events = Q(event__in=events) | Q(programme__in={event.programme_id for event in events}, event=None)
    for rule in ReminderRule.objects.standing().filter(of_events):
        (own[rule.event_id] if rule.event_id else shared[rule.programme_id]).append(rule)
    return {
        event.pk: [
            rule
            for rule in own[event.pk] or shared[event.programme_id] or default_rules(event.programme)
            if rule.is_active
        ]
        for event in events
    }


def preview_plan(event: Event) -> list[PlannedReminder]:
    """Return the reminders that plan() would create if event were published now; not saved, without past ones."""
    return sorted(_ahead(wanted_plans([event])), key=lambda planned: planned.due_at)


def wanted_plans(events: Sequence[Event]) -> list[PlannedReminder]:
    """Return a plan for each rule and each moment of events, including past ones, in five queries; not saved."""
    rules, moments = rules_of(events), anchors.moments_of(events)
    return [
        plan_rule(event, rule, moment)
        for event in events
        for moment in moments[event.pk]
        for rule in rules[event.pk]
        if rule.anchor == moment.anchor
    ]


def _ahead(plans: Iterable[PlannedReminder]) -> list[PlannedReminder]:
    moment = now()
    return [planned for planned in plans if planned.due_at > moment]


def plan_rule(event: Event, rule: ReminderRule, moment: Moment) -> PlannedReminder:
    """Return the plan of rule for one moment of event; not saved."""
    day = anchors.day_of(event, moment.anchor, moment.at)
    return PlannedReminder(
        rule=rule,
        event=event,
        about=moment.about,
        anchor_at=moment.at,
        due_at=due_dates.due(rule, moment.at, event.zone, day),
        next_at=due_dates.earliest(rule, moment.at, day),
    )


@transaction.atomic
def plan(event: Event) -> int:
    """Plan the reminders of a published event again; return how many lie ahead. The caller must lock the event first.

    Plans for moments that no longer apply are deleted, and their queued mails are withdrawn. Plans for moments that
    still apply stay as they are if they are done, skipped or rescheduled by the team."""
    if event.status != Event.Status.PUBLISHED:
        return 0
    of_event = Q(event=event) | Q(programme=event.programme_id, event=None)
    if not ReminderRule.objects.standing().filter(of_event).exists():
        create_default_rules(event.programme)
    return plan_all([event])


@transaction.atomic
def plan_all(events: Sequence[Event]) -> int:
    """Plan the reminders of published events in a fixed number of queries; return how many lie ahead."""
    # Plans for a past due time count as well: in western time zones, people are still to be reminded.
    wanted = {_key(planned): planned for planned in wanted_plans(events)}
    ahead = _ahead(wanted.values())
    plans = PlannedReminder.objects.filter(event__in=events).select_related("event", "rule").order_by("pk")
    saved = {_key(planned): planned for planned in plans.select_for_update(of=("self",))}
    _delete_or_void([planned for key, planned in saved.items() if key not in wanted])
    _reopen([(planned, wanted[key]) for key, planned in saved.items() if key in wanted and planned.done_at])
    _update_due_times([(saved[_key(planned)], planned) for planned in ahead if _key(planned) in saved])
    new = [planned for planned in ahead if _key(planned) not in saved]
    # Without a plan for these, replanning.replan() would find the same events every minute.
    late = [planned for key, planned in wanted.items() if key not in saved and _is_late_and_compared(planned)]
    new += [_closed_as_too_late(planned) for planned in late]
    PlannedReminder.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    return len(ahead)


def _is_late_and_compared(planned: PlannedReminder) -> bool:
    return planned.rule.anchor in anchors.compared() and planned.due_at <= now()


def _closed_as_too_late(planned: PlannedReminder) -> PlannedReminder:
    planned.done_at, planned.skip = now(), Skip.TOO_LATE
    return planned


def _key(planned: PlannedReminder) -> PlanKey:
    return planned.event_id, planned.rule_id, planned.about, planned.anchor_at


def _delete_or_void(plans: Sequence[PlannedReminder]) -> None:
    """Withdraw the queued mails of plans that no longer apply. Delete these plans, but close those with reminders."""
    if not plans:
        return
    keys = [planned.pk for planned in plans]
    reminders = Reminder.objects.filter(planned__in=keys)
    for event in {planned.event_id: planned.event for planned in plans}.values():
        withdrawn = reminder_cancellation.cancel_queued(event, reminders.filter(event=event))
        Reminder.objects.filter(pk__in=withdrawn).update(state=Reminder.State.SKIPPED, skip=Reminder.Skip.VOID)
    reminders.filter(state=Reminder.State.DUE).update(state=Reminder.State.SKIPPED, skip=Reminder.Skip.VOID)
    not_done = PlannedReminder.objects.filter(pk__in=keys, done_at=None)
    not_done.filter(reminders=None).delete()
    not_done.update(done_at=now(), skip=Skip.VOID)


def _reopen(pairs: PlanPairs) -> None:
    """Open the closed plans that apply again, for the people who have not got their reminder."""
    void = Reminder.objects.filter(planned__in=[planned.pk for planned, _ in pairs], skip=Reminder.Skip.VOID)
    with_void = {*void.values_list("planned", flat=True).distinct()}
    reopened = []
    for planned, wanted in pairs:
        if (planned.skip == Skip.VOID or planned.pk in with_void) and planned.useful_until > now():
            planned.done_at, planned.skip, planned.next_at = None, "", wanted.next_at
            reopened.append(planned)
    void.filter(planned__in=[planned.pk for planned in reopened]).delete()
    PlannedReminder.objects.bulk_update(reopened, ["done_at", "skip", "next_at"], batch_size=BATCH)


def _update_due_times(pairs: PlanPairs) -> None:
    """Apply the changed times of rules to open plans, except to those that the team has rescheduled."""
    changed = []
    for planned, wanted in pairs:
        is_open = planned.done_at is None and planned.fixed_at is None
        if is_open and planned.due_at != wanted.due_at:
            planned.due_at, planned.next_at = wanted.due_at, wanted.next_at
            changed.append(planned)
    PlannedReminder.objects.bulk_update(changed, ["due_at", "next_at"], batch_size=BATCH)


def close_plan(planned: PlannedReminder, skip: str = "") -> None:
    """Mark a plan as done. skip: why it was not sent, a value of PlannedReminder.Skip."""
    planned.done_at, planned.skip = now(), skip
    planned.save(update_fields=["done_at", "skip"])


@transaction.atomic
def drop_reminders(event: Event) -> None:
    """Delete the open plans of event and withdraw its queued reminders."""
    _delete_or_void(list(event.planned_reminders.all()))
