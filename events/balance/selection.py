"""Choose people so that the shares of the participants come close to their targets. A pure function."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

from events.balance.measures import Participant, is_counted, is_in_base

Shares = dict[str, tuple[int, int]]  # by measure: the number of people in the share, and in its base


def first_by_balance(
    candidates: Sequence[tuple[int, Participant]],
    confirmed: Iterable[Participant],
    targets: Mapping[str, int],
    count: int,
) -> list[int]:
    """Return the keys of `count` candidates, in the order in which they are chosen.

    candidates: keys and facts of people, the earliest first. targets: the percentage of each measure.
    Each step takes the person after whom the targets are missed by the least. Among equals it takes the one whose
    country has the fewest people, and then the earliest. The same input always has the same result."""
    queues: dict[Participant, deque[tuple[int, int]]] = defaultdict(deque)  # people with the same facts are equals
    for arrival, (key, person) in enumerate(candidates):
        queues[person].append((arrival, key))
    seated = list(confirmed)
    countries = Counter(person.country for person in seated)
    shares: Shares = dict.fromkeys(targets, (0, 0))
    for person in seated:
        shares = _with(shares, person)
    chosen: list[int] = []
    while queues and len(chosen) < count:
        person = min(
            queues, key=lambda one: (_shortfall(_with(shares, one), targets), countries[one.country], queues[one][0])
        )
        chosen.append(queues[person].popleft()[1])
        if not queues[person]:
            del queues[person]
        shares = _with(shares, person)
        countries[person.country] += 1
    return chosen


def _with(shares: Shares, person: Participant) -> Shares:
    """Return the shares with one person more."""
    return {
        measure: (part + is_counted(measure, person), whole + 1) if is_in_base(measure, person) else (part, whole)
        for measure, (part, whole) in shares.items()
    }


def _shortfall(shares: Shares, targets: Mapping[str, int]) -> int:
    """Return by how much the targets are missed, in hundredths of a person."""
    return sum(max(0, targets[measure] * whole - 100 * part) for measure, (part, whole) in shares.items())
