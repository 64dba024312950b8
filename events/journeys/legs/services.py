"""Add, change, move and cancel legs. Each function is one transaction that locks the row of the event.

Nobody is ever on two legs at once. A change is told only to the people on the leg, before and after it."""

from collections.abc import Collection, Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events import history
from events.calendars.leg_text import leg_times, leg_title
from events.journeys.errors import StepNotAllowedError
from events.journeys.legs.errors import LegsOverlapError, LegTimesError, NotTravellingError
from events.journeys.legs.notify import ChangesByPerson
from events.journeys.people import travellers_of
from events.journeys.states import LEG
from events.models import Event, Leg, LegTraveller
from events.planning.leg_rules import overlaps
from events.registration import transitions

FIELDS = (
    "mode",
    "carrier",
    "number",
    "from_city",
    "from_stop",
    "from_timezone",
    "departs_at",
    "to_city",
    "to_stop",
    "to_timezone",
    "arrives_at",
    "booking",
    "meeting_point",
    "meeting_minutes",
    "note",
)


@transaction.atomic
def add_leg(
    event: Event,
    people: Collection[User] = (),
    *,
    by: User | None,
    seats: Mapping[int, str] | None = None,
    notify: bool = False,
    **values: Any,
) -> Leg:
    """Add a leg with its travellers, and return it. values: those of FIELDS, and perhaps its status.

    seats: by the key of the person. notify: mail the travellers. Raise LegTimesError, LegsOverlapError and
    NotTravellingError."""
    event = transitions.lock_event(event)
    leg = Leg(event=event, **values)
    require_times(leg)
    leg.save()
    changes = ChangesByPerson()
    _set_people(event, leg, people, seats or {})
    _require_no_overlap(event, leg)
    if notify:
        changes.add(people, None, leg)
    history.record(
        event, history.What.LEGS, [f"+ {_summary(leg)}", history.people_notified(changes.mail(event))], by=by
    )
    return leg


@transaction.atomic
def change_leg(
    event: Event,
    pk: int,
    people: Collection[User] | None = None,
    *,
    by: User | None,
    seats: Mapping[int, str] | None = None,
    notify: bool = True,
    **values: Any,
) -> int:
    """Give a leg new values, and perhaps other travellers. Return the number of people who were mailed.

    values: of FIELDS. people: None keeps the travellers. notify: False for a correction that nobody needs to know.
    Raise what add_leg() raises, and StepNotAllowedError for a leg that is done or cancelled."""
    event = transitions.lock_event(event)
    leg = event.legs.get(pk=pk)
    LEG.target("change", leg.status)
    before, old_people = copy(leg), _people_of(leg)
    for name, value in values.items():
        setattr(leg, name, value)
    changed = [name for name in FIELDS if getattr(before, name) != getattr(leg, name)]
    require_times(leg)
    changes = ChangesByPerson()
    if changed:
        _save_change(leg, before, changed, is_told=notify)
    if people is not None:
        _set_people(event, leg, people, seats or {})
    _require_no_overlap(event, leg)
    if notify:
        now_people = set(_people_of(leg))
        changes.add([person for person in now_people if person not in old_people], None, leg)
        changes.add([person for person in old_people if person not in now_people], before, None)
        if changed:
            changes.add([person for person in old_people if person in now_people], before, leg)
    count = changes.mail(event)
    history.record(event, history.What.LEGS, [change_line(before, leg), history.people_notified(count)], by=by)
    return count


