"""Send due reminders in two steps: create a Reminder for each person, then queue their mails.

Any number of workers can run both steps at the same time."""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.timezone import now

from events.models import PlannedReminder, Reminder
from events.reminders import anchors, audiences, due_dates, planning, queueing, replanning
from events.reminders.locking import attempt, each_event, lock_free_event
from events.reminders.members import ReminderRecipients

State, Skip = Reminder.State, Reminder.Skip
# How often an open plan is checked for people who joined the audience or changed their time zone.
CHECK_INTERVAL = timedelta(hours=1)


def remind_due() -> int:
    """Put the due reminders into the outbox; return the number of mails. It is safe to run twice, even in parallel."""
    replanning.replan()
    create_due_reminders()
    return each_event(queueing.due_reminders, queueing.queue_mails)


def create_due_reminders() -> int:
    """Create a Reminder for each person of each due plan; return how many are to be sent."""
    return each_event(_due_plans, _process_plans)


def _due_plans() -> QuerySet[PlannedReminder]:
    return PlannedReminder.objects.filter(done_at=None, next_at__lte=now())


def _process_plans(key: int) -> int:
    plans = _due_plans().filter(event=key).order_by("next_at", "pk").values_list("pk", flat=True)
    return sum(attempt(partial(_process_plan, key), plan) for plan in list(plans))


@transaction.atomic
def _process_plan(key: int, plan: int) -> int:
    event = lock_free_event(key)
    planned = _due_plans().filter(event=event, pk=plan).select_related("rule").first()
    if event is None or planned is None:  # another worker was faster
        return 0
    planned.event = event
    return create_reminders(planned, now())


def create_reminders(planned: PlannedReminder, moment: datetime) -> int:
    """Create a Reminder for each person for whom planned is due at moment (aware); return how many are to be sent.

    Then set the time of the next check, or close the plan. The caller must lock the event first."""
    if not anchors.holds(planned):
        planning.close_plan(planned, PlannedReminder.Skip.VOID)
        return 0
    alternatives = _plans_of_same_moment(planned)
    later: list[datetime] = []
    reasons: set[str] = set()
    count = 0
    for recipients in audiences.of(planned.rule).recipients_of(planned):
        due_zones: dict[tuple[datetime, str], list[str]] = defaultdict(list)
        for zone in {*recipients.rows.order_by().values_list(recipients.zone, flat=True).distinct()}:
            due_at = due_in_timezone(planned, zone)
            if due_at > moment:
                later.append(due_at)
            else:
                due_zones[due_at, _skip_reason(planned, alternatives, zone, moment)].append(zone)
        for (due_at, reason), zones in due_zones.items():
            created = _insert_reminders(planned, recipients, zones, due_at, reason)
            reasons.add(reason)
            count += 0 if reason else created
    _close_or_schedule_check(planned, later, reasons, moment)
    return count


def due_in_timezone(planned: PlannedReminder, timezone: str) -> datetime:
    """Return when planned is due (aware) for people in timezone, an IANA name.

    People without a time zone, or with one that this computer does not know, follow the event's."""
    try:
        zone = ZoneInfo(timezone) if timezone else planned.event.zone
    except (ZoneInfoNotFoundError, ValueError):
        zone = planned.event.zone
    day = anchors.day_of(planned.event, planned.rule.anchor, planned.anchor_at)
    return planned.fixed_at or due_dates.due(planned.rule, planned.anchor_at, zone, day)


def _plans_of_same_moment(planned: PlannedReminder) -> list[PlannedReminder]:
    """Return the other plans of the same moment for the same audience."""
    rule = planned.rule
    others = PlannedReminder.objects.filter(
        event=planned.event, anchor_at=planned.anchor_at, about=planned.about, skip="", rule__anchor=rule.anchor
    ).exclude(pk=planned.pk)
    others = others.filter(rule__audience=rule.audience, rule__mode=rule.mode, rule__is_after=rule.is_after)
    plans = list(others.select_related("rule"))
    for plan in plans:
        plan.event = planned.event
    return plans


