"""Compute when a rule is due in the time zone of one reader. The functions are pure and make no queries.

Days are counted on the reader's calendar, and the rule's hour is in the reader's time zone. Hours are counted as elapsed
time. Then quiet hours and weekends apply: a reminder before its moment moves to an earlier time, a reminder after its
moment to a later one. So no reminder comes too late because of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from events.models import ReminderRule

MORNING, EVENING = 8, 20
SATURDAY = 5
# The zones in which each day begins first and last.
EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
# The largest clock change of a zone between two days (daylight saving time).
CLOCK_CHANGE = timedelta(hours=1)


def due(rule: ReminderRule, anchor: datetime, zone: tzinfo, day: date | None = None) -> datetime:
    """Return the moment (aware, in zone) at which rule is due for a reader in zone.

    anchor: the moment (aware) that the rule is counted from. day: the date to count from if that moment has no hour, as
    for an all-day event, which has the same date everywhere."""
    sign = 1 if rule.is_after else -1
    if rule.unit == ReminderRule.Unit.HOURS:
        moment = due_by_hours(rule, anchor).astimezone(zone)
    else:
        first = day or anchor.astimezone(zone).date()
        moment = at(first + sign * timedelta(days=rule.amount), rule.hour, zone)
        # For an event at 07:00, "on the day, at 09:00" would be after the event.
        if not rule.is_after and day is None and moment >= anchor:
            moment = at(moment.date() - timedelta(days=1), rule.hour, zone)
    if rule.is_quiet_at_night:
        moment = _move_out_of_night(moment, rule.is_after)
    if rule.weekends == ReminderRule.Weekends.AVOID:
        moment = _move_to_working_day(moment, rule.is_after)
    return moment


def earliest(rule: ReminderRule, anchor: datetime, day: date | None = None) -> datetime:
    """Return a moment (aware) before which rule is due in no time zone. It is close to the first due time."""
    if rule.unit == ReminderRule.Unit.HOURS:
        return due_by_hours(rule, anchor) - (timedelta() if rule.is_after else _largest_shift(rule))
    # In UTC, because PostgreSQL accepts no UTC offset with fractions of a second, and an offer can end at any time.
    first = min(due(rule, anchor, zone, day) for zone in [EAST, *_date_borders(rule, anchor, day, east=False)])
    return first.astimezone(UTC) - CLOCK_CHANGE


def latest(rule: ReminderRule, anchor: datetime, day: date | None = None) -> datetime:
    """Return a moment (aware) after which rule is due in no time zone. It is close to the last due time."""
    if rule.unit == ReminderRule.Unit.HOURS:
        return due_by_hours(rule, anchor) + (_largest_shift(rule) if rule.is_after else timedelta())
    last = max(due(rule, anchor, zone, day) for zone in [WEST, *_date_borders(rule, anchor, day, east=True)])
    return last.astimezone(UTC) + CLOCK_CHANGE


def due_by_hours(rule: ReminderRule, anchor: datetime) -> datetime:
    # In UTC, because Python subtracts two moments of one zone by wall clock time, not by elapsed time.
    return anchor.astimezone(UTC) + (1 if rule.is_after else -1) * timedelta(hours=rule.amount)


def _largest_shift(rule: ReminderRule) -> timedelta:
    """Return the longest time by which quiet hours and a weekend can move a rule in hours."""
    night = timedelta(hours=24 - EVENING + MORNING) if rule.is_quiet_at_night else timedelta()
    return night + timedelta(days=2) if rule.weekends == ReminderRule.Weekends.AVOID else night


def _date_borders(rule: ReminderRule, anchor: datetime, day: date | None, *, east: bool) -> Iterator[tzinfo]:
    """Yield the UTC offsets at which the due date changes, on the eastern or on the western side of the border.

    These are the offsets where it is midnight at anchor. For a rule of the same day, they are also the offsets where it
    is the rule's hour at anchor."""
    if day:
        return
    there = anchor.astimezone(UTC).replace(tzinfo=None)
    first = (there - timedelta(hours=12)).date()
    for hour in (0,) if rule.amount else (0, rule.hour):
        for number in range(3):
            offset = datetime.combine(first + timedelta(days=number), time(hour)) - there
            if timedelta(hours=-12) <= offset <= timedelta(hours=14):
                # At midnight, the new day has begun. At exactly the rule's hour, a rule of the same day is due a day
                # earlier.
                yield timezone(offset + timedelta(seconds=east + bool(hour) - 1))


def at(day: date, hour: int, zone: tzinfo) -> datetime:
    """Return that hour of day in zone. If it does not exist there, return the hour after it; if it exists twice, return
    the first."""
    return real(datetime.combine(day, time(hour), zone))


def real(moment: datetime) -> datetime:
    """Return moment with a local time that exists in its zone. Clock changes leave out some local times."""
    zone = moment.tzinfo
    return moment.astimezone(UTC).astimezone(zone)


def _move_out_of_night(moment: datetime, is_after: bool) -> datetime:
    zone = moment.tzinfo
    assert zone is not None  # noqa: S101 (for mypy: all moments here are aware)
    is_early = moment.hour < MORNING
    is_late = moment.hour > EVENING or (moment.hour == EVENING and moment.minute > 0)
    if not (is_early or is_late):
        return moment
    if is_after:
        return at(moment.date() + timedelta(days=is_late), MORNING, zone)
    return at(moment.date() - timedelta(days=is_early), EVENING, zone)


def _move_to_working_day(moment: datetime, is_after: bool) -> datetime:
    days = moment.weekday() - SATURDAY + 1  # 1 on Saturday, 2 on Sunday
    if days <= 0:
        return moment
    return real(moment + timedelta(days=3 - days) if is_after else moment - timedelta(days=days))
