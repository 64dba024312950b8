"""What falls due when: planned when an event is published, planned anew when it moves, dropped when it is cancelled."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from events.models import Event, PlannedReminder, Programme, Reminder, ReminderRule
from events.registration import reminder_cancellation
from events.reminders import anchors, due_dates
from events.reminders.anchors import Moment, OncePerRow
from events.reminders.locking import attempt, lock_free_event

Skip = PlannedReminder.Skip
# Two weeks before to arrange the journey, a week to get ready, and the evening before, when people look up where to be.
# Who has seats to fill, or is named, has something to do before nominations close.
DEFAULTS = (
    {"amount": 14, "hour": 9},
    {"amount": 7, "hour": 9},
    {"amount": 1, "hour": 18},
    {"audience": "free_seats", "anchor": "nomination_deadline", "amount": 7, "hour": 9},
    {"audience": "free_seats", "anchor": "nomination_deadline", "amount": 2, "hour": 9},
    {"audience": "nominated", "anchor": "nomination_deadline", "amount": 2, "hour": 9},
    {"audience": "details", "anchor": "details_due", "amount": 3, "hour": 9},
)
BATCH = 500


def default_rules(programme: Programme) -> list[ReminderRule]:
    """Return the reminders that every event of a programme gets which has said nothing else; not saved."""
    return [ReminderRule(programme=programme, **fields) for fields in DEFAULTS]


def create_default_rules(programme: Programme) -> None:
    """Give programme the default reminders, as far as it has not these already."""
    ReminderRule.objects.bulk_create(default_rules(programme), ignore_conflicts=True)


def rules_of(events: Sequence[Event]) -> dict[int, list[ReminderRule]]:
    """Return the rules in use that each of events goes by, by its key, in one query: its own if it has any, else its
    programme's, else the default ones."""
    own: dict[int, list[ReminderRule]] = defaultdict(list)
    shared: dict[int, list[ReminderRule]] = defaultdict(list)
    mine = Q(event__in=events) | Q(programme__in={event.programme_id for event in events}, event=None)
    for rule in ReminderRule.objects.standing().filter(mine):
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
    """Return the reminders that plan() would write down for event, were it published as it is now; not saved.

    What would be past already is left out."""
    return sorted(_ahead(wanted_plans([event])), key=lambda planned: planned.due_at)


def wanted_plans(events: Sequence[Event]) -> list[PlannedReminder]:
    """Return each rule of events applied to each of their moments, past ones too, in five queries; not saved."""
    rules, moments = rules_of(events), anchors.moments_of(events)
    return [
        plan_rule(event, rule, moment)
        for event in events
        for moment in moments[event.pk]
        for rule in rules[event.pk]
        if rule.anchor == moment.anchor
    ]


def _ahead(found: Iterable[PlannedReminder]) -> list[PlannedReminder]:
    moment = now()
    return [planned for planned in found if planned.due_at > moment]


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
    """Write down what falls due when for a published event, as it is in the caller's hands; return how many reminders
    lie ahead.

    Done anew for an event that moved, or whose rules changed: what stood for other moments goes, with mails of it that
    wait for sending. What was done, skipped or moved by hand for a moment that holds stays."""
    if event.status != Event.Status.PUBLISHED:
        return 0
    said = Q(event=event) | Q(programme=event.programme_id, event=None)
    if not ReminderRule.objects.standing().filter(said).exists():
        create_default_rules(event.programme)
    return plan_all([event])


@transaction.atomic
def plan_all(events: Sequence[Event]) -> int:
    """Plan published events, in a fixed number of queries; return how many reminders lie ahead of them."""
    # A moment that holds but is past is under way: some of its people, in the west, are still to be told.
    holding = {_key(one): one for one in wanted_plans(events)}
    ahead = _ahead(holding.values())
    mine = PlannedReminder.objects.filter(event__in=events).select_related("event", "rule").order_by("pk")
    standing = {_key(one): one for one in mine.select_for_update(of=("self",))}
    _void([one for key, one in standing.items() if key not in holding])
    _open_again([(one, holding[key]) for key, one in standing.items() if key in holding and one.done_at])
    _set_clocks([(standing[_key(one)], one) for one in ahead if _key(one) in standing])
    new = [one for one in ahead if _key(one) not in standing]
    # Or follow() would find these without a plan each minute.
    new += [_come_too_late(one) for key, one in holding.items() if _is_late_and_followed(one) and key not in standing]
    PlannedReminder.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    return len(ahead)


def _is_late_and_followed(planned: PlannedReminder) -> bool:
    return planned.rule.anchor in _compared() and planned.due_at <= now()


def _come_too_late(planned: PlannedReminder) -> PlannedReminder:
    planned.done_at, planned.skip = now(), Skip.TOO_LATE
    return planned


def _key(planned: PlannedReminder) -> tuple[int, int, int, datetime]:
    return planned.event_id, planned.rule_id, planned.about, planned.anchor_at


