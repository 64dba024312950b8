"""The checks by which registrations can be filtered: what the team should look at before it decides.

The signs beside the names in the table show the same."""

from collections.abc import Collection

from events.duplicates.queries import PairKey, similar_pairs
from events.models import Event
from events.participants.registration_filter import PersonCheck
from events.registration.date_clashes import date_clashes
from notifications.models import BouncedAddress


def found_by(check: PersonCheck, event: Event, pairs: Collection[PairKey] | None = None) -> frozenset[int]:
    """Return the keys of the registrations of event that the check finds.

    pairs: the possible duplicates of event, from a caller that has read them. Otherwise they are read if needed."""
    match check:
        case PersonCheck.DUPLICATE:
            return frozenset(key for pair in (similar_pairs(event) if pairs is None else pairs) for key in pair)
        case PersonCheck.CLASH:
            return _clashing(event)
        case PersonCheck.UNDELIVERED:
            return _undelivered(event)


def _clashing(event: Event) -> frozenset[int]:
    people = dict(event.registrations.active().order_by().values_list("person", "pk"))
    return frozenset(people[person] for person in date_clashes(event, people))


def _undelivered(event: Event) -> frozenset[int]:
    rows = event.registrations.order_by().values_list("person__canonical_email", "pk")
    by_address: dict[str, list[int]] = {}
    for address, key in rows:
        by_address.setdefault(address, []).append(key)
    found = BouncedAddress.objects.filter(address__in=by_address).values_list("address", flat=True)
    return frozenset(key for address in found for key in by_address[address])
