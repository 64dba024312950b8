"""The order of rows that people move up and down."""

from collections.abc import Iterable


def moved[Row](rows: Iterable[Row], row: Row, offset: int) -> list[Row]:
    """Return rows with one of them moved down by offset places, or up if offset is negative. It stops at both ends."""
    ordered = list(rows)
    before = ordered.index(row)
    ordered.insert(max(0, min(len(ordered) - 1, before + offset)), ordered.pop(before))
    return ordered
