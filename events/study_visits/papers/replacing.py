"""What has the name of a traveller and must change when another person replaces them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

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


class NamedThing(TextChoices):
    """What can have the name of a traveller."""

    LETTER = "letter", _("Letter")
    VISA = "visa", _("Visa")
    TICKET = "ticket", _("Ticket")
    ROOM = "room", _("Room")
    BADGE = "badge", _("Badge")
    GATE_LIST = "gate_list", _("Gate list")


@dataclass(frozen=True)
class ReplacedTraveller:
    """A person who was replaced, by whom, and what has or had the old name. changed: what the team has changed."""

    old: Registration
    successor: Registration
    things: list[NamedThing]
    changed: list[str]

    @property
    def is_open(self) -> bool:
        return not set(self.things) <= set(self.changed)

    @property
    def boxes(self) -> list[tuple[NamedThing, bool]]:
        """The things, and whether each was changed."""
        return [(thing, thing in self.changed) for thing in self.things]


def replaced_people(event: Event) -> list[ReplacedTraveller]:
    """Return the people who were replaced and whose name something still has. A fixed number of queries."""
    rows = Nomination.objects.filter(registration__event=event, replaces__isnull=False)
    found = list(rows.select_related("replaces__person", "registration__person").order_by("pk"))
    things = _things_of(event, [row.replaces for row in found if row.replaces])
    people = [
        ReplacedTraveller(row.replaces, row.registration, things.get(row.replaces.pk, []), row.changed_things)
        for row in found
        if row.replaces
    ]
    return [one for one in people if one.is_open]


def things_to_change(event: Event, registrations: Collection[Registration]) -> dict[int, list[str]]:
    """Return what has the name of each person, in words, as far as it exists. The keys are those of the registrations.

    Only study visits have such things. Five queries."""
    return {key: [str(thing.label) for thing in things] for key, things in _things_of(event, registrations).items()}


def _things_of(event: Event, registrations: Collection[Registration]) -> dict[int, list[NamedThing]]:
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
            (NamedThing.LETTER, visa in WITH_LETTER),
            (NamedThing.VISA, visa in WITH_VISA),
            (NamedThing.TICKET, person in with_ticket),
            (NamedThing.ROOM, person in with_room),
            (NamedThing.BADGE, was_confirmed),
            (NamedThing.GATE_LIST, was_confirmed and has_gate),
        ]
        found[registration.pk] = [thing for thing, exists in things if exists]
    return found
