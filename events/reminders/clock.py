"""When a rule falls due on the clocks of one reader: pure reckoning, no query.

Days are counted on the reader's calendar and end at the rule's hour there; hours are counted on no clock at all. Then
come quiet hours and weekends: what is sent before its moment gives way to the past, what is sent after it to the
future, so that nothing comes too late by being polite."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events.models import ReminderRule

MORNING, EVENING = 8, 20
SATURDAY = 5
# Where each day begins first and last: nobody's hour is before that of the one, or after that of the other.
EAST, WEST = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")


def due(rule: ReminderRule, anchor: datetime, zone: ZoneInfo, day: date | None = None) -> datetime:
    """Return the moment (aware, in zone) at which rule is due for a reader in zone.

    anchor: the moment it is counted from. day: the date it is counted from where that has no hour, as for an event of
    whole days, which has the same date everywhere."""
    sign = 1 if rule.is_after else -1
    if rule.unit == ReminderRule.Unit.HOURS:
        # In UTC: between two moments of one zone Python counts what its clocks show.
        moment = (anchor.astimezone(UTC) + sign * timedelta(hours=rule.amount)).astimezone(zone)
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


def at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """Return that hour of that day in zone. An hour that the clocks leave out is the one after it; of one that comes
    twice it is the first."""
    return real(datetime.combine(day, time(hour), zone))


def real(moment: datetime) -> datetime:
    """Return moment as the clocks of its zone show it: an hour that they leave out does not exist."""
    zone = moment.tzinfo
    return moment.astimezone(UTC).astimezone(zone)


def _by_day(moment: datetime, is_after: bool) -> datetime:
    zone = moment.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101 (for mypy: all here are)
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
