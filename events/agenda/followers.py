"""What upper packages do when the published agenda changes. They declare it in events/apps.py: this package cannot import
them. The event is locked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from events.agenda.items import Item
from events.mails.context import SessionChange
from events.models import Event, Session


@dataclass(frozen=True)
class AgendaFollower:
    """after_version: for an event whose agenda has a new version. before_removal: for sessions that are deleted. Both
    return how many mails they have queued. readers: the names of those to whom they would mail if items (with the removed
    ones) became the next version."""

    after_version: Callable[[Event], int]
    before_removal: Callable[[list[Session]], int]
    readers: Callable[[Sequence[Item]], list[str]]


@dataclass(frozen=True)
class ChangeFollower:
    """People of an event whom its changed sessions concern, besides the contributors and those who chose a session.

    affected: who would be mailed, with their changes. notify: mails them, and returns how many mails it has queued."""

    affected: Callable[[Event, Sequence[SessionChange]], Mapping[User, Sequence[SessionChange]]]
    notify: Callable[[Event, Mapping[User, Sequence[SessionChange]]], int]


_followers: list[AgendaFollower] = []
_change_followers: list[ChangeFollower] = []


def declare(follower: AgendaFollower) -> None:
    if follower not in _followers:
        _followers.append(follower)


def declare_for_changes(follower: ChangeFollower) -> None:
    if follower not in _change_followers:
        _change_followers.append(follower)


def follow_changes(event: Event, changes: Sequence[SessionChange]) -> int:
    """Notify the people whom these changes concern. Return the number of mails queued."""
    return sum(follower.notify(event, follower.affected(event, changes)) for follower in _change_followers)


def affected_by(event: Event, changes: Sequence[SessionChange]) -> list[tuple[User, Sequence[SessionChange]]]:
    """Return whom follow_changes() would notify, with the changes of each."""
    return [pair for follower in _change_followers for pair in follower.affected(event, changes).items()]


def follow_version(event: Event) -> int:
    """Return the number of mails queued, as follow_removal() does."""
    return sum(follower.after_version(event) for follower in _followers)


def follow_removal(sessions: list[Session]) -> int:
    return sum(follower.before_removal(sessions) for follower in _followers) if sessions else 0


def readers_of(items: Sequence[Item]) -> list[str]:
    """Return the names of those outside the event to whom the publication of items is mailed."""
    return [name for follower in _followers for name in follower.readers(items)]
