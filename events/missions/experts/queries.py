"""The experts of a mission, and whom the team can propose. Each function runs a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from events.calendars.dates import short_text
from events.contributors.availability import PersonAvailability, unavailable_on
from events.experts.queries import ExpertRow, ExpertSearch, find_experts
from events.missions.experts.states import ASSIGNMENT
from events.models import Assignment, Declaration, Event, Mission
from events.spoken_languages import language_names

Status, Role = Assignment.Status, Assignment.Role


@dataclass(frozen=True)
class AssignmentRow:
    """An expert of the mission with what the team sees. The texts of the declaration are not here: a manager reads them.

    clashes: what the expert does elsewhere in the days of the mission, in words. away: the days on which they cannot come."""

    assignment: Assignment
    declaration: Declaration | None
    clashes: Sequence[str] = ()
    away: Sequence[tuple[date, date]] = ()

    @property
    def languages(self) -> list[str]:
        return language_names(self.assignment.expert.language_codes)

    @property
    def has_signed(self) -> bool:
        return self.assignment.terms_id is not None

    @property
    def steps(self) -> list[str]:
        """The steps that the team can take now."""
        return ASSIGNMENT.steps_from(self.assignment.status)


@dataclass(frozen=True)
class Proposal:
    """An entry of the directory that can be proposed. assignment: if it is in the list of the mission already."""

    row: ExpertRow
    assignment: Assignment | None = None
    clashes: Sequence[str] = ()
    away: Sequence[tuple[date, date]] = ()
    last_mission: Assignment | None = None

    @property
    def languages(self) -> list[str]:
        return language_names(self.row.expert.language_codes)


@dataclass
class Flow:
    """How many experts have got how far."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        return sum(count for status, count in self.counts.items() if status != Status.PROPOSED)

    @property
    def answered(self) -> int:
        return self.asked - self.counts[Status.ASKED]

    @property
    def available(self) -> int:
        return self.answered - self.counts[Status.NOT_AVAILABLE]

    @property
    def selected(self) -> int:
        return sum(self.counts[status] for status in Assignment.ON_MISSION)

    @property
    def waiting(self) -> int:
        """Those who would be told that others were selected."""
        return self.counts[Status.ASKED] + self.counts[Status.AVAILABLE]


def assignment_rows(mission: Mission) -> list[AssignmentRow]:
    """Return the experts of a mission by role, the lead first. At most five queries."""
    found = list(
        Assignment.objects.filter(mission__event=mission.event)
        .select_related("expert__person", "expert__country", "declaration__reviewed_by", "terms")
        .defer(*(f"declaration__{name}" for name in ("employment", "consulting", "investments", "research", "family")))
        .order_by("pk")
    )
    for one in found:
        one.mission = mission
    busy = _busy(mission, [one.expert.person_id for one in found])
    found.sort(key=lambda one: (one.role_rank, one.status == Status.RELEASED, one.pk))
    return [
        AssignmentRow(
            one,
            getattr(one, "declaration", None),
            busy.clashes.get(one.expert.person_id or 0, ()),
            busy.away.get(one.expert.person_id or 0, ()),
        )
        for one in found
    ]


def flow_of(rows: Iterable[AssignmentRow]) -> Flow:
    return Flow(Counter(row.assignment.status for row in rows))


def proposals(mission: Mission, search: ExpertSearch) -> list[Proposal]:
    """Return the entries of the directory that match, with what they do in the days of the mission. At most eleven
    queries."""
    rows = find_experts(mission.event.programme, search)
    known = {one.expert_id: one for one in Assignment.objects.filter(mission__event=mission.event)}
    busy = _busy(mission, [row.expert.person_id for row in rows])
    last = _last_missions(mission, [row.expert.pk for row in rows])
    found = [
        Proposal(
            row,
            known.get(row.expert.pk),
            busy.clashes.get(row.expert.person_id or 0, ()),
            busy.away.get(row.expert.person_id or 0, ()),
            last.get(row.expert.pk),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: bool(one.clashes or one.away))  # those who are free come first


@dataclass
class _Busy:
    clashes: dict[int, list[str]] = field(default_factory=dict)
    away: dict[int, list[tuple[date, date]]] = field(default_factory=dict)


def _busy(mission: Mission, people: Iterable[int | None]) -> _Busy:
    """Return what people do in the days of the mission: sessions and missions elsewhere, and days when they cannot come."""
    event, keys = mission.event, [key for key in people if key]
    if not keys or event.starts_at is None or event.ends_at is None:
        return _Busy()
    found = _Busy()
    for key, availability in unavailable_on(event, keys).items():
        found.away[key] = _days_within(availability, event)
        found.clashes[key] = list(
            dict.fromkeys(
                _event_line(session.event) for session in availability.sessions if session.event_id != event.pk
            )
        )
    others = Assignment.objects.filter(
        expert__person__in=keys,
        status__in=[Status.SELECTED, Status.AGREED],
        mission__event__starts_at__lt=event.ends_at,
        mission__event__ends_at__gt=event.starts_at,
        mission__event__status__in=[Event.Status.DRAFT, Event.Status.PUBLISHED],
    ).exclude(mission__event=mission.event_id)
    for other in others.select_related("mission__event", "expert"):
        lines = found.clashes.setdefault(other.expert.person_id or 0, [])
        if (line := _event_line(other.mission.event)) not in lines:
            lines.append(line)
    return found


def _days_within(availability: PersonAvailability, event: Event) -> list[tuple[date, date]]:
    if event.local_starts_at is None or event.local_ends_at is None:
        return []
    first, last = event.local_starts_at.date(), event.local_ends_at.date()
    return [(start, end) for start, end in availability.days if start <= last and end >= first]


def _event_line(event: Event) -> str:
    return f"{event.title}, {short_text(event)}"


def _last_missions(mission: Mission, experts: Sequence[int]) -> dict[int, Assignment]:
    """Return the latest other mission of each expert. One query."""
    rows = Assignment.objects.filter(expert__in=experts, status__in=Assignment.ON_MISSION).exclude(
        mission__event=mission.event_id
    )
    rows = rows.select_related("mission__event").order_by("mission__event__starts_at", "pk")
    return {row.expert_id: row for row in rows}
