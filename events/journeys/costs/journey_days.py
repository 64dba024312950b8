"""The days of a person's journey, from their legs and their nights in hotels. No queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from events.journeys.costs.allowances import AIR, LAST, PLACE, Provided
from events.models import Leg

DAY = timedelta(days=1)


@dataclass(frozen=True)
class JourneyDay:
    """One day: where the night is spent (place), or what is left on the last day, and what is provided."""

    day: date
    night: str
    place: str
    provided: Provided = field(default_factory=Provided)


def days_of_legs(legs: Iterable[Leg], nights: Collection[date], *, until: date | None = None) -> list[JourneyDay]:
    """Return the days from the first departure to the departure for home, on the clocks of each place.

    nights: the dates of the nights in a hotel that is provided, with breakfast on the next day.
    until: the last day if the legs do not lead home. Return nothing without legs."""
    ordered = sorted((leg for leg in legs if leg.status != Leg.Status.CANCELLED), key=lambda leg: leg.departs_at)
    if not ordered:
        return []
    first, last = ordered[0].local_departure.date(), ordered[-1].local_departure.date()
    if ordered[-1].to_city.casefold() != ordered[0].from_city.casefold():
        last = max(filter(None, [ordered[-1].local_arrival.date(), until]))
    days: list[JourneyDay] = []
    place = ordered[0].to_city
    for number in range((last - first).days + 1):
        day = first + number * DAY
        if day == last and days:
            days.append(JourneyDay(day, LAST, place, Provided(breakfast=day - DAY in nights)))
            break
        night, place = _night(ordered, day, place)
        lodging = night == PLACE and day in nights
        days.append(JourneyDay(day, night, place, Provided(lodging=lodging, breakfast=day - DAY in nights)))
    return days


def days_at(place: str, first: date, last: date, nights: Collection[date]) -> list[JourneyDay]:
    """Return the days of a person whose legs are not known: all of them at one place."""
    return [
        JourneyDay(
            day := first + number * DAY,
            LAST if day == last and number else PLACE,
            place,
            Provided(lodging=day in nights and (day != last or not number), breakfast=day - DAY in nights),
        )
        for number in range((last - first).days + 1)
    ]


def _night(legs: list[Leg], day: date, before: str) -> tuple[str, str]:
    """Return how and where the night after day is spent. before: the place of the night before."""
    place = before
    for leg in legs:
        if leg.local_departure.date() <= day < leg.local_arrival.date():
            return AIR, leg.to_city
        if leg.local_arrival.date() <= day:
            place = leg.to_city
    return PLACE, place
