"""What the page of a traveller shows, and the programme to print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.timezone import now

from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.dates import when_text, zone_text
from events.calendars.leg_text import days_later_text, offset_of
from events.journeys.durations import duration_text
from events.journeys.travellers.journeys import Journey, JourneyItem
from events.models import Event, Hotel, Mission, RoomStay, StudyVisit, TravellerFile

# A script shows the next one as time passes without a connection, so the page has cards for the items of some days.
MOST_CARDS = 25
_NUMBER = re.compile(r"\+?\d[\d ()/-]+\d")


@dataclass(frozen=True)
class HelpLine:
    """A line of the emergency contacts, before and after its telephone number. number: "" if the line has none."""

    before: str
    shown: str = ""
    after: str = ""

    @property
    def number(self) -> str:
        return re.sub(r"[^\d+]", "", self.shown)


@dataclass(frozen=True)
class ShownItem:
    """An item with its times as text."""

    item: JourneyItem
    home_time: str = ""  # on the clocks of the traveller, if they show another time

    @property
    def start(self) -> str:
        return clock_time(self.item.local_start)

    @property
    def end(self) -> str:
        return clock_time(self.item.local_end)

    @property
    def has_two_zones(self) -> bool:
        return self.item.local_start.utcoffset() != self.item.local_end.utcoffset()

    @property
    def start_offset(self) -> str:
        return offset_of(self.item.local_start)

    @property
    def end_offset(self) -> str:
        return offset_of(self.item.local_end)

    @property
    def place_time(self) -> str:
        """The name of the zone of the start: "Tokyo time (UTC+9)"."""
        return zone_text(self.item.zone.key, self.item.local_start)

    @property
    def day_text(self) -> str:
        return weekday_date(self.item.local_start)

    @property
    def later(self) -> str:
        return days_later_text(self.item.days_later)

    @property
    def duration(self) -> str:
        return duration_text(round((self.item.ends_at - self.item.starts_at).total_seconds() / 60))

    @property
    def bus(self) -> str:
        meeting = self.item.meeting
        return clock_time(meeting.bus_at.astimezone(self.item.zone)) if meeting and meeting.bus_at else ""


@dataclass(frozen=True)
class TravellerDay:
    """One day, on the clocks of its places. hotel: of the night that follows; None if nothing is known."""

    day: date
    title: str
    places: str
    items: Sequence[ShownItem]
    hotel: RoomStay | None
    is_past: bool


def page_context(journey: Journey) -> dict[str, Any]:
    """Return the context of the page. Four queries beside those of the journey."""
    event, moment = journey.event, now()
    zone = journey.zone_at(moment)
    local = moment.astimezone(zone)
    upcoming = journey.after(moment)
    days = days_of(journey, today=local.date())
    emergency, leader = emergency_of(event)
    paper = TravellerFile.objects.filter(registration__event=event, registration__person=journey.person).first()
    return {
        "event": event,
        "person": journey.person,
        "when": when_text(event),
        "cards": [_shown(journey, item) for item in upcoming[:MOST_CARDS]],
        "days": [day for day in days if not day.is_past],
        "past_days": [day for day in days if day.is_past],
        "tonight": journey.stay_on(local.date()),
        "stays": journey.stays,
        "legs": [_shown(journey, item) for item in journey.items if item.on_leg],
        "help": emergency,
        "leader": leader,
        "visa": paper,
        "saved_at": f"{weekday_date(local)}, {clock_time(local)}",
        "saved_zone": zone_text(zone.key, local),
        "contact": event.contact_email or event.programme.contact_email,
    }


def days_of(journey: Journey, *, today: date) -> list[TravellerDay]:
    """Return the days with items, in order. today: earlier days are past, except those whose last item is not over."""
    days, moment = [], now()
    for day, group in groupby(
        sorted(journey.items, key=lambda item: (item.day, item.starts_at)), lambda item: item.day
    ):
        items = list(group)
        is_past = day < today and all(item.ends_at <= moment for item in items)
        shown = [_shown(journey, item) for item in items]
        days.append(TravellerDay(day, weekday_date(day), _places(items), shown, journey.stay_on(day), is_past))
    return days


def _places(items: Sequence[JourneyItem]) -> str:
    """Return the time zones of a day: "Tokyo time (UTC+9)"; in their order if there are several."""
    found: dict[str, str] = {}
    for item in items:
        found.setdefault(item.zone.key, zone_text(item.zone.key, item.local_start))
        if item.on_leg and not item.days_later:
            found.setdefault(item.end_zone.key, zone_text(item.end_zone.key, item.local_end))
    return " → ".join(dict.fromkeys(found.values()))


def _shown(journey: Journey, item: JourneyItem) -> ShownItem:
    home = journey.person.zone
    if home is None or item.starts_at.astimezone(home).utcoffset() == item.local_start.utcoffset():
        return ShownItem(item)
    at_home: datetime = item.starts_at.astimezone(home)
    differs = at_home.date() != item.day
    return ShownItem(item, f"{weekday_date(at_home)}, {clock_time(at_home)}" if differs else clock_time(at_home))


def emergency_of(event: Event) -> tuple[list[HelpLine], str]:
    """Return the emergency contacts of a mission or visit, and the name of its tour leader. Two queries at most."""
    visit = StudyVisit.objects.filter(event=event).select_related("tour_leader").first()
    holder: StudyVisit | Mission | None = visit or Mission.objects.filter(event=event).first()
    leader = visit.tour_leader.full_name if visit and visit.tour_leader else ""
    return help_lines(holder.emergency if holder else ""), leader


def help_lines(text: str) -> list[HelpLine]:
    """Return the lines of the emergency contacts. A telephone number in a line can be called."""
    lines = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = _NUMBER.search(line)
        if found:
            lines.append(HelpLine(line[: found.start()], found.group(), line[found.end() :]))
        else:
            lines.append(HelpLine(line))
    return lines


def pocket_context(journeys: Sequence[Journey], event: Event) -> dict[str, Any]:
    """Return the context of the programme to print: one sheet for each journey."""
    emergency, leader = emergency_of(event)
    return {
        "event": event,
        "when": when_text(event),
        "help": emergency,
        "leader": leader,
        "sheets": [_sheet(journey) for journey in journeys],
        "contact": event.contact_email or event.programme.contact_email,
    }


def _sheet(journey: Journey) -> dict[str, Any]:
    """Return what is on one sheet. The days are on two pages of A6, the first half on the first one."""
    days = days_of(journey, today=date.min)
    half = _half(days)
    return {
        "person": journey.person,
        "legs": [_shown(journey, item) for item in journey.items if item.on_leg],
        "stays": journey.stays,
        "pages": [days[:half], days[half:]],
        "drivers": _driver_lines(journey),
    }


def _half(days: Sequence[TravellerDay]) -> int:
    """Return how many days go on the first page, so that both have about the same number of lines."""
    total, lines = sum(len(day.items) + 1 for day in days), 0
    for number, day in enumerate(days, 1):
        lines += len(day.items) + 1
        if lines * 2 >= total:
            return number
    return len(days)


def _driver_lines(journey: Journey) -> list[tuple[str, str]]:
    """Return (place, address in local script) for the hotels and meetings that have one, each once."""
    found: dict[str, str] = {}
    hotels: list[Hotel] = [stay.hotel for stay in journey.stays]
    for hotel in hotels:
        if hotel.local_address:
            found.setdefault(hotel.local_address, hotel.name)
    for item in journey.items:
        if item.meeting and item.meeting.address:
            found.setdefault(item.meeting.address, item.meeting.institution or item.title)
    return [(name, address) for address, name in found.items()]
