"""Find resources: words in the search text, and filters. Decision 0040 says why there is one search for both databases."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.http import QueryDict

from accounts.models.search import fold, matches_all, matches_word
from events.library.queries import for_lists
from events.models import AreaOfAction, Country, Event, Programme, Resource
from events.models.event import has_public_word
from events.models.former_slug import with_slugs
from events.models.resource import ResourceQuerySet

LONGEST_TEXT = 100
MOST_TITLES = 5_000  # whose words are suggested
SORTS = ("best", "newest", "title")


def find_resources(text: str) -> ResourceQuerySet:
    """Return the published resources that contain all words of text, the best match first.

    Accents do not matter, and words may be written together. The title, the authors, the summary, the publisher, the
    numbers, the countries, the areas of action and the event are searched."""
    return best_first(Resource.objects.published().filter(matches_text(text) or Q(pk__in=[])), text)


def matches_text(text: str) -> Q | None:
    """Return the condition that a resource contains all words of text. Return None for a text without words."""
    return matches_all(text, _has_word)


def _has_word(word: str) -> Q:
    countries = Country.objects.filter(matches_word("search_text", word), resources=OuterRef("pk"))
    events = Event.objects.listed().filter(has_public_word(word), pk=OuterRef("event"))
    areas = AreaOfAction.objects.filter(matches_word("search_text", word), resources=OuterRef("pk"))
    return (
        matches_word("search_text", word)
        | Q(Exists(events.order_by()))
        | Q(Exists(countries.order_by()))
        | Q(Exists(areas.order_by()))
    )


def best_first(resources: ResourceQuerySet, text: str) -> ResourceQuerySet:
    """Order resources by how well they match: the words as they are in the title, all words in the title, others."""
    words = matches_all(text, lambda word: matches_word("title_text", word))
    if words is None:
        return resources.newest()
    phrase = Q(title_text__contains=fold(text))
    rank = Case(When(phrase, then=2), When(words, then=1), default=0, output_field=IntegerField())
    return resources.annotate(rank=rank).order_by("-rank", F("year").desc(nulls_last=True), "title", "pk")


@dataclass(frozen=True)
class Facet:
    """A filter with the values that the resources have. column: of the value. label: of its name, "" without one.

    chosen: returns the condition for the chosen values."""

    name: str
    column: str
    label: str = ""
    chosen: Callable[[list[str]], Q] = field(kw_only=True)


def _of_countries(values: list[str]) -> Q:
    """Return the condition for countries. A join would count a resource once for each of its countries."""
    return Q(Exists(Resource.countries.through.objects.filter(resource=OuterRef("pk"), country__in=values)))


def _of_programmes(values: list[str]) -> Q:
    return Q(programme__in=with_slugs(Programme.objects.all(), values))


def _of_areas(values: list[str]) -> Q:
    areas = with_slugs(AreaOfAction.objects.all(), values)
    return Q(Exists(Resource.areas.through.objects.filter(resource=OuterRef("pk"), areaofaction__in=areas)))


def _years(values: list[str]) -> Q:
    return Q(year__in=[int(value) for value in values if value.isdecimal() and len(value) < 5])


FACETS = (
    Facet("kind", "kind", chosen=lambda values: Q(kind__in=values)),
    Facet("year", "year", chosen=_years),
    Facet("country", "countries__pk", "countries__name", chosen=_of_countries),
    Facet("area", "areas__slug", "areas__name", chosen=_of_areas),
    Facet("language", "language", chosen=lambda values: Q(language__in=values)),
    Facet("programme", "programme__slug", "programme__name", chosen=_of_programmes),
)


@dataclass(frozen=True)
class Filters:
    """The filters of the list. The address of the page contains them."""

    text: str = ""
    chosen: dict[str, list[str]] = field(default_factory=dict)
    sort: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        chosen = {facet.name: [value for value in query.getlist(facet.name) if value][:20] for facet in FACETS}
        sort = query.get("sort", "")
        text = " ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_TEXT]
        return cls(text, {name: values for name, values in chosen.items() if values}, sort if sort in SORTS else "")

    @property
    def is_active(self) -> bool:
        return bool(self.text or self.chosen)

    def condition(self, *, without: str = "") -> Q:
        """Return the condition of all filters. without: the name of a filter that does not count."""
        condition = matches_text(self.text) or Q()
        for facet in FACETS:
            if facet.name in self.chosen and facet.name != without:
                condition &= facet.chosen(self.chosen[facet.name])
        return condition

    def ordered(self) -> ResourceQuerySet:
        """Return the published resources that match, as a list shows them."""
        rows = Resource.objects.published().filter(self.condition())
        if self.sort == "title":
            rows = rows.order_by("title", "pk")
        elif self.sort == "newest" or not self.text:
            rows = rows.newest()
        else:
            rows = best_first(rows, self.text)
        return for_lists(rows)


@dataclass(frozen=True)
class ValueCount:
    """A value of a filter: its name ("" if the value is its name), and how many resources have it."""

    value: str
    label: str
    count: int


def count(filters: Filters) -> tuple[int, dict[str, list[ValueCount]]]:
    """Return how many resources match, and the values of each filter with their numbers. One query.

    The number of a value is that of the resources that match the other filters."""
    total = _numbers("total", Value(""), Value(""), filters.condition())
    parts = [
        _numbers(
            facet.name,
            Cast(facet.column, CharField()),
            F(facet.label) if facet.label else Value(""),
            filters.condition(without=facet.name),
        )
        for facet in FACETS
    ]
    found: dict[str, list[ValueCount]] = {facet.name: [] for facet in FACETS}
    number = 0
    for name, value, label, amount in total.union(*parts, all=True).order_by():
        if name == "total":
            number = amount
        elif value:
            found[name].append(ValueCount(value, label, amount))
    return number, found


def _numbers(name: str, value: Any, label: Any, condition: Q) -> QuerySet:
    rows = Resource.objects.published().filter(condition).order_by()
    named = rows.annotate(facet=Value(name), value=value, label=Cast(label, CharField()))
    return (
        named.values("facet", "value", "label")
        .annotate(amount=Count("pk", distinct=True))
        .values_list("facet", "value", "label", "amount")
    )


def suggest(text: str) -> str:
    """Return a search text whose words are in titles and similar to those of text; "" without one. One query."""
    titles = Resource.objects.published().order_by().values_list("title", "authors")[:MOST_TITLES]
    known = _words(titles)
    changed = [word if word in known else _closest(word, known) for word in fold(text).split()]
    suggestion = " ".join(filter(None, changed))
    return "" if suggestion == fold(text) else suggestion


def _words(rows: Iterable[Sequence[str]]) -> set[str]:
    return {word.strip(".,:;()/") for row in rows for part in row for word in fold(part).split() if len(word) > 3}


def _closest(word: str, known: set[str]) -> str:
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.75)), "")
