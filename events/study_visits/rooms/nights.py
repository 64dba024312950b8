"""The nights of a person in a city, from the legs of their journey. No queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from events.models import Leg


@dataclass(frozen=True)
class CityStay:
    """The first night and the day of departure, by the clocks of the city."""

    city: str
    check_in: date
    check_out: date

    @property
    def nights(self) -> int:
        return (self.check_out - self.check_in).days


def city_stays(legs: Iterable[Leg]) -> list[CityStay]:
    """Return where a person spends the nights, from the arrival of each leg to the departure of the next one.

    A change of means of travel on the same day is no stay. The last leg leads to no stay: nobody knows how long."""
    travelled = [leg for leg in legs if leg.status != Leg.Status.CANCELLED]
    travelled.sort(key=lambda leg: leg.departs_at)
    stays = [
        CityStay(leg.to_city, leg.local_arrival.date(), following.local_departure.date())
        for leg, following in pairwise(travelled)
    ]
    return [stay for stay in stays if stay.nights > 0]


def stay_in(city: str, stays: Sequence[CityStay]) -> CityStay | None:
    """Return the stay in a city; from the first to the last night if there are several. None without one."""
    found = [stay for stay in stays if stay.city.strip().casefold() == city.strip().casefold()]
    if not found:
        return None
    return CityStay(found[0].city, min(one.check_in for one in found), max(one.check_out for one in found))
