"""What a reader sees if no event, or only few, match the filters: the same search with one filter less."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from events.public.event_list.filters import ListFilters
from events.public.queries import filtered

MOST = 3


@dataclass(frozen=True)
class CloseMatch:
    """A similar search that finds events, for a reader whose search finds none.

    text: how many events it finds, and what is different in it."""

    text: str
    address: str


def close_matches(filters: ListFilters) -> list[CloseMatch]:
    """Return searches that find something, at most three. One query for each filter that is set, and one more."""
    found = []
    if filters.values.get("when") != "all" and (past := past_match(filters)):
        found.append(past)
    for link in filters.applied:
        if count := filtered({**filters.form.cleaned_data, link.key: ""}).count():
            text = ngettext("{count} event without “{filter}”", "{count} events without “{filter}”", count)
            found.append(CloseMatch(text.format(count=count, filter=link.label), link.address))
    return found[:MOST]


def past_match(filters: ListFilters) -> CloseMatch | None:
    """Return the past events that match the same filters; None without any. One query."""
    if filters.values.get("when") == "past":
        return None
    count = filtered({**filters.form.cleaned_data, "when": "past"}).count()
    text = ngettext("{count} past event also matches", "{count} past events also match", count)
    address = next(link.address for link in filters.when if link.key == "past")
    return CloseMatch(text.format(count=count), address) if count else None
