"""Find and remove the traces of a person in the words of others: names, addresses and telephone numbers."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import phonenumbers
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.text import slugify

from events.calendars.content_lines import fold_lines, unfold_lines

REMOVED = "…"
MIN_PART = 3  # letters of a part of a name that is removed on its own
# Parts of names that are also words of dates, which the history contains.
NOT_NAMES = frozenset(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "march", "april", "june", "july",
     "august", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "and", "the", "for", "mrs", "van", "von", "der", "bin",
     "mme", "daw", "ông", "not", "new"]
)  # fmt: skip
# Scripts that write words without spaces: a name in them has no word boundary.
WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True)
class Traces:
    """The texts by which a person can be recognised."""

    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    @cached_property
    def whole(self) -> re.Pattern[str] | None:
        """Matches addresses, telephone numbers and whole names, with the family name first or last.

        Names are also found as addresses of pages write them: "nguyen-van-an"."""
        return _pattern(
            [*map(re.escape, self.addresses), *map(_phone, self.phones), *_names(self.names), *_slugs(self.names)]
        )

    @cached_property
    def parts(self) -> re.Pattern[str] | None:
        """Matches what `whole` matches, and each part of a name."""
        return _pattern(
            [
                *map(re.escape, self.addresses),
                *map(_phone, self.phones),
                *_names(self.names),
                *_slugs(self.names),
                *(_bounded(re.escape(part)) for part in _parts(self.names)),
            ]
        )

    @cached_property
    def tokens(self) -> list[str]:
        """Short texts, one of which each text with a trace contains. The database searches for them."""
        longest = {max(_words(name), key=len) for name in self.names if _words(name)}
        longest |= {max(words, key=len) for words in map(_slug_words, self.names) if words}
        local = {address.partition("@")[0] for address in self.addresses}
        return sorted({*longest, *local, *self.phones})

    @cached_property
    def part_tokens(self) -> list[str]:
        return sorted({*self.tokens, *_parts(self.names)})

    def condition(self, field: str, *, with_parts: bool) -> Q:
        """Return the condition that a text column may contain a trace. It finds too many rows rather than too few."""
        condition = Q(pk__in=[])
        for token in self.part_tokens if with_parts else self.tokens:
            for variant in _variants(token):
                condition |= Q(**{f"{field}__icontains": variant})
        return condition

    def remove(self, value: Any, *, with_parts: bool) -> Any:
        """Return a value (a text, or data of JSON) with REMOVED instead of each trace."""
        pattern = self.parts if with_parts else self.whole
        if pattern is None or value is None:
            return value
        if isinstance(value, str):
            return remove_from_text(pattern, value)
        if isinstance(value, list):
            return [self.remove(item, with_parts=with_parts) for item in value]
        if isinstance(value, dict):
            return {key: self.remove(item, with_parts=with_parts) for key, item in value.items()}
        return value

    def is_in(self, text: str) -> bool:
        return bool(self.whole and self.whole.search(unfold_lines(text)))


def remove_from_text(pattern: re.Pattern[str], text: str) -> str:
    """Replace the matches in text. A text without a match is returned as it is.

    The lines of a calendar are folded inside words: they are unfolded before the search, and folded again after it."""
    if text.startswith(("BEGIN:V", "\r\nBEGIN:V")) or "\r\n " in text:
        unfolded = unfold_lines(text)
        changed = _remove_from_lines(pattern, unfolded)
        return text if changed == unfolded else fold_lines(changed)
    return _remove_from_lines(pattern, text)


def _remove_from_lines(pattern: re.Pattern[str], text: str) -> str:
    changed = pattern.sub(REMOVED, text)
    if changed == text:
        # The same text in another normal form.
        composed = unicodedata.normalize("NFC", text)
        changed = pattern.sub(REMOVED, composed)
        return text if changed == composed else changed
    return changed


def phone_variants(phone: str) -> set[str]:
    """Return the ways in which a telephone number is usually written."""
    variants = {phone}
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return {variant for variant in variants if len(re.sub(r"\D", "", variant)) > 5}
    formats = phonenumbers.PhoneNumberFormat
    for kind in (formats.E164, formats.INTERNATIONAL, formats.NATIONAL, formats.RFC3966):
        variants.add(phonenumbers.format_number(number, kind))
    return {variant for variant in variants if len(re.sub(r"\D", "", variant)) > 5}


def as_text(field: str) -> Cast:
    """Return the expression that searches a column of JSON as text."""
    return Cast(field, TextField())


def _names(names: Iterable[str]) -> list[str]:
    patterns = []
    for name in names:
        words = _words(name)
        # A single word can be a word of a sentence: it counts as a part of a name only.
        if len(words) < 2 and not (WITHOUT_SPACES.search(name) and len(name) > 5):
            continue
        for order in _orders(words):
            patterns.append(_bounded(r"[\s,]+".join(map(re.escape, order))))
            if any(escape(word) != word for word in order):
                patterns.append(r"[\s,]+".join(re.escape(escape(word)) for word in order))
    return patterns


def _slugs(names: Iterable[str]) -> list[str]:
    """Return the patterns of names in addresses of pages. A single word can be a word of a title."""
    orders = [order for words in map(_slug_words, names) if len(words) > 1 for order in _orders(words)]
    return [rf"(?<![a-z0-9]){'-'.join(order)}(?![a-z0-9])" for order in orders]


def _slug_words(name: str) -> list[str]:
    """Return the words of a name in an address: ["nguyen", "van", "an"]. Most scripts have none there."""
    return [word for word in slugify(name).split("-") if word]


def _orders(words: list[str]) -> list[list[str]]:
    """Return the words of a name in each usual order: with the family name first, and with it last."""
    return [words, words[::-1], [words[-1], *words[:-1]], [*words[1:], words[0]]]


def _words(name: str) -> list[str]:
    return name.replace(",", " ").split()


def _parts(names: Iterable[str]) -> set[str]:
    words = {word.strip(".'\"()") for name in names for word in _words(name)}
    return {word for word in words if len(word) >= MIN_PART and word.casefold() not in NOT_NAMES}


def _bounded(pattern: str) -> str:
    return pattern if WITHOUT_SPACES.search(pattern) else rf"(?<!\w){pattern}(?!\w)"


def _phone(phone: str) -> str:
    return re.escape(phone)


def _pattern(patterns: list[str]) -> re.Pattern[str] | None:
    unique = sorted(set(filter(None, patterns)), key=len, reverse=True)
    return re.compile("|".join(unique), re.IGNORECASE) if unique else None


def _variants(token: str) -> set[str]:
    """Return a text as columns may contain it: SQLite folds the case of ASCII only, and stores JSON with escapes."""
    cases = {token, token.lower(), token.upper(), token.title(), unicodedata.normalize("NFD", token)}
    escaped = {json.dumps(case)[1:-1] for case in cases} | {escape(case) for case in cases}
    return cases | escaped
