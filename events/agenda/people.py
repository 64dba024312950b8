"""The people whom the line for one session names."""

from collections.abc import Iterable
from typing import Any

from accounts.models.search import fold, matches_words
from events.models import Contributor, Event


def known_people(event: Event, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return the values of contributors with these names. A name that one person of the programme has is that person.

    A part of a name is enough: "+Rao" is Anjali Rao, if no other contributor of the programme has that name."""
    found = []
    for name in names:
        rows = _matching(event, name)
        people = {(row.person_id, fold(row.name)): row for row in rows}
        known = next(iter(people.values())) if len(people) == 1 else None
        found.append(
            {
                "role": Contributor.Role.SPEAKER.value,
                "name": known.name if known else name[:150],
                "affiliation": known.affiliation if known else "",
                "person_id": known.person_id if known else None,
            }
        )
    return found


def _matching(event: Event, name: str) -> list[Contributor]:
    condition = matches_words(["search_text"], name)
    if condition is None:
        return []
    wanted = set(fold(name).split())
    rows = Contributor.objects.filter(condition, session__event__programme=event.programme_id).order_by("-pk")[:200]
    return [row for row in rows if wanted <= set(fold(row.name).split())]
