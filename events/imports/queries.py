"""Queries of the pages that add people. Each function makes a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from events.imports.services import advances
from events.models import Event, Registration
from events.permissions import Action, programmes_where

MOST_EVENTS = 200
MOST_COPIED = 500  # people on one page; the next people appear after these are added


@dataclass(frozen=True)
class Candidate:
    """A person of another event.

    registration: in the other event. current_status_label: the label of their status in this event, "" if they are not
    registered."""

    registration: Registration
    current_status_label: str


@dataclass(frozen=True)
class Candidates:
    """The people of another event.

    new: the people who can be added, at most MOST_COPIED. more: the number of other people who can be added. existing:
    the people who are already registered for this event."""

    new: list[Candidate]
    more: int
    existing: list[Candidate]


def events_to_copy_from(event: Event, user: User) -> list[Event]:
    """Return the other events with registrations in the programmes where user decides about registrations, newest first."""
    own_events = Event.objects.filter(programme__in=programmes_where(user, Action.DECIDE_REGISTRATIONS))
    with_people = own_events.filter(Exists(Registration.objects.filter(event=OuterRef("pk"))))
    return with_people.exclude(pk=event.pk).only("slug", "title", "starts_at").latest_first(MOST_EVENTS)


def candidates(event: Event, source: Event, statuses: Iterable[str]) -> Candidates:
    """Return the people who have one of the statuses in source, divided by their status in event."""
    registrations = _open_registrations(source, statuses)
    ordered = list(registrations.select_related("person").order_by("person__name", "pk"))
    current = dict(
        event.registrations.filter(person__in=registrations.values("person")).values_list("person", "status")
    )
    new: list[Candidate] = []
    existing: list[Candidate] = []
    for registration in ordered:
        status = current.get(registration.person_id, "")
        # An invited person can get another status.
        is_new = not status or advances(Registration(status=status), Registration.Status.PENDING)
        label = str(Registration.Status(status).label) if status else ""
        (new if is_new else existing).append(Candidate(registration, label))
    return Candidates(new[:MOST_COPIED], max(len(new) - MOST_COPIED, 0), existing)


def chosen_people(source: Event, statuses: Iterable[str], keys: Iterable[int]) -> list[User]:
    """Return the people with these primary keys who have one of the statuses in source."""
    registrations = _open_registrations(source, statuses).filter(person__in=list(keys))
    return [
        registration.person for registration in registrations.select_related("person").order_by("person__name", "pk")
    ]


def _open_registrations(source: Event, statuses: Iterable[str]) -> QuerySet[Registration]:
    """Return the registrations of people who can be added elsewhere: not of closed accounts and of people who leave."""
    return source.registrations.filter(
        status__in=list(statuses), merged_into=None, person__is_active=True, person__erase_at=None
    )
