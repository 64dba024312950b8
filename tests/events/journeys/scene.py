"""A study visit with legs, for the tests of journeys."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from events.journeys.legs.services import add_leg
from events.models import Event, Leg, Registration, StudyVisit
from events.registration.services import register
from tests.factories import make_event, make_person


def moment(text: str, zone: str = "UTC") -> datetime:
    """Return a local time such as "2027-06-06 08:30" in a zone, as a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def make_visit(**fields: Any) -> Event:
    """Create a published study visit in Tokyo from 7 to 12 June 2027."""
    fields.setdefault("kind", Event.Kind.STUDY_VISIT)
    fields.setdefault("title", "Study visit to Japan")
    fields.setdefault("timezone", "Asia/Tokyo")
    fields.setdefault("starts_at", moment("2027-06-07 09:00", "Asia/Tokyo"))
    fields.setdefault("ends_at", moment("2027-06-12 18:00", "Asia/Tokyo"))
    event = make_event(**fields)
    StudyVisit.objects.create(event=event, emergency="Mali Srisuk, tour leader: +66 2 555 0172\nPolice: 110")
    return event


def make_traveller(event: Event, **fields: Any) -> User:
    """Create a person with a confirmed registration."""
    person = make_person(**fields)
    if event.status == Event.Status.DRAFT:
        Registration.objects.create(event=event, person=person, status=Registration.Status.CONFIRMED)
    else:
        register(event, person, by=make_person())
        Registration.objects.filter(event=event, person=person).update(status=Registration.Status.CONFIRMED)
    return person


def make_leg(
    event: Event,
    people: Sequence[User] = (),
    *,
    start: str = "2027-06-06 08:30",
    end: str = "2027-06-06 16:20",
    zones: tuple[str, str] = ("Asia/Phnom_Penh", "Asia/Tokyo"),
    cities: tuple[str, str] = ("Phnom Penh", "Tokyo"),
    **values: Any,
) -> Leg:
    """Add a booked flight from Phnom Penh to Tokyo on 6 June 2027, without telling anybody. Times are local."""
    values = {"mode": "flight", "carrier": "ZZ", "number": "221", "status": Leg.Status.BOOKED, **values}
    return add_leg(
        event,
        people,
        by=None,
        from_city=cities[0],
        from_timezone=zones[0],
        to_city=cities[1],
        to_timezone=zones[1],
        departs_at=moment(start, zones[0]),
        arrives_at=moment(end, zones[1]),
        **values,
    )


def make_coach(event: Event, people: Sequence[User] = (), *, start: str, end: str, **values: Any) -> Leg:
    """Add a booked coach from the airport to the city of Tokyo."""
    zones, cities = ("Asia/Tokyo", "Asia/Tokyo"), ("Narita airport", "Tokyo")
    values = {"mode": "bus", "carrier": "", "number": "Coach A", **values}
    return make_leg(event, people, start=start, end=end, zones=zones, cities=cities, **values)
