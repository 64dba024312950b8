"""Which people have privileges that others at their mailbox must not get? Packages above declare them."""

from collections.abc import Callable, Collection

from accounts.models import User

Check = Callable[[Collection[int]], set[int]]

_checks: list[Check] = []


def declare_privileges(check: Check) -> None:
    """Add a check, which returns those of some keys of people who have privileges."""
    if check not in _checks:
        _checks.append(check)


def privileged_among(people: Collection[User]) -> set[int]:
    """Return the keys of those people who are administrators or have a declared privilege."""
    keys = [person.pk for person in people]
    administrators = {person.pk for person in people if person.is_staff or person.is_superuser}
    return administrators.union(*(check(keys) for check in _checks)) if keys else set()
