"""Whom upper packages tell of a change of an event, beside the people of notices.py: hosts and institutions.

They declare it in events/apps.py: this package cannot import them. The event is locked. A change that is undone before its
notice is sent tells nobody."""

from collections.abc import Callable
from dataclasses import dataclass

from events.models import Event, PendingUpdate


@dataclass(frozen=True)
class UpdateFollower:
    """called_off: for an event that is cancelled or postponed, with the reason. moved: for a published event with other
    days, at another place, or that was called off before; with its state before. Both return how many mails they have
    queued. readers: how many would be told if the event was called off now. published: for a draft that is published."""

    called_off: Callable[[Event, str], int]
    moved: Callable[[Event, PendingUpdate], int]
    readers: Callable[[Event], int]
    published: Callable[[Event], int] = lambda _event: 0


_followers: list[UpdateFollower] = []


def declare(follower: UpdateFollower) -> None:
    if follower not in _followers:
        _followers.append(follower)


def call_off(event: Event, reason: str) -> int:
    return sum(follower.called_off(event, reason) for follower in _followers)


def move(event: Event, before: PendingUpdate) -> int:
    return sum(follower.moved(event, before) for follower in _followers)


def publish(event: Event) -> int:
    return sum(follower.published(event) for follower in _followers)


def count_readers(event: Event) -> int:
    return sum(follower.readers(event) for follower in _followers)
