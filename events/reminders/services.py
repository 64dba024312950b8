"""What is due is done: first whom it concerns is written down, then their mails are. Any number of workers may do both
at once."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.timezone import now

from events.models import PlannedReminder, Reminder
from events.reminders import anchors, audiences, due_dates, planning, queueing
from events.reminders.locking import attempt, each_event, lock_free_event

State, Skip = Reminder.State, Reminder.Skip
# How often is looked for whoever has come since, or lives by other clocks now.
LOOK_AGAIN = timedelta(hours=1)


def remind_due() -> int:
    """Put the reminders that are due into the outbox; return how many mails. Safe to run twice, and at the same time."""
    planning.replan()
    create_due_reminders()
    return each_event(queueing.due_reminders, queueing.queue_mails)


def create_due_reminders() -> int:
    """Write down whom the reminders that are due concern; return how many people there are new."""
    return each_event(_plans_due, _write_down_all)


def _plans_due() -> QuerySet[PlannedReminder]:
    return PlannedReminder.objects.filter(done_at=None, next_at__lte=now())


def _write_down_all(key: int) -> int:
    plans = _plans_due().filter(event=key).order_by("next_at", "pk").values_list("pk", flat=True)
    return sum(attempt(partial(_write_down_one, key), plan) for plan in list(plans))


@transaction.atomic
def _write_down_one(key: int, plan: int) -> int:
    """Do a plan of an event if its time has come; return how many people are to be told by it."""
    event = lock_free_event(key)
    planned = _plans_due().filter(event=event, pk=plan).select_related("rule").first()
    if event is None or planned is None:  # somebody was quicker
        return 0
    planned.event = event
    return create_reminders(planned, now())


def create_reminders(planned: PlannedReminder, moment: datetime) -> int:
    """Write down whom planned concerns whose hour has come by moment; return how many are to be told. The row of its
    event is locked by the caller."""
    if not anchors.holds(planned):
        planning.close_plan(planned, PlannedReminder.Skip.VOID)
        return 0
    audience = audiences.of(planned.rule)
    rows, siblings = audience.rows_of(planned), _siblings(planned)
    names = {*rows.order_by().values_list(f"{audience.person}__timezone", flat=True).distinct()}
    later, groups = [], dict[tuple[datetime, str], list[str]]()
    for name in names:
        at = due_in_timezone(planned, name)
        if at > moment:
            later.append(at)
        else:
            groups.setdefault((at, _why_not(planned, siblings, name, moment)), []).append(name)
    told = 0
    for (at, reason), found in groups.items():
        written = _write_down(planned, rows.filter(**{f"{audience.person}__timezone__in": found}), at, reason)
        told += 0 if reason else written
    _look_again(planned, later, {reason for _, reason in groups}, moment)
    return told


def due_in_timezone(planned: PlannedReminder, timezone: str) -> datetime:
    """Return when planned is due for who lives in timezone; "" for who has not said, and goes by the event's clocks."""
    try:
        zone = ZoneInfo(timezone) if timezone else planned.event.zone
    except (ZoneInfoNotFoundError, ValueError):  # of another year's list of zones
        zone = planned.event.zone
    day = anchors.day_of(planned.event, planned.rule.anchor, planned.anchor_at)
    return planned.fixed_at or due_dates.due(planned.rule, planned.anchor_at, zone, day)


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
    if planned.useful_until <= moment:
        return Skip.TOO_LATE
    at = due_in_timezone(planned, timezone)
    if not planned.fixed_at and any(at < due_in_timezone(other, timezone) <= moment for other in siblings):
        return Skip.SUPERSEDED
    return ""


def without_reminder(planned: PlannedReminder, rows: QuerySet[Any]) -> QuerySet[Any]:
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
    columns: dict[str, Any] = {
        "planned": Value(planned.pk, models.BigIntegerField()),
        "rule": Value(planned.rule_id, models.BigIntegerField()),
        "event": Value(planned.event_id, models.BigIntegerField()),
        "about": Value(planned.about, models.BigIntegerField()),
        "anchor_on": Value(day, models.DateField()),
        "state": Value(State.SKIPPED if skip else State.DUE, models.CharField()),
        "skip": Value(skip, models.CharField()),
        "created_at": Value(now(), models.DateTimeField()),
        "person": audience.person,
    }
    return _insert([*columns], rows.order_by().values_list(*columns.values()).distinct())


def _insert(fields: list[str], rows: QuerySet[Any]) -> int:
    """Insert rows, whose columns are those fields, as reminders, unless they are there; return how many are new.

    In one statement, in which many people take no more memory than few."""
    quote, table = connection.ops.quote_name, Reminder._meta
    columns = ", ".join(quote(table.get_field(name).column or "") for name in fields)  # type: ignore[union-attr]
    chosen, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        into = f"INSERT INTO {quote(table.db_table)} ({columns})"
        cursor.execute(f"{into} {chosen} ON CONFLICT DO NOTHING", values)
        return cursor.rowcount


def _look_again(planned: PlannedReminder, later: list[datetime], reasons: set[str], moment: datetime) -> None:
    """Note when there is more to do for planned; it ends once its hour has passed on all clocks, or it is of no use."""
    is_useless = planned.useful_until <= moment
    day = anchors.day_of(planned.event, planned.rule.anchor, planned.anchor_at)
    last = planned.fixed_at or due_dates.latest(planned.rule, planned.anchor_at, day)
    if not is_useless and (later or last > moment):
        planned.next_at = min([*later, moment + LOOK_AGAIN])
        planned.save(update_fields=["next_at"])
        return
    if not reasons and is_useless:
        reasons = {Skip.TOO_LATE}
    told_somebody = planned.reminders.exclude(state=State.SKIPPED).exists()
    planning.close_plan(planned, reasons.pop() if len(reasons) == 1 and not told_somebody else "")
