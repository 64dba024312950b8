"""The list of rooms for one hotel: names as in passports, no email addresses, nothing about health."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.encryption import DecryptionError
from accounts.models import User
from events.models import Hotel, Leg, RoomStay, TravelLook
from events.spreadsheets.writer import Cell
from events.study_visits.rooms.queries import legs_by_person
from events.study_visits.travellers import VisitTraveller
from events.travel import services
from events.travel.details import TravelData
from events.travel.queries import Traveller, travel_data_of


@dataclass(frozen=True)
class GuestLine:
    """A guest on the list. name: as in the passport if it is known. arrives: the last leg before the first night."""

    stay: RoomStay
    name: str
    shares_with: str
    arrives: str


def guest_lines(
    hotel: Hotel, travellers: dict[int, VisitTraveller], *, how: TravelLook.How, by: User
) -> list[GuestLine]:
    """Return the guests of a hotel, and record that the member `by` sees their passport names."""
    stays = list(hotel.stays.select_related("person"))
    order = {person: place for place, person in enumerate(travellers)}
    stays.sort(key=lambda stay: (order.get(stay.person_id, len(order)), stay.pk))
    guests = [travellers[stay.person_id] for stay in stays if stay.person_id in travellers]
    data = {one.person.pk: _travel_data(one) for one in guests}
    looked = [Traveller(one.registration, True, data[one.person.pk]) for one in guests if one.registration]
    services.record_views(looked, how, by=by)
    names = {stay.pk: _name_of(stay, data) for stay in stays}
    legs = legs_by_person(hotel.event)
    return [
        GuestLine(
            stay,
            names[stay.pk],
            names.get(stay.shares_with_id or 0, ""),
            _arrival(stay, hotel, legs.get(stay.person_id, [])),
        )
        for stay in stays
    ]


def headings() -> list[str]:
    return [
        _("Room"),
        _("Guest, as in the passport"),
        _("Type"),
        _("Shares with"),
        _("First night"),
        _("Departure"),
        _("Nights"),
        _("Arrives by"),
        _("Smoking"),
        _("Note"),
    ]


def rows(lines: list[GuestLine]) -> list[list[Cell]]:
    """Return the cells of the list, with the columns of headings()."""
    return [
        [
            line.stay.number,
            line.name,
            str(line.stay.get_room_type_display()),
            line.shares_with,
            line.stay.check_in.isoformat(),
            line.stay.check_out.isoformat(),
            line.stay.nights,
            line.arrives,
            smoking_text(line.stay),
            line.stay.note,
        ]
        for line in lines
    ]


def smoking_text(stay: RoomStay) -> str:
    return _("non-smoking") if stay.is_non_smoking else _("smoking")


def _travel_data(traveller: VisitTraveller) -> TravelData:
    try:
        return travel_data_of(traveller.registration) if traveller.registration else TravelData()
    except DecryptionError:
        return TravelData()


def _name_of(stay: RoomStay, data: dict[int, TravelData]) -> str:
    travel_data = data.get(stay.person_id)
    return (travel_data.passport_name if travel_data else "") or stay.person.full_name


def _arrival(stay: RoomStay, hotel: Hotel, legs: list[Leg]) -> str:
    """Return the leg that brings a person to the city of the hotel on the first day, with its local time."""
    for leg in reversed(legs):
        arrival = leg.local_arrival
        if arrival.date() == stay.check_in and leg.to_city.strip().casefold() == hotel.city.strip().casefold():
            return f"{leg.name} {arrival:%H:%M}".strip()
    return ""