def _void(gone: Sequence[PlannedReminder]) -> None:
    """Take back what does not hold; what has told somebody already stays, as an end."""
    if not gone:
        return
    keys = [one.pk for one in gone]
    told = Reminder.objects.filter(planned__in=keys)
    for event in {one.event_id: one.event for one in gone}.values():
        taken = reminder_cancellation.cancel_queued(event, told.filter(event=event))
        Reminder.objects.filter(pk__in=taken).update(state=Reminder.State.SKIPPED, skip=Reminder.Skip.VOID)
    told.filter(state=Reminder.State.DUE).update(state=Reminder.State.SKIPPED, skip=Reminder.Skip.VOID)
    undone = PlannedReminder.objects.filter(pk__in=keys, done_at=None)
    undone.filter(reminders=None).delete()
    undone.update(done_at=now(), skip=Skip.VOID)


def _open_again(pairs: Sequence[tuple[PlannedReminder, PlannedReminder]]) -> None:
    """Let what was taken back and holds again tell those whom it has not told."""
    taken_back = Reminder.objects.filter(planned__in=[one.pk for one, _ in pairs], skip=Reminder.Skip.VOID)
    untold = {*taken_back.values_list("planned", flat=True).distinct()}
    opened = [
        (one, wanted)
        for one, wanted in pairs
        if (one.skip == Skip.VOID or one.pk in untold) and one.useful_until > now()
    ]
    taken_back.filter(planned__in=[one.pk for one, _ in opened]).delete()
    for one, wanted in opened:
        one.done_at, one.skip, one.next_at = None, "", wanted.next_at
    PlannedReminder.objects.bulk_update([one for one, _ in opened], ["done_at", "skip", "next_at"], batch_size=BATCH)


def _set_clocks(pairs: Iterable[tuple[PlannedReminder, PlannedReminder]]) -> None:
    """Let what stands follow a rule that counts otherwise now; not what was moved by hand."""
    changed = []
    for standing, wanted in pairs:
        is_open = standing.done_at is None and standing.fixed_at is None
        if is_open and standing.due_at != wanted.due_at:
            standing.due_at, standing.next_at = wanted.due_at, wanted.next_at
            changed.append(standing)
    PlannedReminder.objects.bulk_update(changed, ["due_at", "next_at"], batch_size=BATCH)


def close_plan(planned: PlannedReminder, skip: str = "") -> None:
    """Close a plan; skip says why nobody was told by it."""
    planned.done_at, planned.skip = now(), skip
    planned.save(update_fields=["done_at", "skip"])


@transaction.atomic
def drop_reminders(event: Event) -> None:
    """Forget what is planned and not done, and take back reminders that wait in the outbox."""
    _void(list(event.planned_reminders.all()))


def replan() -> int:
    """Plan for deadlines of nominations and offers of places, which change where reminders are not known; return for
    how many events. Safe to run twice, and at the same time."""
    moment = now()
    changed = Q()
    for anchor, times in _compared().items():
        ahead = times.rows().filter(**{f"{times.time_field}__gt": moment})
        about = {"about": times.about} if times.about else {}
        changed |= _changed(anchor, ahead, anchor_at=times.time_field, **about)
    events = Event.objects.filter(changed, status=Event.Status.PUBLISHED).order_by("?")  # lest some hinder the others
    return sum(attempt(_follow, key) for key in events.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _follow(key: int) -> int:
    event = lock_free_event(key)
    # Who is changing it plans, or the next look does.
    if event is None or event.status != Event.Status.PUBLISHED:
        return 0
    plan_all([event])
    return 1


def _compared() -> dict[str, OncePerRow]:
    """Return the anchors whose times change in layers below reminders, so that plan() is not called."""
    return {
        anchor: times for anchor, times in anchors.TIMES.items() if isinstance(times, OncePerRow) and times.is_compared
    }


def _changed(kind: str, things: QuerySet[Any], **fields: str) -> Q:
    """Return which events have something without a plan, or a plan ahead without its thing. fields: of a plan, by what
    they are called in its thing."""
    plans = PlannedReminder.objects.filter(rule__anchor=kind)
    planned = plans.filter(event=OuterRef("event"), **{name: OuterRef(path) for name, path in fields.items()})
    known = things.filter(event=OuterRef("event"), **{path: OuterRef(name) for name, path in fields.items()})
    unplanned = things.filter(~Exists(planned))
    stale = plans.filter(~Exists(known), done_at=None, anchor_at__gt=now())
    return (_with_rule(kind) & Q(pk__in=unplanned.values("event"))) | Q(pk__in=stale.values("event"))


def _with_rule(kind: str) -> Q:
    """Return which events go by a rule of that kind; theirs alone, if they have any."""
    own = ReminderRule.objects.standing().filter(event=OuterRef("pk"))
    shared = ReminderRule.objects.of_programme().filter(programme=OuterRef("programme"))
    is_wanted = {"anchor": kind, "is_active": True}
    return Exists(own.filter(**is_wanted)) | (Q(~Exists(own)) & Exists(shared.filter(**is_wanted)))
