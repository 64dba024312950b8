"""Exported files contain no formulas."""

import csv
from io import StringIO
from time import process_time

import pytest
from python_calamine import load_workbook

from events.spreadsheets.formula_guard import guarded, unguarded
from events.spreadsheets.writer import csv_chunks, xlsx_file
from tests.events.spreadsheets.helpers import written_rows

FORMULAS = [
    "=1+1",
    "+66 2 123",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =HYPERLINK(1)",
    "＝1+1",
    '=cmd|" /C calc"!A0',
    "\u200b=1",
    "\ufeff \u2060@x",
]
LATER_FORMULAS = ["a;\u200b=1", "a\t\t ;\u3000＝1", "a;'=1"]
PLAIN = ["Nguyễn", "a=b", "'quoted", 'says "no", twice', "two\nlines", "", "ဒေါ်", "١٢"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_csv_escapes_formulas(cell):
    text = "".join(csv_chunks(["Name"], [[cell]]))

    saved = list(csv.reader(StringIO(text, newline="")))[1][0]
    assert saved.startswith("'")
    assert unguarded(saved) == cell


@pytest.mark.parametrize("cell", LATER_FORMULAS)
def test_csv_escapes_formulas_within_a_text(cell):
    assert guarded(cell) != cell
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["a" + "\n" * 20_000, "a" + "\t" * 20_000 + "b", 'a\t"' * 9_000, "a;" + "'" * 20_000])
def test_csv_is_written_in_linear_time(cell):
    started = process_time()

    assert unguarded(guarded(cell)) == cell
    assert process_time() - started < 1


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
@pytest.mark.parametrize(
    "cell", ["Eve;=1+1", "a;b; =1", "x\t+1", 'p|"@SUM(A1)', "line\n=1", "Eve;＝1", "a,=1", "q;'=1"]
)
def test_csv_has_no_formula_for_a_program_that_uses_another_separator(delimiter, cell):
    text = "".join(csv_chunks(["Name"], [[cell, "end"]])).removeprefix("\ufeff")

    cells = [part for line in text.splitlines() for part in next(csv.reader([line], delimiter=delimiter), [])]
    assert not any(part.lstrip(' "').startswith(("=", "+", "-", "@", "＝")) for part in cells)


def test_csv_keeps_other_text_and_starts_with_a_byte_order_mark():
    text = "".join(csv_chunks(PLAIN, [PLAIN, [7, *PLAIN[1:]]] * 250))

    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 501
    assert rows[:3] == [PLAIN, PLAIN, ["7", *PLAIN[1:]]]


def test_xlsx_holds_text_and_no_formula():
    with xlsx_file(["Name"], [[cell] for cell in [*FORMULAS, *PLAIN]] + [[7]]) as file:
        cells = [row[0] for row in written_rows(file)[1:]]

    assert all(cell.is_text and not cell.has_formula for cell in cells[: len(FORMULAS)])
    assert all(cell.has_quote_prefix for cell in cells[: len(FORMULAS)])
    assert not any(cell.has_quote_prefix for cell in cells[len(FORMULAS) :])
    values = [cell.value for cell in cells]
    assert values[-1] == 7
    assert [text.replace("\r", "\n") for text in values[:-1]] == [
        text.replace("\r", "\n") for text in [*FORMULAS, *PLAIN]
    ]


def test_xlsx_file_removes_characters_that_a_workbook_cannot_hold():
    with xlsx_file(["Name"], [["a\x00b\x0bc\ud800\uffff"]]) as file:
        assert written_rows(file)[1][0].value == "abc"


@pytest.mark.parametrize("cell", ["_x0041_", "x" * 32_768, "https://example.org/"])
def test_xlsx_file_keeps_text_as_it_is(cell):
    with xlsx_file(["Name"], [[cell]]) as file:
        assert load_workbook(file).get_sheet_by_index(0).to_python()[1] == [cell[:32_767]]
