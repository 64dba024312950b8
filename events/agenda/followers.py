"""What upper packages do when the published agenda changes. They declare it in events/apps.py: this package cannot import
them. The event is locked."""

from collections.abc import Callable

from events.models import Event, Session

type Follower = Callable[[Event], object]
type RemovalFollower = Callable[[list[Session]], object]

_after_version: list[Follower] = []
_before_removal: list[RemovalFollower] = []


def declare(*, after_version: Follower, before_removal: RemovalFollower) -> None:
    """Call after_version with an event whose agenda has a new version, and before_removal with sessions that go."""
    if after_version not in _after_version:
        _after_version.append(after_version)
        _before_removal.append(before_removal)


def follow_version(event: Event) -> None:
    for follower in _after_version:
        follower(event)


def follow_removal(sessions: list[Session]) -> None:
    if sessions:
        for follower in _before_removal:
            follower(sessions)
