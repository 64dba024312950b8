"""Files that a spreadsheet opens and calculates nothing of."""

import csv
from io import StringIO

import pytest
from openpyxl import load_workbook

from events.spreadsheets.writer import csv_chunks, xlsx_file

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
]
PLAIN = ["Nguyễn", "a=b", "'quoted", 'says "no", twice', "two\nlines", "", "ဒေါ်", "١٢"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_csv_makes_formulas_text(cell):
    text = "".join(csv_chunks(["Name"], [[cell]]))

    assert list(csv.reader(StringIO(text, newline="")))[1] == [f"'{cell}"]


def test_csv_keeps_all_else_and_begins_with_a_mark_for_excel():
    text = "".join(csv_chunks(PLAIN, [PLAIN, [7, *PLAIN[1:]]] * 250))

    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 501
    assert rows[:3] == [PLAIN, PLAIN, ["7", *PLAIN[1:]]]


def test_xlsx_holds_text_and_no_formula():
    with xlsx_file(["Name"], [[cell] for cell in [*FORMULAS, *PLAIN]] + [[7]]) as file:
        sheet = load_workbook(file).active
        cells = [row[0] for row in sheet.iter_rows(min_row=2)]

    assert {cell.data_type for cell in cells[: len(FORMULAS)]} == {"s"}
    assert all(cell.quotePrefix for cell in cells[: len(FORMULAS)])
    assert not any(cell.quotePrefix for cell in cells[len(FORMULAS) :])
    said = [cell.value or "" for cell in cells]
    assert said[-1] == 7
    assert [text.replace("\r", "\n") for text in said[:-1]] == [
        text.replace("\r", "\n") for text in [*FORMULAS, *PLAIN]
    ]


def test_xlsx_leaves_out_what_no_workbook_may_hold():
    with xlsx_file(["Name"], [["a\x00b\x0bc"]]) as file:
        assert load_workbook(file).active["A2"].value == "abc"
