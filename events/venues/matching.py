"""Find a venue by what a person types, and venues that are probably the same."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import combinations

from accounts.models.search import compact, fold
from events.models import Venue


def venues_like(venues: Iterable[Venue], text: str) -> list[Venue]:
    """Return the venues that text means, in their order: by the whole text, else by the name, else by an old name."""
    wanted = compact(text)
    if not wanted:
        return []
    venues = list(venues)
    for keys in (_whole_keys, _name_keys, _old_keys):
        found = [venue for venue in venues if wanted in keys(venue)]
        if found:
            return found
    return []


def venues_with_words(venues: Iterable[Venue], text: str) -> list[Venue]:
    """Return the venues with a word of their name or place for each word of text, which may be its beginning."""
    wanted = fold(text).split()
    return [venue for venue in venues if wanted and all(map(partial(_has_word, fold(str(venue)).split()), wanted))]


def _has_word(words: list[str], beginning: str) -> bool:
    return any(word.startswith(beginning) for word in words)


def _whole_keys(venue: Venue) -> set[str]:
    return {compact(str(venue)), compact(f"{venue.name}{venue.city}")}


def _name_keys(venue: Venue) -> set[str]:
    return {compact(venue.name or venue.city)}


def _old_keys(venue: Venue) -> set[str]:
    return {compact(name) for name in venue.other_names.splitlines()}


def possible_duplicates(venues: Iterable[Venue], apart: Iterable[tuple[int, int]]) -> list[tuple[Venue, Venue]]:
    """Return the pairs of venues that are probably one. apart: the keys of pairs that a person has looked at.

    Two venues are one if their names are equal without the city, and their cities are equal or one is not known."""
    by_name = defaultdict(list)
    for venue in venues:
        by_name[_core_name(venue)].append(venue)
    known = {frozenset(pair) for pair in apart}
    return [
        (one, other)
        for group in by_name.values()
        for one, other in combinations(group, 2)
        if _may_share_city(one, other) and frozenset((one.pk, other.pk)) not in known
    ]


def _core_name(venue: Venue) -> str:
    """Return the folded name without the city: "Sample Institute Hanoi" and "Sample Institute" in Hà Nội are equal."""
    name, city = compact(venue.name), compact(venue.city)
    return name.replace(city, "") or name if city else name


def _may_share_city(one: Venue, other: Venue) -> bool:
    cities, countries = {compact(one.city), compact(other.city)} - {""}, {one.country_id, other.country_id} - {None}
    return len(cities) < 2 and len(countries) < 2
