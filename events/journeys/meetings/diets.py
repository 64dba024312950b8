"""How many people have which diet. The package that keeps the diets declares its function: this one cannot import it."""

from collections.abc import Callable, Sequence

from events.models import Event

# A diet in words, and how many people have it. Never who.
DietCounts = Sequence[tuple[str, int]]
_sources: list[Callable[[Event], DietCounts]] = []


def declare_source(source: Callable[[Event], DietCounts]) -> None:
    """Take the counts of diets from source."""
    if source not in _sources:
        _sources.append(source)


def counts_of(event: Event) -> list[tuple[str, int]]:
    """Return the counts of diets for event; nothing if no source is declared."""
    return [count for source in _sources for count in source(event)]
