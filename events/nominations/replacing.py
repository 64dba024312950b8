"""What has the name of a nominee, and must change when another person replaces them.

The packages above know it: events/apps.py declares their function."""

from collections.abc import Callable, Collection

from events.models import Event, Registration

Things = Callable[[Event, Collection[Registration]], dict[int, list[str]]]
_functions: list[Things] = []


def declare_things(function: Things) -> None:
    """Add a function that returns the things in words by the key of the registration, in a fixed number of queries."""
    if function not in _functions:
        _functions.append(function)


def things_to_change(event: Event, registrations: Collection[Registration]) -> dict[int, list[str]]:
    """Return the things that have the name of each person, by the key of the registration."""
    found: dict[int, list[str]] = {}
    for function in _functions:
        for key, things in function(event, registrations).items():
            found.setdefault(key, []).extend(things)
    return found
