"""What the page of a traveller shows, and the programme to print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.timezone import now

from accounts.models import User
from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.dates import when_text, zone_text
from events.calendars.leg_text import days_later_text, offset_of
from events.contributors.links import assignment_link
from events.journeys.durations import duration_text
from events.journeys.security_lists.queries import questions_to
from events.journeys.travellers.journeys import Journey, JourneyItem
from events.models import Assignment, Event, Hotel, Mission, RoomStay, StudyVisit, TravellerFile

# A script shows the next one as time passes without a connection, so the page has cards for the items of some days.
MOST_CARDS = 25
# Of a page of A6: the letters of a line, and how many lines fit with each size of letters.
LETTERS = 44
# With the last one, items are without their details: the page on the phone has them.
DENSITIES = (("", 25), ("is-dense", 31), ("is-tight", 40), ("is-tight is-short", 0))
# Not a part of a word, such as the number of a policy: "SA-2027-61".
_NUMBER = re.compile(r"(?<![\w-])\+?\d[\d ()/-]+\d(?![\w-])")


@dataclass(frozen=True)
class HelpPart:
    """A part of a line of the emergency contacts. is_number: a telephone number, which can be called."""

    text: str
    is_number: bool = False

    @property
    def number(self) -> str:
        return re.sub(r"[^\d+]", "", self.text)


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
    """Return the context of the page. At most seven queries beside those of the journey."""
    event, moment = journey.event, now()
    zone = journey.zone_at(moment)
    local = moment.astimezone(zone)
    upcoming = journey.after(moment)
    days = days_of(journey, today=local.date())
    emergency, leader = emergency_of(event)
    paper = TravellerFile.objects.filter(registration__event=event, registration__person=journey.person).first()
    questions = questions_to(event, journey.person)
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
        "questions": questions,
        "mission_page": _mission_page(event, journey.person),
        "asked": sum(question.consent.is_open for question in questions),
        "saved_at": f"{weekday_date(local)}, {clock_time(local)}",
        "saved_zone": zone_text(zone.key, local),
        "contact": event.contact_address,
    }


def _mission_page(event: Event, person: User) -> str:
    """Return the link to the page with notes and report of an expert; "" for other travellers. One query at most."""
    if event.kind != Event.Kind.EXPERT_MISSION:
        return ""
    own = Assignment.objects.filter(mission__event=event, status__in=Assignment.ON_MISSION, expert__person=person)
    assignment = own.select_related("expert__person", "mission").first()
    return assignment_link(assignment) if assignment else ""


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


def emergency_of(event: Event) -> tuple[list[list[HelpPart]], str]:
    """Return the emergency contacts of a mission or visit, and the name of its tour leader. Two queries at most."""
    visit = StudyVisit.objects.filter(event=event).select_related("tour_leader").first()
    holder: StudyVisit | Mission | None = visit or Mission.objects.filter(event=event).first()
    leader = visit.tour_leader.full_name if visit and visit.tour_leader else ""
    return help_lines(holder.emergency if holder else ""), leader


def help_lines(text: str) -> list[list[HelpPart]]:
    """Return the lines of the emergency contacts, each in parts. Each telephone number in a line can be called."""
    return [_parts(line) for line in map(str.strip, text.splitlines()) if line]


def _parts(line: str) -> list[HelpPart]:
    parts, end = [], 0
    for found in _NUMBER.finditer(line):
        parts += [HelpPart(line[end : found.start()]), HelpPart(found.group(), is_number=True)]
        end = found.end()
    return [part for part in (*parts, HelpPart(line[end:])) if part.text]


def pocket_context(journeys: Sequence[Journey], event: Event) -> dict[str, Any]:
    """Return the context of the programme to print: one sheet for each journey."""
    emergency, leader = emergency_of(event)
    return {
        "event": event,
        "when": when_text(event),
        "help": emergency,
        "leader": leader,
        "sheets": [_sheet(journey) for journey in journeys],
        "contact": event.contact_address,
    }


def _sheet(journey: Journey) -> dict[str, Any]:
    """Return what is on one sheet. The days are on two pages of A6: density says how small their letters must be."""
    days = days_of(journey, today=date.min)
    lengths = [_length(day) for day in days]
    half = min(range(len(days) + 1), key=lambda number: max(sum(lengths[:number]), sum(lengths[number:])))
    longest = max(sum(lengths[:half]), sum(lengths[half:]))
    return {
        "person": journey.person,
        "legs": [_shown(journey, item) for item in journey.items if item.on_leg],
        "stays": journey.stays,
        "pages": [days[:half], days[half:]],
        "density": next((name for name, lines in DENSITIES if longest <= lines), DENSITIES[-1][0]),
        "drivers": _driver_lines(journey),
    }


def _length(day: TravellerDay) -> float:
    """Return how many lines a day needs on the printed page."""
    return 1.8 + sum(0.3 + _printed_lines(shown) for shown in day.items)


def _printed_lines(shown: ShownItem) -> int:
    """Return the lines of an item: its title, and where it is."""
    meeting, session = shown.item.meeting, shown.item.session
    where = meeting.institution if meeting and meeting.institution else session.place_text if session else "-"
    details = [shown.bus, where, meeting.contact_on_day if meeting else "", meeting.dress if meeting else ""]
    return sum(-(-len(text) // LETTERS) for text in (shown.item.title, ", ".join(filter(None, details))))


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
