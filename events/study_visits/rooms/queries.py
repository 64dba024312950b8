"""Queries of hotels and rooms. Each function makes a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from events.models import Event, Hotel, Leg, LegTraveller, RoomStay
from events.study_visits.rooms.nights import city_stays, stay_in
from events.study_visits.travellers import VisitTraveller, travellers_of

# The keys of the questions about food and access in the library of a programme, as for new events.


@dataclass(frozen=True)
class WantedStay:
    """The nights of a person in a hotel by their legs. stay: the room that they have there; None without one."""

    hotel: Hotel
    person: int
    check_in: date
    check_out: date
    stay: RoomStay | None


@dataclass
class RoomRow:
    """A line of the page: a stay, with the nights that the legs give if they differ."""

    stay: RoomStay
    traveller: VisitTraveller | None
    nights: list[bool] = field(default_factory=list)
    by_legs: WantedStay | None = None

    @property
    def differs(self) -> bool:
        """Whether the legs give other nights."""
        wanted = self.by_legs
        if wanted is None:
            return False
        return (wanted.check_in, wanted.check_out) != (self.stay.check_in, self.stay.check_out)


@dataclass
class HotelRooms:
    """A hotel with its rows, the days of its nights, and the number of rooms of each type."""

    hotel: Hotel
    rows: list[RoomRow]
    days: list[date]

    @property
    def counts(self) -> Counter[str]:
        """The rooms of each type. Two people who share have one room."""
        return rooms_by_type(row.stay for row in self.rows)

    @property
    def rooms_on_first_night(self) -> int:
        return rooms_on([row.stay for row in self.rows], self.days[0]) if self.days else 0


def rooms_by_type(stays: Iterable[RoomStay]) -> Counter[str]:
    """Return the number of rooms of each type."""
    counts: Counter[str] = Counter()
    for stay in stays:
        # Of a pair, only the stay with the lower key counts.
        if stay.shares_with_id is None or stay.pk < stay.shares_with_id:
            counts[stay.room_type] += 1
    return counts


def rooms_on(stays: Iterable[RoomStay], night: date) -> int:
    """Return the number of rooms that are used in a night."""
    return sum(rooms_by_type(stay for stay in stays if stay.check_in <= night < stay.check_out).values())


def stays_of(event: Event) -> list[RoomStay]:
    """Return all stays of event, with hotel and person."""
    stays = RoomStay.objects.filter(hotel__event=event)
    return list(stays.select_related("hotel", "person", "shares_with__person").order_by("hotel", "number", "pk"))


def legs_by_person(event: Event) -> dict[int, list[Leg]]:
    """Return the legs of each traveller, in the order of departure. One query."""
    found: defaultdict[int, list[Leg]] = defaultdict(list)
    rows = LegTraveller.objects.filter(leg__event=event).exclude(leg__status=Leg.Status.CANCELLED)
    for row in rows.select_related("leg").order_by("leg__departs_at", "leg"):
        found[row.person_id].append(row.leg)
    return dict(found)


def nights_by_legs(
    event: Event,
    *,
    hotels: list[Hotel] | None = None,
    stays: list[RoomStay] | None = None,
    travellers: dict[int, VisitTraveller] | None = None,
) -> list[WantedStay]:
    """Return the nights that the legs give, for each traveller and city with a hotel."""
    hotels = list(event.hotels.all()) if hotels is None else hotels
    stays = stays_of(event) if stays is None else stays
    legs = legs_by_person(event)
    have = {(stay.person_id, stay.hotel.city.casefold()): stay for stay in stays}
    first_of_city: dict[str, Hotel] = {}
    for hotel in hotels:
        first_of_city.setdefault(hotel.city.casefold(), hotel)
    wanted = []
    for person in travellers_of(event) if travellers is None else travellers:
        nights = city_stays(legs.get(person, []))
        for city, hotel in first_of_city.items():
            if found := stay_in(city, nights):
                stay = have.get((person, city))
                wanted.append(WantedStay(stay.hotel if stay else hotel, person, found.check_in, found.check_out, stay))
    return wanted


def hotels_with_rooms(event: Event, travellers: dict[int, VisitTraveller]) -> tuple[list[HotelRooms], list[WantedStay]]:
    """Return the hotels with their rooms, and the nights by the legs of people who have no room yet."""
    hotels, stays = list(event.hotels.all()), stays_of(event)
    wanted = nights_by_legs(event, hotels=hotels, stays=stays, travellers=travellers)
    by_stay = {one.stay.pk: one for one in wanted if one.stay}
    shown = [
        _rooms_of(hotel, [stay for stay in stays if stay.hotel_id == hotel.pk], travellers, by_stay) for hotel in hotels
    ]
    return shown, [one for one in wanted if one.stay is None]


def _rooms_of(
    hotel: Hotel, stays: list[RoomStay], travellers: dict[int, VisitTraveller], by_stay: dict[int, WantedStay]
) -> HotelRooms:
    days: list[date] = []
    if stays:
        first, last = min(stay.check_in for stay in stays), max(stay.check_out for stay in stays)
        days = [first + timedelta(days=number) for number in range(min((last - first).days, 31))]
    order = {person: place for place, person in enumerate(travellers)}
    stays.sort(key=lambda stay: (order.get(stay.person_id, len(order)), stay.pk))
    rows = [
        RoomRow(
            stay,
            travellers.get(stay.person_id),
            [stay.check_in <= day < stay.check_out for day in days],
            by_stay.get(stay.pk),
        )
        for stay in stays
    ]
    return HotelRooms(hotel, rows, days)
