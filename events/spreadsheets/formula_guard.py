"""Keep a spreadsheet program from calculating text: an apostrophe before each place where a formula could begin."""

import re
from decimal import Decimal

# A text that begins with one of these becomes a formula in a spreadsheet program, also with full-width characters.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Programs ignore invisible characters and spaces before a formula.
IGNORED = r"\s\x00-\x1f\u200b-\u200f\u2060\ufeff"
LEADING = re.compile(rf"[{IGNORED}]*")
# A program that separates cells by another character than the comma divides a text there, or at the end of a line.
SEPARATOR = re.compile(r"[;|\t\r\n]")
# Each run of such characters is read once: starting again at each of its characters takes minutes for a long one.
BEFORE_FORMULA = re.compile(rf"(?<![{IGNORED};|\"'])[{IGNORED};|\"']++(?=[=+\-@＝＋－＠])")


def is_formula(text: str) -> bool:
    """Return True if a spreadsheet program might calculate the text."""
    return text.startswith(FORMULA) or LEADING.sub("", text, count=1).startswith(FORMULA)


def guarded(cell: str | int | Decimal) -> str | int | Decimal:
    """Return a cell for a CSV file. In a text, an apostrophe stands before each place where a formula could begin."""
    if isinstance(cell, int | Decimal):
        return cell
    text = BEFORE_FORMULA.sub(lambda run: run[0] + "'" if SEPARATOR.search(run[0]) else run[0], cell)
    return f"'{text}" if is_formula(cell) else text


def unguarded(text: str) -> str:
    """Return a text as it was before guarded(): our own exports come back as lists."""
    text = text[1:] if text.startswith("'") and is_formula(text[1:]) else text
    return BEFORE_FORMULA.sub(_without_guard, text)


def _without_guard(run: re.Match[str]) -> str:
    is_guarded = run[0].endswith("'") and SEPARATOR.search(run[0][:-1])
    return run[0][:-1] if is_guarded else run[0]
