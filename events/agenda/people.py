"""The people whom the line for one session names."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models.search import fold
from events.experts.queries import matching, visible_experts
from events.models import Contributor, Event, Expert


def known_people(event: Event, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return the values of contributors with these names. A name that one expert of the programme has is that expert.

    A part of a name is enough: "+Rao" is Anjali Rao, if the directory has no other expert with that name."""
    names, found = list(names), []
    experts = _candidates(event, names)
    for name in names:
        wanted = set(fold(name).split())
        entries = [expert for expert in experts if wanted <= set(fold(expert.name).split())]
        known = entries[0] if len(entries) == 1 else None
        found.append(
            {
                "role": Contributor.Role.SPEAKER.value,
                "name": known.name if known else name[:150],
                "affiliation": known.affiliation if known else "",
                "person_id": known.person_id if known else None,
            }
        )
    return found


def _candidates(event: Event, names: Sequence[str]) -> list[Expert]:
    """Return the experts of the programme whom the search finds for one of the names. One query."""
    found = Expert.objects.none()
    for name in names:
        found |= matching(visible_experts(event.programme), name)
    return list(found.order_by("pk"))
