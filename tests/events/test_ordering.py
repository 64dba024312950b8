"""The order of rows that people move."""

import pytest

from events.ordering import moved


@pytest.mark.parametrize(
    ("row", "offset", "expected"),
    [
        ("b", -1, ["b", "a", "c"]),
        ("b", 1, ["a", "c", "b"]),
        ("a", -1, ["a", "b", "c"]),
        ("c", 1, ["a", "b", "c"]),
        ("a", 9, ["b", "c", "a"]),
        ("b", 0, ["a", "b", "c"]),
    ],
)
def test_moved_stops_at_both_ends(row, offset, expected):
    rows = ("a", "b", "c")

    assert moved(rows, row, offset) == expected
    assert rows == ("a", "b", "c")