@transaction.atomic
def step(event: Event, pk: int, name: str, *, by: User | None) -> int:
    """Take a step of the table LEG, such as "book" or "cancel". Return the number of people who were mailed.

    A cancelled leg is told to its travellers. Raise StepNotAllowedError, also for a leg that is done before its departure,
    and LegsOverlapError if a leg that is planned again overlaps another one."""
    event = transitions.lock_event(event)
    leg = event.legs.get(pk=pk)
    if name == "finish" and leg.departs_at > now():
        raise StepNotAllowedError
    before = copy(leg)
    leg.status = LEG.target(name, leg.status)
    is_in_calendars = before.takes_place != leg.takes_place
    if is_in_calendars:
        leg.revise()
    leg.save(update_fields=["status", "sequence", "revised_at"])
    changes = ChangesByPerson()
    if is_in_calendars:
        _require_no_overlap(event, leg)
        changes.add(_people_of(leg), before if leg.status == Leg.Status.CANCELLED else None, leg)
    count = changes.mail(event)
    label = Leg._meta.get_field("status").verbose_name  # type: ignore[union-attr]  # no reverse relation
    line = history.describe_change(label, before.get_status_display(), leg.get_status_display())
    history.record(event, history.What.LEGS, [_summary(leg), line, history.people_notified(count)], by=by)
    return count


def move_row(event: Event, leg: Leg, departs_at: datetime, arrives_at: datetime) -> Leg:
    """Give a leg of a locked event new times, and return it as it was. The caller checks overlaps, and tells people.

    Raise LegTimesError, and StepNotAllowedError for a leg that is done or cancelled."""
    before = copy(leg)
    leg.departs_at, leg.arrives_at = departs_at, arrives_at
    require_times(leg)
    _save_change(leg, before, ["departs_at", "arrives_at"], is_told=True)
    return before


def require_times(leg: Leg) -> None:
    """Raise LegTimesError unless the arrival is after the departure, as moments."""
    if leg.arrives_at <= leg.departs_at:
        raise LegTimesError


def _save_change(leg: Leg, before: Leg, changed: Collection[str], *, is_told: bool) -> None:
    """Save the changed fields of a leg, and revise its calendar entry. Travellers see the old times beside the new ones."""
    if is_told:
        leg.status = LEG.target("change", leg.status)
        if {"departs_at", "arrives_at"} & set(changed):
            leg.was_departs_at, leg.was_arrives_at = before.departs_at, before.arrives_at
    leg.revise()
    names = ["status", "was_departs_at", "was_arrives_at", "sequence", "revised_at"]
    leg.save(update_fields=[*changed, *names])


def _people_of(leg: Leg) -> list[User]:
    return [row.person for row in leg.travellers.select_related("person")]


def _set_people(event: Event, leg: Leg, people: Collection[User], seats: Mapping[int, str]) -> None:
    """Set the travellers of a leg. Somebody who is on it already may stay without being a traveller of the event."""
    known = {row.person_id: row for row in leg.travellers.all()}
    wanted = {person.pk: person for person in people}
    added = [person for key, person in wanted.items() if key not in known]
    if added and not {person.pk for person in added} <= travellers_of(event).keys():
        raise NotTravellingError
    leg.travellers.exclude(person__in=wanted).delete()
    LegTraveller.objects.bulk_create(
        LegTraveller(leg=leg, person=person, seat=seats.get(person.pk, "")) for person in added
    )
    changed = [row for key, row in known.items() if key in wanted and key in seats and row.seat != seats[key]]
    for row in changed:
        row.seat = seats[row.person_id]
    LegTraveller.objects.bulk_update(changed, ["seat"])


def _require_no_overlap(event: Event, leg: Leg) -> None:
    """Raise LegsOverlapError if somebody is on this leg of a locked event and on another one at once.

    An overlap of two other legs does not refuse a change of this one."""
    for person, one, other in overlaps(list(event.legs.taking_place())):
        if leg in (one, other):
            raise LegsOverlapError(person, other if one == leg else one)


def change_line(before: Leg, leg: Leg) -> str:
    """Return a line of the history about a changed leg."""
    if leg_times(before) == leg_times(leg):
        return _summary(leg)
    return history.describe_change(leg_title(leg), leg_times(before), leg_times(leg))


def _summary(leg: Leg) -> str:
    return f"{leg_title(leg)}: {leg_times(leg)}"
