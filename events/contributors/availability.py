"""When people cannot take a session: their unavailable days, and their other sessions in all events of a programme."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from events.models import Contributor, Event, Programme, Session, UnavailablePeriod
from events.models.session import SessionDetails


@dataclass
class PersonAvailability:
    """What is known about one person in a period. days: first and last day of each unavailable period, both included.

    sessions: those in which the person has a task that they have not declined, in other events of the programme too."""

    days: list[tuple[date, date]] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    def is_away(self, starts_at: datetime, ends_at: datetime, session: SessionDetails) -> bool:
        """Return whether the person cannot come on a day of this time, on the clocks of session."""
        zone = session.zone
        first = starts_at.astimezone(zone).date()
        last = (ends_at - timedelta(microseconds=1)).astimezone(zone).date()  # midnight belongs to the day before
        return any(start <= last and end >= first for start, end in self.days)

    def sessions_during(self, starts_at: datetime, ends_at: datetime, apart_from: int | None = None) -> list[Session]:
        """Return the sessions of the person at this time, without the one with the key apart_from."""
        return [
            one
            for one in self.sessions
            if one.pk != apart_from
            and one.starts_at
            and one.ends_at
            and one.starts_at < ends_at
            and one.ends_at > starts_at
        ]


def unavailable(
    programme: Programme | int, people: Collection[int], starts_at: datetime, ends_at: datetime
) -> dict[int, PersonAvailability]:
    """Return when these people (keys of accounts) cannot take a session between starts_at and ends_at, by their key.

    People without an entry in the directory have no unavailable days. Each person of `people` is in the result. Cancelled
    and postponed events, and declined invitations, do not count. Two queries, whatever the number of people."""
    found = unavailable_days(programme, people, starts_at, ends_at)
    if not found:
        return found
    tasks = Contributor.objects.filter(
        Q(session__event__status__in=[Event.Status.DRAFT, Event.Status.PUBLISHED]),
        session__event__programme=programme,
        session__starts_at__lt=ends_at,
        session__ends_at__gt=starts_at,
        person__in=found,
    ).not_declined()
    for task in tasks.select_related("session__event").order_by("session__starts_at", "session__pk"):
        sessions = found[task.person_id].sessions if task.person_id else []
        if task.session not in sessions:
            sessions.append(task.session)
    return found


def unavailable_days(
    programme: Programme | int, people: Collection[int], starts_at: datetime, ends_at: datetime
) -> dict[int, PersonAvailability]:
    """Return the same without the sessions of the people: only the days that they have named. One query."""
    found = {key: PersonAvailability() for key in people}
    if not found:
        return found
    margin = timedelta(days=1)  # the days are those of the place, and a day begins at another moment in each zone
    periods = UnavailablePeriod.objects.filter(
        expert__programme=programme,
        expert__person__in=found,
        starts_on__lte=(ends_at + margin).date(),
        ends_on__gte=(starts_at - margin).date(),
    )
    for person, start, end in periods.order_by("starts_on").values_list("expert__person", "starts_on", "ends_on"):
        found[person].days.append((start, end))
    return found


def unavailable_on(event: Event, people: Collection[int]) -> dict[int, PersonAvailability]:
    """Return the same for the days of an event: nothing for an event without a date."""
    if event.starts_at is None or event.ends_at is None:
        return {key: PersonAvailability() for key in people}
    return unavailable(event.programme_id, people, event.starts_at, max(event.ends_at, event.starts_at))
