"""The page of the legs of an event: a line for each leg, by the day of its departure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.calendars.date_formats import clock_time, full_date
from events.calendars.leg_text import days_later_text, offset_of, time_at
from events.journeys.durations import duration_text, shift_text
from events.journeys.legs.checks import TravelWarning, shared_vehicles, warnings_of
from events.journeys.people import EventTraveller
from events.journeys.states import LEG
from events.journeys.travellers.journeys import Journeys
from events.models import Event, Leg, LegTraveller

MOST_NAMED = 3


@dataclass(frozen=True)
class LegLine:
    """One leg with both local times as text. absent: the travellers of the event who are not on it.

    event_offset: the offset of the event at this time; a time with another one shows it."""

    leg: Leg
    rows: Sequence[LegTraveller]
    absent: Sequence[EventTraveller]
    who: str
    warnings: Sequence[TravelWarning]
    event_offset: str

    @property
    def start(self) -> str:
        return clock_time(self.leg.local_departure)

    @property
    def end(self) -> str:
        return clock_time(self.leg.local_arrival)

    @property
    def start_offset(self) -> str:
        offset = offset_of(self.leg.local_departure)
        return "" if offset == self.event_offset else offset

    @property
    def end_offset(self) -> str:
        offset = offset_of(self.leg.local_arrival)
        return "" if offset == self.event_offset else offset

    @property
    def was_start(self) -> str:
        old = self.leg.was_departs_at
        moved = old and old != self.leg.departs_at
        return time_at(old, self.leg.from_zone, self.leg.departs_at) if old and moved else ""

    @property
    def was_end(self) -> str:
        old = self.leg.was_arrives_at
        moved = old and old != self.leg.arrives_at
        return time_at(old, self.leg.to_zone, self.leg.arrives_at) if old and moved else ""

    @property
    def later(self) -> str:
        return days_later_text(self.leg.arrives_days_later)

    @property
    def duration(self) -> str:
        return duration_text(self.leg.minutes)

    @property
    def shift(self) -> str:
        return shift_text(self.leg.clock_shift_minutes)

    @property
    def steps(self) -> list[str]:
        """The steps that the page has buttons for. A leg is done only after its departure."""
        hidden = {"change"} if self.leg.departs_at <= now() else {"change", "finish"}
        return [step for step in LEG.steps_from(self.leg.status) if step not in hidden]

    @property
    def may_move(self) -> bool:
        return LEG.is_allowed("change", self.leg.status)

    @property
    def names(self) -> str:
        return ", ".join(row.person.full_name for row in self.rows)

    @property
    def absent_names(self) -> str:
        return ", ".join(one.person.full_name for one in self.absent)


@dataclass(frozen=True)
class LegsPage:
    """The legs by their day, on the clocks of departure, and the numbers above them."""

    days: Sequence[tuple[date, str, Sequence[LegLine]]]
    warnings: Sequence[TravelWarning]
    leg_count: int
    zone_count: int
    travellers: Mapping[int, EventTraveller]
    people: Sequence[User]  # on the legs
    drafts: int  # sessions with changes that wait for the next version of the agenda


def legs_page(event: Event) -> LegsPage:
    """Return what the page shows, in a fixed number of queries."""
    journeys = Journeys.of(event)
    legs = list(event.legs.all())
    warnings = [*warnings_of(journeys), *shared_vehicles(legs)]
    rows: dict[int, list[LegTraveller]] = {}
    for own in journeys.legs.values():
        for row in own:
            rows.setdefault(row.leg_id, []).append(row)
    lines = [
        _line(event, leg, sorted(rows.get(leg.pk, ()), key=lambda row: row.pk), journeys.travellers, warnings)
        for leg in legs
    ]
    lines.sort(key=lambda line: (line.leg.local_departure.date(), line.leg.departs_at, line.leg.pk))
    days = [
        (day, full_date(day), list(group))
        for day, group in groupby(lines, key=lambda line: line.leg.local_departure.date())
    ]
    zones = {zone for line in lines for zone in (line.leg.from_timezone, line.leg.to_timezone)}
    on_legs = [person for person in journeys.people if person.pk in journeys.legs]
    drafts = event.session_drafts.count()
    return LegsPage(days, warnings, len(lines), len(zones), journeys.travellers, on_legs, drafts)


def _line(
    event: Event,
    leg: Leg,
    rows: Sequence[LegTraveller],
    travellers: Mapping[int, EventTraveller],
    warnings: Sequence[TravelWarning],
) -> LegLine:
    present = {row.person_id for row in rows}
    absent = [one for key, one in travellers.items() if key not in present]
    own = [warning for warning in warnings if warning.leg.pk == leg.pk]
    offset = offset_of(leg.departs_at.astimezone(event.zone))
    return LegLine(leg, rows, absent, _who(rows, absent, travellers), own, offset)


def _who(
    rows: Sequence[LegTraveller], absent: Sequence[EventTraveller], travellers: Mapping[int, EventTraveller]
) -> str:
    """Return who is on a leg in few words: "all", "all but Mai Anh", the names, or the groups: "Cambodia, Viet Nam"."""
    if not rows:
        return _("nobody yet")
    if not absent:
        return _("all")
    if len(rows) <= MOST_NAMED:
        return ", ".join(row.person.full_name for row in rows)
    if len(absent) <= MOST_NAMED:
        return _("all but %(names)s") % {"names": ", ".join(one.person.full_name for one in absent)}
    groups = [travellers[row.person_id].group for row in rows if row.person_id in travellers]
    return ", ".join(dict.fromkeys(filter(None, groups)))
