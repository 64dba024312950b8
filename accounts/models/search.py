import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any

from django.db import models

from accounts.names import PLAIN


def fold(text: str) -> str:
    """Return the search form of text: lower case, without accents and invisible characters, with single spaces."""
    if text.isascii():  # most text, and twenty times as fast
        return " ".join(text.lower().replace("\0", "").split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    visible = (char for char in decomposed if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")
    return " ".join("".join(visible).translate(PLAIN).replace("\0", "").split())


def compact(text: str) -> str:
    """Return the folded letters and digits of text: "Viet Nam" and "Việt-Nam" are both "vietnam"."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


class DerivedField(models.Field):
    """A column that is computed from source fields of its row and saved with them, by bulk operations too.

    A generated column could not compute it in the same way on SQLite and PostgreSQL. Migrations see a plain field."""

    sources: tuple[str, ...]
    column_class: type[models.Field]

    def __init__(self, *args: Any, sources: Iterable[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def derive(self, *values: str) -> str:
        """Return the value of the column for the values of the source fields."""
        raise NotImplementedError

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.column_class.__name__}", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = self.derive(*(str(getattr(model_instance, source) or "") for source in self.sources))
        setattr(model_instance, self.attname, text)
        return text


class FoldedField(DerivedField, models.TextField):
    """The search text of a row: the folded text of its source fields."""

    column_class = models.TextField

    def derive(self, *values: str) -> str:
        return fold(" ".join(values))


class JoinedField(DerivedField, models.TextField):
    """The search text of a row in which spaces do not matter: see joined()."""

    column_class = models.TextField

    def derive(self, *values: str) -> str:
        return joined(" ".join(values))


MOST_WORDS = 8  # of one search
# Dots and @ are left out: an address or a number is one word.
BETWEEN_WORDS = re.compile(r"""[!"'()*+,/:;<>?\[\]_{|}~`´‘’“”«»‹›‐‑–—―…·•（）［］「」『』【】《》、。，：；？！-]+""")
SHORTEST_JOINED = 4  # the ends of two neighbouring words often contain a shorter word by chance


def joined(text: str) -> str:
    """Return what a JoinedField stores for a text: the text without accents and capitals, with its spaces and without.

    A text with brackets, hyphens or other marks between its words also has both without them: "(ILO)" and "COVID-19" are
    found by "ilo" and "covid19". The text begins with a space, so that " an" finds the words that begin with "an". See
    matches_word()."""
    folded = fold(text)
    apart = " ".join(BETWEEN_WORDS.sub(" ", folded).split())
    lines = dict.fromkeys(filter(None, (folded, apart)))
    return "\n".join(f" {line}\n{line.replace(' ', '')}" for line in lines)


def matches_word(column: str, word: str) -> models.Q:
    """Return the condition that the JoinedField column contains a folded word.

    A short word of Latin letters must begin a word; other scripts have no spaces between words."""
    return models.Q(**{f"{column}__contains": _part(word)})


def has_word(text: str, word: str) -> bool:
    """Return whether the text of a JoinedField contains a folded word, as matches_word() finds it."""
    return _part(word) in text


def _part(word: str) -> str:
    is_short = len(word) < SHORTEST_JOINED and word.isascii()
    return f" {word}" if is_short else word


def matches_words(columns: Iterable[str], text: str) -> models.Q | None:
    """Return the condition that the JoinedFields columns contain all words of a text, or the words written together.

    Return None for a text without words."""
    columns = list(columns)
    return matches_all(text, lambda word: reduce(or_, [matches_word(column, word) for column in columns]))


def matches_all(text: str, matches: Callable[[str], models.Q]) -> models.Q | None:
    """Return the condition that a row contains all words of a text, or the words written together.

    matches: returns the condition for one folded word. Return None for a text without words."""
    every = models.Q()
    for spellings in spellings_of_words(text):
        every &= reduce(or_, map(matches, spellings))
    return every or None


def spellings_of_words(text: str) -> list[list[str]]:
    """Return the folded words of a search, each with the spellings that count as this word.

    A word may be written together with its neighbours: "ha noi seminar" also finds "hanoi". All words may be written
    together."""
    words = fold(text).split()[:MOST_WORDS]
    pairs = ["".join(pair) for pair in pairwise(words)]
    whole = ["".join(words)] if len(words) > 2 else []
    return [[word, *pairs[max(place - 1, 0) : place + 1], *whole] for place, word in enumerate(words)]


class Searchable(models.Model):
    """A model with derived fields. Saving a source field also saves the fields that are derived from it."""

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            update_fields = set(update_fields)
            for field in self._meta.concrete_fields:
                if isinstance(field, DerivedField) and update_fields.intersection(field.sources):
                    update_fields.add(field.name)
        super().save(update_fields=update_fields, **kwargs)


def with_derived(row: models.Model, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes of columns for update(), with the columns of row that are derived from them."""
    derived = {
        field.attname: field.derive(*(str(changes.get(source, getattr(row, source)) or "") for source in field.sources))
        for field in row._meta.concrete_fields
        if isinstance(field, DerivedField) and not changes.keys().isdisjoint(field.sources)
    }
    return {**changes, **derived}
