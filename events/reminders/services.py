"""What is due is done: first whom it concerns is written down, then their mails are. Any number of workers may do both
at once: each has an event to itself."""

from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from events.models import Event, PlannedReminder, Reminder
from events.reminders import anchors, audiences, clock, mails, planning
from notifications.outbox import services as outbox

State, Skip = Reminder.State, Reminder.Skip
# How many rows one statement writes; and how many mails one transaction, for which people who register have to wait.
ROWS, MAILS = 2000, 50
# How often is looked for whoever has come since, or lives by other clocks now.
LOOK_AGAIN = timedelta(hours=1)


def remind_due() -> int:
    """Put the reminders that are due into the outbox; return how many mails. Safe to run twice, and at the same time."""
    planning.follow()
    write_down_due()
    count = 0
    while (queued := _queue_some()) is not None:
        count += queued
    return count


def write_down_due() -> int:
    """Write down whom the reminders that are due concern; return how many people there are new."""
    count = 0
    while (written := _write_down_one()) is not None:
        count += written
    return count


def _take_event(waiting: QuerySet[Any]) -> Event | None:
    """Lock and return an event that rows of waiting are of, and nobody else works at; None if there is none.

    Its row is locked before any of its reminders, as everywhere: two that wait for each other would wait for ever."""
    events, last = Event.objects.select_related("programme", "venue__country"), 0
    if connection.features.has_select_for_update_skip_locked:
        events = events.select_for_update(of=("self",), skip_locked=True)
    while key := waiting.filter(event__gt=last).order_by("event").values_list("event", flat=True).first():
        if event := events.filter(pk=key).first():
            return event
        last = key
    return None


@transaction.atomic
def _write_down_one() -> int | None:
    """Do one plan whose time has come; return how many people are to be told by it, None when there is no plan."""
    moment = now()
    due = PlannedReminder.objects.filter(done_at=None, next_at__lte=moment)
    event = _take_event(due)
    if event is None:
        return None
    planned = due.filter(event=event).select_related("rule").order_by("next_at", "pk").first()
    if planned is None:  # somebody was quicker
        return 0
    planned.event = event
    return write_down(planned, moment)


def write_down(planned: PlannedReminder, moment: datetime) -> int:
    """Write down whom planned concerns whose hour has come by moment; return how many are to be told. The row of its
    event is locked by the caller."""
    if not holds(planned):
        planning.end(planned, PlannedReminder.Skip.VOID)
        return 0
    audience = audiences.of(planned.rule)
    rows, siblings = audience.of(planned), _siblings(planned)
    names = {*rows.order_by().values_list(f"{audience.person}__timezone", flat=True).distinct()}
    dues = {name: due_for(planned, name) for name in names}
    told, reasons = 0, set()
    for name, at in dues.items():
        if at <= moment:
            reason = _why_not(planned, siblings, name, moment)
            reasons.add(reason)
            written = _write_down(planned, rows.filter(**{f"{audience.person}__timezone": name}), at, reason)
            told += 0 if reason else written
    _look_again(planned, [at for at in dues.values() if at > moment], reasons, moment)
    return told


def due_for(planned: PlannedReminder, timezone: str) -> datetime:
    """Return when planned is due for who lives in timezone; "" for who has not said, and goes by the event's clocks."""
    zone = ZoneInfo(timezone) if timezone else planned.event.zone
    day = anchors.day_of(planned.event, planned.rule.anchor, planned.anchor_at)
    return planned.fixed_at or clock.due(planned.rule, planned.anchor_at, zone, day)


def holds(planned: PlannedReminder) -> bool:
    """Say whether the event still has the moment that planned is counted from."""
    event = planned.event
    if event.status != Event.Status.PUBLISHED:
        return False
    found = anchors.of_event(event, anchors.parts_of([event])[event.pk])
    return anchors.Anchor(planned.rule.anchor, planned.anchor_at, planned.about) in found


def _siblings(planned: PlannedReminder) -> list[PlannedReminder]:
    """Return the other reminders of the same moment to the same people."""
    rule = planned.rule
    others = PlannedReminder.objects.filter(
        event=planned.event, anchor_at=planned.anchor_at, about=planned.about, skip="", rule__anchor=rule.anchor
    ).exclude(pk=planned.pk)
    others = others.filter(rule__audience=rule.audience, rule__mode=rule.mode, rule__is_after=rule.is_after)
    found = list(others.select_related("rule"))
    for other in found:
        other.event = planned.event
    return found


