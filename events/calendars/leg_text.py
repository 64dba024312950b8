"""Travel between two places in words, in the active language: its title, and its times on the clocks of both ends."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.timezones import offset_text
from events.calendars.date_formats import clock_time, full_date, weekday_date
from events.models import Leg

# Mails and calendars are in the language of their reader; the labels of the model are for the pages of the team.
MODES = {
    Leg.Mode.FLIGHT: gettext_lazy("Flight"),
    Leg.Mode.TRAIN: gettext_lazy("Train"),
    Leg.Mode.BUS: gettext_lazy("Bus"),
    Leg.Mode.CAR: gettext_lazy("Car"),
    Leg.Mode.BOAT: gettext_lazy("Boat"),
}


def leg_title(leg: Leg) -> str:
    """Return the means of travel, the number and the route: "Flight ZZ 221, Phnom Penh – Tokyo"."""
    means = " ".join(filter(None, [str(MODES[Leg.Mode(leg.mode)]), leg.name]))
    return f"{means}, {leg.from_city} – {leg.to_city}"


def leg_times(leg: Leg) -> str:
    """Return both local times: "Sunday 6 June 2027, 08:30 Phnom Penh (UTC+7) – 16:20 Tokyo (UTC+9)".

    An arrival on another local day has its day. If the clocks show the same at both ends, the offset is there once."""
    start, end = leg.local_departure, leg.local_arrival
    same = start.utcoffset() == end.utcoffset()
    arrival = clock_time(end) if leg.arrives_days_later == 0 else f"{weekday_date(end)}, {clock_time(end)}"
    first = f"{full_date(start)}, {clock_time(start)} {leg.from_city}" + ("" if same else f" ({offset_of(start)})")
    return f"{first} – {arrival} {leg.to_city} ({offset_of(end)})"


def offset_of(local: datetime) -> str:
    """Return the offset of a local time: "UTC+7"."""
    return offset_text(local.utcoffset())


def days_later_text(days: int) -> str:
    """Return on which day a leg arrives, counted from its local departure: "+1 day", "−1 day"; "" for the same day."""
    if not days:
        return ""
    if abs(days) == 1:
        return _("+1 day") if days > 0 else _("−1 day")
    return _("%(days)+d days") % {"days": days}


def time_at(moment: datetime, zone: ZoneInfo, day_of: datetime | None = None) -> str:
    """Return a moment in zone: "13:30", with its day if that is not the local day of day_of."""
    local = moment.astimezone(zone)
    if day_of is None or day_of.astimezone(zone).date() == local.date():
        return clock_time(local)
    return f"{weekday_date(local)}, {clock_time(local)}"
