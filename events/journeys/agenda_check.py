"""Clashes between the items of an agenda and the journeys of its people: legs, hosts and buses.

The editor of the agenda shows them beside its own. Nothing is refused."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models.search import fold
from events.agenda.further_checks import FurtherCheck, TravelTime
from events.agenda.items import Item
from events.agenda.problems import Problem, ProblemKind
from events.calendars.date_formats import clock_time
from events.calendars.leg_text import leg_title
from events.journeys.people import EventTraveller, travellers_of
from events.models import Event, Leg, LegTraveller, Meeting, Session

KINDS = (Event.Kind.EXPERT_MISSION, Event.Kind.STUDY_VISIT)
MOST_NAMED = 3


@dataclass(frozen=True)
class _Stay:
    """An item with its times, from the departure of its bus, and who comes. meeting: None for a plain session."""

    item: Item
    starts_at: datetime
    ends_at: datetime
    people: Mapping[int, str]
    meeting: Meeting | None
    bus_at: datetime | None

    @property
    def title(self) -> str:
        return self.item.row.title

    def shares_people_with(self, other: "_Stay") -> bool:
        """Return whether somebody comes to both. Without known people, those of sessions that are for all."""
        if self.people and other.people:
            return bool(self.people.keys() & other.people.keys())
        return not (self.item.row.is_optional or other.item.row.is_optional)


def _problems(event: Event, items: Sequence[Item]) -> list[Problem]:
    """Return the clashes of a mission or a visit. A fixed number of queries; none for other events."""
    if event.kind not in KINDS:
        return []
    meetings = {meeting.session_id: meeting for meeting in Meeting.objects.filter(session__event=event)}
    stays = list(_stays(items, travellers_of(event), meetings))
    legs = defaultdict[Leg, dict[int, str]](dict)
    for row in _rows(event):
        legs[row.leg][row.person_id] = row.person.full_name
    found = [problem for stay in stays for problem in _on_legs(stay, legs)]
    for one, other in combinations(stays, 2):
        found += _at_one_host(one, other)
        found += _before_the_end(one, other)
    return found


def _stays(
    items: Iterable[Item], travellers: Mapping[int, EventTraveller], meetings: Mapping[int, Meeting]
) -> Iterator[_Stay]:
    for item in items:
        row = item.row
        meeting = meetings.get(item.session.pk) if item.session else None
        is_off = meeting is not None and meeting.status in Meeting.OFF
        if row.starts_at is None or row.ends_at is None or row.kind == Session.Kind.BREAK or is_off:
            continue
        bus_at = row.starts_at - meeting.bus_time if meeting and meeting.bus_time is not None else None
        yield _Stay(item, row.starts_at, row.ends_at, _people_of(item, travellers), meeting, bus_at)


def _people_of(item: Item, travellers: Mapping[int, EventTraveller]) -> dict[int, str]:
    """Return the names of the travellers and contributors who come, by the key of the person."""
    key, named = item.session.pk if item.session else 0, {one.person_id for one in item.contributors}
    found = {
        one.person.pk: one.person.full_name
        for one in travellers.values()
        if one.attends(key, is_optional=item.row.is_optional) or one.person.pk in named
    }
    return found | {one.person_id: one.name for one in item.contributors if one.person_id}


def _on_legs(stay: _Stay, legs: Mapping[Leg, Mapping[int, str]]) -> Iterator[Problem]:
    """Yield the legs on which people are when they should be at an item, or on its bus."""
    begins = stay.bus_at or stay.starts_at
    for leg, people in legs.items():
        names = [name for key, name in people.items() if key in stay.people]
        if names and leg.departs_at < stay.ends_at and begins < leg.arrives_at:
            shown = _("all travellers") if set(stay.people) <= set(people) else _few(names)
            values = {"people": shown, "leg": leg_title(leg), "title": stay.title, "when": _when(stay)}
            text = _("“%(title)s”, %(when)s: on “%(leg)s” at that time: %(people)s.") % values
            yield Problem(ProblemKind.TRAVEL, (stay.item.key,), leg.name or str(leg.get_mode_display()), text)


def _at_one_host(one: _Stay, other: _Stay) -> Iterator[Problem]:
    """Yield each pair of visits to the same host at the same time. The institution or the address identifies the host."""
    if (
        one.meeting is None
        or other.meeting is None
        or not (one.starts_at < other.ends_at and other.starts_at < one.ends_at)
    ):
        return
    names = (fold(one.meeting.institution), fold(one.meeting.contact_email))
    others = (fold(other.meeting.institution), fold(other.meeting.contact_email))
    if any(mine and mine == theirs for mine, theirs in zip(names, others, strict=True)):
        host = one.meeting.institution or one.meeting.contact_email
        text = _("%(host)s has two visits at once: “%(first)s” and “%(second)s”, %(when)s.")
        values = {"host": host, "first": one.title, "second": other.title, "when": _when(other)}
        yield Problem(ProblemKind.HOST, (one.item.key, other.item.key), host, text % values)


def _before_the_end(one: _Stay, other: _Stay) -> Iterator[Problem]:
    """Yield each bus that leaves while its people are still at another item. Items that overlap are reported elsewhere."""
    first, second = sorted((one, other), key=lambda stay: stay.starts_at)
    bus_at = second.bus_at
    if bus_at and bus_at < first.ends_at <= second.starts_at and first.shares_people_with(second):
        zone = second.item.row.zone
        values = {
            "title": second.title,
            "bus": clock_time(bus_at.astimezone(zone)),
            "other": first.title,
            "end": clock_time(first.ends_at.astimezone(zone)),
        }
        text = _("The bus to “%(title)s” leaves at %(bus)s, before “%(other)s” ends at %(end)s.") % values
        yield Problem(ProblemKind.BUS, (second.item.key, first.item.key), _("bus at %(bus)s") % values, text)


def _when(stay: _Stay) -> str:
    start, end = (at.astimezone(stay.item.row.zone) for at in (stay.starts_at, stay.ends_at))
    return f"{date_format(start, 'D j M')}, {clock_time(start)}–{clock_time(end)}"


def _few(names: Sequence[str]) -> str:
    """Return some names, and how many more there are."""
    shown, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    return ", ".join(shown) + (" " + _("and %(count)d more") % {"count": more} if more > 0 else "")


def _travel(event: Event) -> list[TravelTime]:
    """Return when the people of a mission or a visit travel. One query; none for other events."""
    if event.kind not in KINDS:
        return []
    return [
        TravelTime(row.person_id, row.person.full_name, row.leg.departs_at, row.leg.arrives_at, leg_title(row.leg))
        for row in _rows(event)
    ]


def _rows(event: Event) -> Iterable[LegTraveller]:
    rows = LegTraveller.objects.filter(leg__event=event).exclude(leg__status=Leg.Status.CANCELLED)
    return rows.select_related("leg", "person").order_by("leg__departs_at", "leg", "pk")


CHECK = FurtherCheck(problems=_problems, travel=_travel)
