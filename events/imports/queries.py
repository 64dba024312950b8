"""What the pages read on which people are added; each function a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from events.imports.services import advances
from events.models import Event, Registration
from events.permissions import Action, programmes_where

MOST_EVENTS = 200
MOST_COPIED = 500  # people on one page; whoever is added drops out of it, so that the next ones come up


@dataclass(frozen=True)
class Candidate:
    """Somebody of another event: how they stand there, and here ("" if not at all)."""

    registration: Registration
    standing_label: str


@dataclass(frozen=True)
class Candidates:
    """Who may be added, up to MOST_COPIED; how many more there are; who is here already."""

    new: list[Candidate]
    more: int
    here: list[Candidate]


def events_to_copy_from(event: Event, user: User) -> list[Event]:
    """Return other events with registrations of programmes in which the user may decide, latest first."""
    mine = Event.objects.filter(programme__in=programmes_where(user, Action.DECIDE_REGISTRATIONS))
    with_people = mine.filter(Exists(Registration.objects.filter(event=OuterRef("pk"))))
    return list(with_people.exclude(pk=event.pk).only("slug", "title", "starts_at")[:MOST_EVENTS])


def candidates(event: Event, source: Event, states: Iterable[str]) -> Candidates:
    """Return who stands in source in one of these states, and whether they are at event already."""
    found = source.registrations.filter(status__in=list(states), merged_into=None, person__is_active=True)
    there = list(found.select_related("person").order_by("person__name", "pk"))
    here = dict(event.registrations.filter(person__in=found.values("person")).values_list("person", "status"))
    new: list[Candidate] = []
    old: list[Candidate] = []
    for registration in there:
        status = here.get(registration.person_id, "")
        # An invited one is not here yet: they may be taken further.
        is_new = not status or advances(Registration(status=status), Registration.Status.PENDING)
        label = str(Registration.Status(status).label) if status else ""
        (new if is_new else old).append(Candidate(registration, label))
    return Candidates(new[:MOST_COPIED], max(len(new) - MOST_COPIED, 0), old)


def chosen(source: Event, states: Iterable[str], keys: Iterable[int]) -> list[User]:
    """Return those of source, in one of these states, who were ticked."""
    found = source.registrations.filter(status__in=list(states), merged_into=None, person__in=list(keys))
    return [registration.person for registration in found.select_related("person").order_by("person__name", "pk")]
