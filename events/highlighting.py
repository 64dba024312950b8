"""Mark what a search has found in a text, although accents, case and spaces do not count."""

from collections.abc import Iterable
from itertools import pairwise

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models.search import SHORTEST_JOINED, fold


def mark_matches(text: str, words: Iterable[str]) -> SafeString:
    """Return text as HTML in which each folded word is within <mark>.

    A short word of Latin letters counts only at the beginning of a word, as in the search."""
    folded, places, beginnings = _folded_with_places(text)
    spans = []
    for word in words:
        is_short = len(word) < SHORTEST_JOINED and word.isascii()
        at = folded.find(word) if word else -1
        while at >= 0:
            if not is_short or at in beginnings:
                spans.append((places[at], places[at + len(word) - 1] + 1))
            at = folded.find(word, at + 1)
    return _with_marks(text, _merged(spans))


def _folded_with_places(text: str) -> tuple[str, list[int], set[int]]:
    """Return the folded text without spaces, the place of each of its characters in text, and where words begin."""
    folded, places, beginnings, is_inside = "", [], set(), False
    for place, character in enumerate(text):
        found = fold(character).replace(" ", "")
        if found and not is_inside:
            beginnings.add(len(folded))
        is_inside = bool(found) or (is_inside and not character.isspace())
        folded += found
        places += [place] * len(found)
    return folded, places, beginnings


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _with_marks(text: str, spans: list[tuple[int, int]]) -> SafeString:
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    parts = [
        format_html("<mark>{}</mark>", text[start:end]) if number % 2 else conditional_escape(text[start:end])
        for number, (start, end) in enumerate(pairwise(edges))
    ]
    return mark_safe("".join(parts))  # noqa: S308 (escaped)