def _skip_reason(planned: PlannedReminder, alternatives: list[PlannedReminder], timezone: str, moment: datetime) -> str:
    """Return why a reminder that is due in timezone must not be sent at moment; "" if it is to be sent.

    This matters after an outage: nothing is sent after its moment, and of two due reminders only the later one is."""
    if planned.useful_until <= moment:
        return Skip.TOO_LATE
    due_at = due_in_timezone(planned, timezone)
    if not planned.fixed_at and any(due_at < due_in_timezone(other, timezone) <= moment for other in alternatives):
        return Skip.SUPERSEDED
    return ""


def without_reminder(planned: PlannedReminder, recipients: ReminderRecipients) -> QuerySet[Any]:
    """Return those of the rows of recipients, to whom planned goes, who have no Reminder for its date yet."""
    same = Reminder.objects.filter(
        event=planned.event, rule=planned.rule, about=planned.about, anchor_on=anchors.date_of(planned)
    )
    return recipients.rows.filter(~Exists(same.filter(**{recipients.column: OuterRef(recipients.path)})))


def _insert_reminders(
    planned: PlannedReminder, recipients: ReminderRecipients, zones: list[str], due_at: datetime, skip: str
) -> int:
    """Create a Reminder for each of recipients in these time zones who has none yet; return how many are new.

    People who joined the audience after due_at get none: they have just learned the date."""
    audience, day = audiences.of(planned.rule), anchors.date_of(planned)
    rows = recipients.rows.filter(**{f"{recipients.zone}__in": zones})
    if audience.since:
        rows = rows.filter(**{f"{audience.since}__lte": due_at})
    columns: dict[str, Any] = {
        "planned": Value(planned.pk, models.BigIntegerField()),
        "rule": Value(planned.rule_id, models.BigIntegerField()),
        "event": Value(planned.event_id, models.BigIntegerField()),
        "about": Value(planned.about, models.BigIntegerField()),
        "anchor_on": Value(day, models.DateField()),
        "state": Value(State.SKIPPED if skip else State.DUE, models.CharField()),
        "skip": Value(skip, models.CharField()),
        "created_at": Value(now(), models.DateTimeField()),
        recipients.column: recipients.path,
    }
    return _insert_from([*columns], rows.order_by().values_list(*columns.values()).distinct())


def _insert_from(fields: list[str], rows: QuerySet[Any]) -> int:
    """Insert rows as reminders, unless they exist; return how many are new. fields: the names of their columns.

    It is one statement (INSERT ... SELECT), so memory does not grow with the number of people."""
    quote, table = connection.ops.quote_name, Reminder._meta
    columns = ", ".join(quote(table.get_field(name).column or "") for name in fields)  # type: ignore[union-attr]  # no field here is a reverse relation
    select, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        insert = f"INSERT INTO {quote(table.db_table)} ({columns})"
        cursor.execute(f"{insert} {select} ON CONFLICT DO NOTHING", values)
        return cursor.rowcount


def _close_or_schedule_check(
    planned: PlannedReminder, later: list[datetime], reasons: set[str], moment: datetime
) -> None:
    """Close planned if it is due in no further time zone or no longer useful; otherwise set when to check it again.

    later: when it is due in other time zones. reasons: why people were skipped in this run; "" for reminders that are
    sent."""
    is_useless = planned.useful_until <= moment
    day = anchors.day_of(planned.event, planned.rule.anchor, planned.anchor_at)
    last = planned.fixed_at or due_dates.latest(planned.rule, planned.anchor_at, day)
    if not is_useless and (later or last > moment):
        planned.next_at = min([*later, moment + CHECK_INTERVAL])
        planned.save(update_fields=["next_at"])
        return
    if not reasons and is_useless:
        reasons = {Skip.TOO_LATE}
    was_sent = planned.reminders.exclude(state=State.SKIPPED).exists()
    planning.close_plan(planned, reasons.pop() if len(reasons) == 1 and not was_sent else "")
