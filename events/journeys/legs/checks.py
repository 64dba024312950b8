"""What is probably wrong with the journeys of an event. Nothing here refuses a change: the page shows each as a warning."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations, pairwise

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.search import fold
from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.leg_text import leg_title
from events.journeys.legs.consequences import after_arrival
from events.journeys.travellers.journeys import Journey, JourneyItem, Journeys
from events.models import Leg

LONGEST_GAP = timedelta(hours=24)


@dataclass(frozen=True)
class TravelWarning:
    """A problem of some people at a leg, in words. text: without their names."""

    leg: Leg
    text: str
    people: tuple[User, ...]

    @property
    def names(self) -> str:
        return ", ".join(person.full_name for person in self.people)


def warnings_of(journeys: Journeys) -> list[TravelWarning]:
    """Return the warnings about the journeys of an event, in the order of the legs. No query.

    The same problem of several people is one warning."""
    found: dict[tuple[int, str], tuple[Leg, list[User]]] = {}
    for person in journeys.people:
        journey = journeys.for_person(person)
        for leg, text in (*_gaps(journey), *_hurries(journey), *_strangers(journeys, journey)):
            found.setdefault((leg.pk, text), (leg, []))[1].append(person)
    warnings = [TravelWarning(leg, text, tuple(people)) for (_key, text), (leg, people) in found.items()]
    return sorted(warnings, key=lambda one: (one.leg.departs_at, one.leg.pk, one.text))


def _gaps(journey: Journey) -> Iterator[tuple[Leg, str]]:
    """Yield the legs after which nothing is known of a person for more than 24 hours before the next leg: no session, and
    no hotel."""
    for item, following in pairwise(item for item in journey.items if item.on_leg):
        assert item.on_leg  # noqa: S101 (for the type checker: these are the legs)
        if following.starts_at - item.ends_at <= LONGEST_GAP or _is_known(journey, item, following):
            continue
        hours = int((following.starts_at - item.ends_at).total_seconds() // 3600)
        text = _("%(hours)d hours between this leg and %(leg)s, with no hotel and no session.")
        yield item.on_leg.leg, text % {"hours": hours, "leg": following.title}


def _is_known(journey: Journey, item: JourneyItem, following: JourneyItem) -> bool:
    """Return whether the person sleeps in a hotel of the event, or attends a session, between two legs."""
    first, last = item.local_end.date(), following.day
    if any(stay.check_in < last and first < stay.check_out for stay in journey.stays):
        return True
    return any(
        one.session and item.ends_at <= one.starts_at and one.ends_at <= following.starts_at for one in journey.items
    )


def _hurries(journey: Journey) -> Iterator[tuple[Leg, str]]:
    """Yield the legs after which a session starts too early, or during which one takes place."""
    sessions = [item for item in journey.items if item.session]
    for item in journey.items:
        if item.on_leg is None:
            continue
        leg, margin = item.on_leg.leg, after_arrival(item.on_leg.leg)
        minutes = round(margin.total_seconds() / 60)
        for one in sessions:
            if one.starts_at < item.ends_at and item.starts_at < one.ends_at:
                text = _("“%(title)s” (%(time)s) takes place during this leg.")
            elif item.ends_at <= one.starts_at < item.ends_at + margin:
                text = _("“%(title)s” (%(time)s) starts less than %(minutes)d minutes after the arrival.")
            else:
                continue
            time = f"{weekday_date(one.local_start)}, {clock_time(one.local_start)}"
            yield leg, text % {"title": one.title, "time": time, "minutes": minutes}


def _strangers(journeys: Journeys, journey: Journey) -> Iterator[tuple[Leg, str]]:
    """Yield the first leg of a person who is no traveller of the event any more."""
    first = next((item.on_leg for item in journey.items if item.on_leg), None)
    if first and journey.person.pk not in journeys.travellers:
        yield first.leg, _("On legs, but no longer a traveller of the event.")


def shared_vehicles(legs: Iterable[Leg]) -> list[TravelWarning]:
    """Return a warning for each bus or car that two legs need at the same time. The name identifies the vehicle."""
    own = [leg for leg in legs if leg.takes_place and leg.mode in {Leg.Mode.BUS, Leg.Mode.CAR} and leg.name]
    text = _("%(vehicle)s is also needed for %(leg)s at this time.")
    return [
        TravelWarning(other, text % {"vehicle": other.name, "leg": leg_title(one)}, ())
        for one, other in combinations(own, 2)
        if fold(one.name) == fold(other.name) and one.overlaps(other)
    ]
