"""What has the name of a traveller and must change when another person replaces them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.models import (
    Event,
    LegTraveller,
    Meeting,
    Nomination,
    Registration,
    RegistrationChange,
    RoomStay,
    TravellerFile,
)
from events.models.journey import Leg

Visa = TravellerFile.Visa
WITH_LETTER = (Visa.LETTER_ISSUED, Visa.APPLIED, Visa.GRANTED, Visa.REFUSED)
WITH_VISA = (Visa.APPLIED, Visa.GRANTED)


@dataclass(frozen=True)
class ReplacedTraveller:
    """A person who was replaced, by whom, and what still has the old name."""

    old: Registration
    successor: Registration
    things: list[str]


def replaced_people(event: Event) -> list[ReplacedTraveller]:
    """Return the people who were replaced, with what has their name. A fixed number of queries."""
    rows = Nomination.objects.filter(registration__event=event, replaces__isnull=False)
    pairs = [
        (row.replaces, row.registration)
        for row in rows.select_related("replaces__person", "registration__person")
        if row.replaces
    ]
    things = things_to_change(event, [old for old, _successor in pairs])
    return [ReplacedTraveller(old, new, things[old.pk]) for old, new in pairs if things.get(old.pk)]


def things_to_change(event: Event, registrations: Collection[Registration]) -> dict[int, list[str]]:
    """Return what has the name of each person: letter, visa, ticket, room, badge, gate list, as far as they exist.

    Only study visits have them. The keys are those of the registrations. Five queries."""
    if event.kind != Event.Kind.STUDY_VISIT or not registrations:
        return {}
    people = [registration.person_id for registration in registrations]
    files = TravellerFile.objects.filter(registration__in=registrations)
    visas = dict(files.values_list("registration", "visa"))
    legs = LegTraveller.objects.filter(leg__event=event, person__in=people).exclude(leg__status=Leg.Status.CANCELLED)
    with_ticket = set(legs.values_list("person", flat=True))
    rooms = RoomStay.objects.filter(hotel__event=event, person__in=people)
    with_room = set(rooms.values_list("person", flat=True))
    confirmed = RegistrationChange.objects.filter(
        registration__in=registrations, to_status=Registration.Status.CONFIRMED
    )
    with_badge = set(confirmed.values_list("registration", flat=True))
    gates = Meeting.objects.filter(session__event=event).exclude(security_list=Meeting.SecurityList.NONE)
    has_gate = gates.exclude(status__in=[Meeting.Status.DECLINED, Meeting.Status.CANCELLED]).exists()
    found = {}
    for registration in registrations:
        visa, person = visas.get(registration.pk, ""), registration.person_id
        was_confirmed = registration.pk in with_badge or registration.status == Registration.Status.CONFIRMED
        things = [
            (_("Letter"), visa in WITH_LETTER),
            (_("Visa"), visa in WITH_VISA),
            (_("Ticket"), person in with_ticket),
            (_("Room"), person in with_room),
            (_("Badge"), was_confirmed),
            (_("Gate list"), was_confirmed and has_gate),
        ]
        found[registration.pk] = [name for name, exists in things if exists]
    return found
