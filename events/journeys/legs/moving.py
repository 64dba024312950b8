"""Move a leg, with what the user chose for everything that depends on it."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.agenda import edits, operations
from events.calendars.leg_text import leg_title
from events.journeys.legs import services
from events.journeys.legs.consequences import LEAVE, SHIFT, LegConsequence, MoveConsequences, consequences
from events.journeys.legs.errors import ConsequencesChangedError, LegsOverlapError
from events.journeys.legs.notify import ChangesByPerson
from events.journeys.states import LEG
from events.models import Event, Leg
from events.planning.leg_rules import overlaps
from events.registration import transitions


@dataclass(frozen=True)
class MovedLegs:
    """What a move has done. people: who were mailed, how many. drafts: the sessions that the next version will move."""

    legs: Sequence[Leg]
    people: int
    drafts: int


@transaction.atomic
def move_leg(
    event: Event,
    pk: int,
    *,
    departs_at: datetime,
    arrives_at: datetime,
    chosen: Mapping[str, str] | None = None,
    by: User | None,
) -> MovedLegs:
    """Move a leg to new times (aware), and do with its consequences what was chosen. Mail the people of the changed legs.

    chosen: SHIFT, LEAVE or KEEP by the key of each consequence; nothing is done to those that are not named. Legs move
    at once. Sessions of a published agenda move in its draft, and the next version tells their people.
    Raise LegTimesError, StepNotAllowedError, ConsequencesChangedError for an unknown key, and LegsOverlapError if
    somebody would be on two legs at once."""
    event = transitions.lock_event(event)
    leg = event.legs.get(pk=pk)
    LEG.target("change", leg.status)
    checked = copy(leg)
    checked.departs_at, checked.arrives_at = departs_at, arrives_at
    services.require_times(checked)
    if (leg.departs_at, leg.arrives_at) == (departs_at, arrives_at):
        return MovedLegs([], 0, 0)
    result, chosen = consequences(event, leg, departs_at, arrives_at), chosen or {}
    if not chosen.keys() <= set(result.keys):
        raise ConsequencesChangedError
    changes, moved, lines = ChangesByPerson(), [leg], []
    before = services.move_row(event, leg, departs_at, arrives_at)
    changes.add(result.people, before, leg)
    lines.append(services.change_line(before, leg))
    for one in result.legs:
        if chosen.get(one.key) == SHIFT:
            moved.append(_shift(event, one, changes, lines))
        elif chosen.get(one.key) == LEAVE:
            _take_off(one, changes, lines)
    _require_no_overlap(event, moved)
    drafts = _shift_sessions(event, result, chosen, by)
    count = changes.mail(event)
    if drafts:
        lines.append(_("Sessions moved in the draft of the agenda: %(count)d") % {"count": drafts})
    history.record(event, history.What.LEGS, [*lines, history.people_notified(count)], by=by)
    return MovedLegs(moved, count, drafts)


def _shift(event: Event, one: LegConsequence, changes: ChangesByPerson, lines: list[str]) -> Leg:
    leg = one.leg
    before = services.move_row(event, leg, one.shifted.departs_at, one.shifted.arrives_at)
    changes.add(one.everybody, before, leg)
    lines.append(services.change_line(before, leg))
    return leg


def _take_off(one: LegConsequence, changes: ChangesByPerson, lines: list[str]) -> None:
    """Take the people off a leg that they would miss. Its other travellers are not told."""
    one.leg.travellers.filter(person__in=one.missing).delete()
    changes.add(one.missing, one.leg, None)
    names = ", ".join(person.full_name for person in one.missing)
    lines.append(_("%(leg)s without %(names)s") % {"leg": leg_title(one.leg), "names": names})


def _require_no_overlap(event: Event, moved: Sequence[Leg]) -> None:
    for person, one, other in overlaps(list(event.legs.taking_place())):
        if one in moved or other in moved:
            raise LegsOverlapError(person, other if one in moved else one)


def _shift_sessions(event: Event, result: MoveConsequences, chosen: Mapping[str, str], by: User | None) -> int:
    """Shift the chosen sessions in the agenda that organisers edit. Return how many wait for the next version."""
    items = [one.item for one in result.sessions if chosen.get(one.key) == SHIFT]
    if not items:
        return 0
    text = _("Shift sessions after the move of %(leg)s") % {"leg": leg_title(result.after)}
    edits.save(event, operations.shift(items, result.minutes), text=text, by=by)
    return 0 if event.status == Event.Status.DRAFT else len(items)
