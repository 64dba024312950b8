"""A search of one reader, and what it finds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models.search import fold, matches_words, spellings_of_words
from events.highlighting import mark_matches
from events.permissions import Action

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_SORTED = 500  # rows of one type that are put in order. A search that finds more is too short to need an order.


@dataclass(frozen=True)
class Hit:
    """One line of the results: the page that it opens, its name, and what tells it apart from similar names."""

    url: str
    title: SafeString
    details: SafeString
    event_kind: str = ""
    event_kind_label: "StrOrPromise" = ""


@dataclass(frozen=True)
class HitGroup:
    """The results of one type. `has_more`: there are more than these."""

    kind: str
    label: "StrOrPromise"
    icon: str
    hits: list[Hit]
    has_more: bool = False


@dataclass(frozen=True)
class Search:
    """What a reader looks for, and the keys of the programmes where their role permits each action.

    `limit`: the number of hits of each type."""

    text: str
    programmes: Mapping[Action, frozenset[int]] = field(default_factory=dict)
    limit: int = 6

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words that count as found, in each spelling."""
        return frozenset(word for spellings in spellings_of_words(self.text) for word in spellings)

    def matches(self, *columns: str) -> Q:
        """Return the condition that the search texts in these columns contain the words. The search must have words."""
        return matches_words(columns, self.text) or Q(pk__in=[])

    def first(self, rows: QuerySet, found: QuerySet) -> list:
        """Return the first rows in their order, one more than the limit. `found` selects them: two queries."""
        return self.first_of(rows, self.keys(found))

    def keys(self, found: QuerySet, name: str = "pk") -> list[int]:
        """Return at most MOST_SORTED keys. Without an order, the database can stop as soon as it has them."""
        return list(found.order_by().values_list(name, flat=True)[:MOST_SORTED])

    def first_of(self, rows: QuerySet, keys: Iterable[int]) -> list:
        """Return the first rows with these keys in their order, one more than the limit: one query."""
        return list(rows.filter(pk__in=set(keys))[: self.limit + 1])

    def finds(self, text: str) -> bool:
        """Return whether text contains a word of the search."""
        folded = fold(text).replace(" ", "")
        return any(word in folded for word in self.words)

    def mark(self, text: object) -> SafeString:
        """Return text as HTML with what was found marked."""
        return mark_matches(str(text), self.words)

    def details(self, parts: Iterable[object]) -> SafeString:
        """Return the parts that are not empty as one line of HTML."""
        return format_html_join(" · ", "<bdi>{}</bdi>", ((self.mark(part),) for part in parts if part))
