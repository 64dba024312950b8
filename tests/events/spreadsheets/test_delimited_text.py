import pytest

from events.spreadsheets.delimited_text import parse_rows, to_text


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('5" pipe\tx\nBob\ty', [['5" pipe', "x"], ["Bob", "y"]]),
        ('"Bob\tx\nAn\ty', [['"Bob', "x"], ["An", "y"]]),
        ('"Doe, J";5"\n"Roe; R";x', [["Doe, J", '5"'], ["Roe; R", "x"]]),
        ("Doe, John;a@b\nRoe, R;c@d", [["Doe, John", "a@b"], ["Roe, R", "c@d"]]),
        ("one", [["one"]]),
        ("x" * 200_000, [["x" * 1001]]),
    ],
)
def test_parse_rows_keeps_quotes_and_delimiters_in_cells(text, rows):
    assert parse_rows(text) == rows


def test_parse_rows_reads_what_to_text_writes():
    rows = [[], ["a\\b", '"q', "", "x;y,z"], [], ["=1+1"]]

    assert parse_rows(to_text(rows)) == rows
