"""Sessions of one event that need the same room, or the same person, at the same time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from django.utils.translation import gettext as _

from accounts.models.search import fold
from events.calendars.dates import moment_range_text
from events.models import Contributor, Event, Session
from events.models.session import ContributorDetails, SessionDetails
from events.unlikely_values import Clash


def sessions_of(event: Event) -> list[Session]:
    sessions = list(event.sessions.select_related("venue"))
    for session in sessions:
        session.event = event
    return sessions


def contributors_of(event: Event) -> list[Contributor]:
    return list(Contributor.objects.filter(session__event=event).not_declined().order_by("pk"))


def find_clashes(sessions: Iterable[Session], contributors: Iterable[Contributor]) -> list[Clash]:
    """Return the clashes between sessions, saved or not. contributors: those of the saved sessions.

    A room is the same if its name and its venue are the same; capital letters and accents do not count. A session without
    a room clashes with no room. Contributors are the same person if they have the same account, or if one of them has no
    account and the names are the same."""
    by_session = defaultdict(list)
    for contributor in contributors:
        by_session[contributor.session_id].append(contributor)
    found = []
    timed = sorted(
        (one for one in sessions if one.starts_at and one.ends_at), key=lambda one: (one.starts_at, one.pk or 0)
    )
    for first, second in combinations(timed, 2):
        if not first.overlaps(second):
            continue
        names = {"first": first.title, "second": second.title, "when": overlap_text(first, second)}
        if room_of(first) and room_of(first) == room_of(second):
            text = _("“%(first)s” and “%(second)s” are in the same room (%(room)s) at the same time: %(when)s.")
            found.append(Clash(text % {**names, "room": first.room.strip()}))
        for name in same_people(by_session[first.pk], by_session[second.pk]):
            text = _("%(person)s has a task in “%(first)s” and in “%(second)s” at the same time: %(when)s.")
            found.append(Clash(text % {**names, "person": name}))
    return found


def room_of(session: SessionDetails) -> tuple[int | None, str] | None:
    """Return the key of the room; None without a room."""
    room = fold(session.room)
    return (session.venue_id, room) if room else None


def same_people(first: Sequence[ContributorDetails], second: Sequence[ContributorDetails]) -> list[str]:
    """Return the names of the people who are in both lists."""
    return sorted({one.name for one in first for other in second if is_same_person(one, other)})


def is_same_person(one: ContributorDetails, other: ContributorDetails) -> bool:
    if one.person_id and other.person_id:
        return one.person_id == other.person_id
    return fold(one.name) == fold(other.name)


def overlap_text(first: SessionDetails, second: SessionDetails) -> str:
    """Return the time that two sessions share, on the clocks of the first."""
    assert first.starts_at and first.ends_at  # noqa: S101, PT018 (for the type checker: they overlap)
    assert second.starts_at and second.ends_at  # noqa: S101, PT018 (same reason)
    start, end = max(first.starts_at, second.starts_at), min(first.ends_at, second.ends_at)
    return moment_range_text(start, end, first.zone)
