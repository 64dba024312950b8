"""Services for hotels and rooms. Each is one transaction that locks the event."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from events.models import Event, Hotel, RoomStay
from events.registration import transitions
from events.study_visits.rooms import errors, queries
from events.study_visits.travellers import travellers_of

Room = RoomStay.RoomType


@transaction.atomic
def save_hotel(event: Event, hotel: Hotel, **fields: str) -> Hotel:
    """Save a new or changed hotel of event."""
    hotel.event = transitions.lock_event(event)
    for name, value in fields.items():
        setattr(hotel, name, value)
    hotel.save()
    return hotel


@transaction.atomic
def delete_hotel(hotel: Hotel) -> None:
    """Delete a hotel. Raise HotelInUseError while people stay there."""
    transitions.lock_event(hotel.event)
    if hotel.stays.exists():
        raise errors.HotelInUseError
    hotel.delete()


@transaction.atomic
def take_nights_from_legs(event: Event) -> int:
    """Create and change the stays so that they agree with the legs; return how many have changed.

    People are put into the first hotel of a city, unless they have a room in another one there. Room types and sharing
    stay. A pair that has no common night any more does not share."""
    event = transitions.lock_event(event)
    changed: list[RoomStay] = []
    for wanted in queries.nights_by_legs(event):
        stay = wanted.stay or RoomStay(hotel=wanted.hotel, person_id=wanted.person)
        if (stay.check_in, stay.check_out) != (wanted.check_in, wanted.check_out):
            stay.check_in, stay.check_out = wanted.check_in, wanted.check_out
            changed.append(stay)
    for stay in changed:
        stay.save()
    _end_impossible_pairs(event)
    return len(changed)


@transaction.atomic
def add_stay(hotel: Hotel, person: int, **fields: Any) -> RoomStay:
    """Give a traveller a room. Raise NoTravellerError."""
    event = transitions.lock_event(hotel.event)
    if person not in travellers_of(event):
        raise errors.NoTravellerError
    stay = RoomStay.objects.filter(hotel=hotel, person=person).first() or RoomStay(hotel=hotel, person_id=person)
    return _save_stay(stay, fields, None)


@transaction.atomic
def edit_stay(stay: RoomStay, *, shares_with: RoomStay | None, **fields: Any) -> RoomStay:
    """Change a stay, and with whom the person shares the room. The other person's row always says the same.

    Raise NotTwinError, NotInHotelError, NoCommonNightError, SingleWantedError and SharedAlreadyError."""
    transitions.lock_event(stay.hotel.event)
    return _save_stay(RoomStay.objects.get(pk=stay.pk), fields, shares_with)


@transaction.atomic
def remove_stay(stay: RoomStay) -> None:
    """Delete a stay. The person who shared the room keeps it."""
    transitions.lock_event(stay.hotel.event)
    stay.delete()


def _save_stay(stay: RoomStay, fields: dict[str, Any], partner: RoomStay | None) -> RoomStay:
    for name, value in fields.items():
        setattr(stay, name, value)
    if partner:
        partner = RoomStay.objects.get(pk=partner.pk)
        _require_pair(stay, partner)
    former = RoomStay.objects.filter(shares_with=stay.pk)
    (former.exclude(pk=partner.pk) if partner else former).update(shares_with=None)
    stay.shares_with = partner
    stay.save()
    if partner:
        RoomStay.objects.filter(pk=partner.pk).update(shares_with=stay)
    return stay


def _require_pair(stay: RoomStay, other: RoomStay) -> None:
    if stay.hotel_id != other.hotel_id or stay.pk == other.pk:
        raise errors.NotInHotelError
    if {stay.room_type, other.room_type} != {Room.TWIN}:
        raise errors.NotTwinError
    if stay.is_single_wanted or other.is_single_wanted:
        raise errors.SingleWantedError
    if not have_common_night(stay, other):
        raise errors.NoCommonNightError
    if other.shares_with_id not in {None, stay.pk}:
        raise errors.SharedAlreadyError


def have_common_night(one: RoomStay, other: RoomStay) -> bool:
    return one.check_in < other.check_out and other.check_in < one.check_out


def _end_impossible_pairs(event: Event) -> None:
    shared: Iterable[RoomStay] = RoomStay.objects.filter(hotel__event=event, shares_with__isnull=False)
    ended = [stay.pk for stay in shared.select_related("shares_with") if not _is_pair(stay)]  # type: ignore[attr-defined]
    RoomStay.objects.filter(pk__in=ended).update(shares_with=None)


def _is_pair(stay: RoomStay) -> bool:
    return stay.shares_with is not None and have_common_night(stay, stay.shares_with)