def _why_not(planned: PlannedReminder, siblings: list[PlannedReminder], timezone: str, moment: datetime) -> str:
    """Return why who lives in timezone is not told now what is due for them; "" if they are.

    After an outage: not of what has begun, and of two reminders that are due the later alone."""
    if mails.useful_until(planned) <= moment:
        return Skip.TOO_LATE
    at = due_for(planned, timezone)
    if not planned.fixed_at and any(at < due_for(other, timezone) <= moment for other in siblings):
        return Skip.SUPERSEDED
    return ""


def not_yet(planned: PlannedReminder, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of rows, of the audience of planned, whose people have not been written down for its date."""
    same = Reminder.objects.filter(
        event=planned.event, rule=planned.rule, about=planned.about, anchor_on=anchors.date_of(planned)
    )
    return rows.filter(~Exists(same.filter(person=OuterRef(audiences.of(planned.rule).person))))


def _write_down(planned: PlannedReminder, rows: QuerySet[Any], at: datetime, skip: str) -> int:
    """Write a row for each person of rows who has none yet; return how many those are."""
    audience, day = audiences.of(planned.rule), anchors.date_of(planned)
    if audience.since:
        rows = rows.filter(**{f"{audience.since}__lte": at})
    rows = not_yet(planned, rows)
    state = State.SKIPPED if skip else State.DUE
    count = 0
    for people in batched(audiences.people_of(rows, audience), ROWS):
        Reminder.objects.bulk_create(
            [
                Reminder(
                    planned=planned,
                    rule=planned.rule,
                    event=planned.event,
                    person_id=person,
                    about=planned.about,
                    anchor_on=day,
                    state=state,
                    skip=skip,
                )
                for person in set(people)
            ],
            ignore_conflicts=True,
        )
        count += len(set(people))
    return count


def _look_again(planned: PlannedReminder, later: list[datetime], reasons: set[str], moment: datetime) -> None:
    """Note when there is more to do for planned; it ends once its hour has passed on all clocks, or it is of no use."""
    is_useless = mails.useful_until(planned) <= moment
    if not is_useless and (later or (planned.fixed_at or due_for(planned, clock.WEST.key)) > moment):
        planned.next_at = min([*later, moment + LOOK_AGAIN])
        planned.save(update_fields=["next_at"])
        return
    if not reasons and is_useless:
        reasons = {Skip.TOO_LATE}
    told_somebody = planned.reminders.exclude(state=State.SKIPPED).exists()
    planning.end(planned, reasons.pop() if len(reasons) == 1 and not told_somebody else "")


@transaction.atomic
def _queue_some() -> int | None:
    """Write the mails of some people who are due, all of one plan; return how many, None when nobody is due.

    Who has left since, or whose date does not hold any more, is told nothing."""
    due = Reminder.objects.filter(state=State.DUE)
    event = _take_event(due)
    if event is None:
        return None
    first = due.filter(event=event).order_by("pk").first()
    if first is None:
        return 0
    some = list(due.filter(planned=first.planned_id).order_by("pk")[:MAILS])
    planned = PlannedReminder.objects.select_related("rule").get(pk=first.planned_id)
    planned.event = event
    skip = _out_of_time(planned)
    people = {one.person_id: Reminder.mail_key(one.pk) for one in some}
    drafts = [] if skip else audiences.of(planned.rule).drafts(planned, people)
    outbox.queue(*drafts)
    written = {draft.dedupe_key for draft in drafts}
    queued = [one.pk for one in some if Reminder.mail_key(one.pk) in written]
    Reminder.objects.filter(pk__in=queued).update(state=State.QUEUED)
    Reminder.objects.filter(pk__in=[one.pk for one in some], state=State.DUE).update(
        state=State.SKIPPED, skip=skip or Skip.GONE
    )
    return len(drafts)


def _out_of_time(planned: PlannedReminder) -> str:
    if not holds(planned):
        return Skip.VOID
    return Skip.TOO_LATE if mails.useful_until(planned) <= now() else ""
