"""When a rule falls due on the clocks of one reader: pure reckoning, no query.

Days are counted on the reader's calendar and end at the rule's hour there; hours are counted on no clock at all. Then
come quiet hours and weekends: what is sent before its moment gives way to the past, what is sent after it to the
future, so that nothing comes too late by being polite."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from events.models import ReminderRule

MORNING, EVENING = 8, 20
SATURDAY = 5
# Where each day begins first and last.
EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
# What clocks of one zone are put forward or back between two days.
SUMMER = timedelta(hours=1)


def due(rule: ReminderRule, anchor: datetime, zone: tzinfo, day: date | None = None) -> datetime:
    """Return the moment (aware, in zone) at which rule is due for a reader in zone.

    anchor: the moment it is counted from. day: the date it is counted from where that has no hour, as for an event of
    whole days, which has the same date everywhere."""
    sign = 1 if rule.is_after else -1
    if rule.unit == ReminderRule.Unit.HOURS:
        moment = due_by_hours(rule, anchor).astimezone(zone)
    else:
        first = day or anchor.astimezone(zone).date()
        moment = at(first + sign * timedelta(days=rule.amount), rule.hour, zone)
        # An event at seven: "on the day, at nine" would be after it.
        if not rule.is_after and day is None and moment >= anchor:
            moment = at(moment.date() - timedelta(days=1), rule.hour, zone)
    if rule.is_quiet_at_night:
        moment = _by_day(moment, rule.is_after)
    if rule.weekends == ReminderRule.Weekends.AVOID:
        moment = _on_a_working_day(moment, rule.is_after)
    return moment


def earliest(rule: ReminderRule, anchor: datetime, day: date | None = None) -> datetime:
    """Return a moment before which rule is due for nobody, wherever they live; not much before it is for some."""
    if rule.unit == ReminderRule.Unit.HOURS:
        return due_by_hours(rule, anchor) - (timedelta() if rule.is_after else _gives_way(rule))
    # In UTC: PostgreSQL takes no offset of fractions of a second, which an offer's turns have.
    first = min(due(rule, anchor, zone, day) for zone in [EAST, *_turns(rule, anchor, day, east=False)])
    return first.astimezone(UTC) - SUMMER


def latest(rule: ReminderRule, anchor: datetime, day: date | None = None) -> datetime:
    """Return a moment after which rule is due for nobody, wherever they live; not much after it is for some."""
    if rule.unit == ReminderRule.Unit.HOURS:
        return due_by_hours(rule, anchor) + (_gives_way(rule) if rule.is_after else timedelta())
    last = max(due(rule, anchor, zone, day) for zone in [WEST, *_turns(rule, anchor, day, east=True)])
    return last.astimezone(UTC) + SUMMER


def due_by_hours(rule: ReminderRule, anchor: datetime) -> datetime:
    # In UTC: between two moments of one zone Python counts what its clocks show.
    return anchor.astimezone(UTC) + (1 if rule.is_after else -1) * timedelta(hours=rule.amount)


def _gives_way(rule: ReminderRule) -> timedelta:
    """Return by how much hours give way to a night and a weekend at most."""
    night = timedelta(hours=24 - EVENING + MORNING) if rule.is_quiet_at_night else timedelta()
    return night + timedelta(days=2) if rule.weekends == ReminderRule.Weekends.AVOID else night


def _turns(rule: ReminderRule, anchor: datetime, day: date | None, *, east: bool) -> Iterator[tzinfo]:
    """Yield the zones, on the eastern or the western side, of where rule is due a day earlier or later than a little
    further west: where it is midnight at anchor, and for a rule of the same day, where it is the hour of the rule."""
    if day:
        return
    there = anchor.astimezone(UTC).replace(tzinfo=None)
    first = (there - timedelta(hours=12)).date()
    for hour in (0,) if rule.amount else (0, rule.hour):
        for number in range(3):
            offset = datetime.combine(first + timedelta(days=number), time(hour)) - there
            if timedelta(hours=-12) <= offset <= timedelta(hours=14):
                # At midnight the new day has begun; at its hour exactly a rule of the same day is a day earlier.
                yield timezone(offset + timedelta(seconds=east + bool(hour) - 1))


def at(day: date, hour: int, zone: tzinfo) -> datetime:
    """Return that hour of that day in zone. An hour that the clocks leave out is the one after it; of one that comes
    twice it is the first."""
    return real(datetime.combine(day, time(hour), zone))


def real(moment: datetime) -> datetime:
    """Return moment as the clocks of its zone show it: an hour that they leave out does not exist."""
    zone = moment.tzinfo
    return moment.astimezone(UTC).astimezone(zone)


def _by_day(moment: datetime, is_after: bool) -> datetime:
    zone = moment.tzinfo
    assert zone is not None  # noqa: S101 (for mypy: all here are aware)
    is_early = moment.hour < MORNING
    is_late = moment.hour > EVENING or (moment.hour == EVENING and moment.minute > 0)
    if not (is_early or is_late):
        return moment
    if is_after:
        return at(moment.date() + timedelta(days=is_late), MORNING, zone)
    return at(moment.date() - timedelta(days=is_early), EVENING, zone)


def _on_a_working_day(moment: datetime, is_after: bool) -> datetime:
    days = moment.weekday() - SATURDAY + 1  # 1 on Saturday, 2 on Sunday
    if days <= 0:
        return moment
    return real(moment + timedelta(days=3 - days) if is_after else moment - timedelta(days=days))
