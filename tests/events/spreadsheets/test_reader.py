from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from events.spreadsheets import workbooks
from events.spreadsheets.errors import SpreadsheetError
from events.spreadsheets.reader import read_table
from tests.events.imports.files import BAD, SHEET, changed, upload, workbook
from tests.events.spreadsheets.old_files import Formula, ods, xls

TABLE = [["Name", "E-mail"], ["Nguyễn Văn An", "an@example.org"]]
TEXT = "Name;E-mail\nNguyễn Văn An;an@example.org\n"


@pytest.mark.parametrize("name", BAD)
def test_read_table_refuses_a_file_that_is_not_a_list(name):
    make, message = BAD[name]

    with pytest.raises(SpreadsheetError, match="^" + message):
        read_table(make())


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        ("sep=;\n" + TEXT).encode(),
        TEXT.replace("Nguyễn Văn An", '"Nguyễn\nVăn An"').encode(),
        TEXT.replace("Nguyễn", "Ngu\0yễn\x07").encode(),
        TEXT.replace("Nguyễn", "\u202eNguyễn\u200b").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "big", "commas", "tabs", "crlf", "cr", "sep", "two lines", "nul", "hidden"],
)
def test_read_table_reads_csv_in_every_encoding_and_with_every_delimiter(content):
    assert [row for row in read_table(upload(content)).rows if row] == TABLE


def test_read_table_reads_latin_1():
    assert read_table(upload("name;e-mail\nJosé Núñez;j@example.org".encode("latin-1"))).rows[1] == [
        "José Núñez",
        "j@example.org",
    ]


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "list.pdf", ""])
def test_read_table_recognises_a_workbook_by_its_content(name):
    table = read_table(upload(workbook(TABLE).read(), name or "x"))

    assert (table.rows, table.sheet, table.others) == (TABLE, "Sheet 1", 0)


def test_read_table_reads_the_first_visible_sheet_with_content():
    table = read_table(workbook([["hidden"]], [], TABLE, [["another"]], hidden=1))

    assert (table.rows, table.sheet, table.others) == (TABLE, "Sheet 3", 2)


def test_read_table_returns_cells_as_text():
    table = read_table(workbook([[66221234567, 1.5, True, date(2026, 1, 2), None, "=1+1", "'x", "A" * 5000]]))

    *first, longest = table.rows[0]
    assert first == ["66221234567", "1.5", "True", "2026-01-02 00:00:00", "", "=1+1", "'x"]
    assert len(longest) == 1001  # one more than the limit, so that later checks see that it is too long


@pytest.mark.parametrize("build", [xls, ods])
def test_read_table_reads_old_workbooks(build):
    table = read_table(
        build([["Name", "E-mail", "Phone"], [], ["Nguyễn Văn An", "an@example.org", 66221234567, 1.5, True]])
    )

    assert table.rows == [
        ["Name", "E-mail", "Phone"], [], ["Nguyễn Văn An", "an@example.org", "66221234567", "1.5", "True"],
    ]  # fmt: skip
    assert (table.sheet, table.others) == ("Sheet 1", 0)


def test_read_table_reads_a_long_text_that_continues_in_other_records():
    texts = ["ế" * length for length in (1, 999, 4000, 4001, 9000)]

    assert read_table(xls([texts])).rows == [[text[:1001] for text in texts]]


def formulas_in_xlsx() -> SimpleUploadedFile:
    file = BytesIO()
    book = Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, "=1+1", value=2)
    sheet.write_formula(0, 1, "=1+1")  # the library writes 0, and asks for a calculation
    sheet.write_formula(0, 2, "=1+1", value="")
    sheet.write_formula(0, 3, "=1/0", value="#DIV/0!")
    sheet.write_formula(0, 4, '=IF(1,"a")', value="a")
    book.close()
    return upload(file.getvalue())


FORMULAS = [
    (formulas_in_xlsx, ["2", "=1+1", "=1+1", "#DIV/0!", "a"]),
    (
        lambda: xls([[Formula("=1+1", 2), Formula("=1/0", "#DIV/0!"), "#N/A", Formula("=A1", ""), "x"]]),
        ["2", "#DIV/0!", "#N/A", "", "x"],
    ),
    (lambda: xls([[Formula("=1+1"), "x"]], is_calculated=False), ["=", "x"]),
    (
        lambda: ods([[Formula("=1+1", 2), Formula("=1/0", "#DIV/0!"), Formula("=1+1"), Formula("=A1", ""), "x"]]),
        ["2", "#DIV/0!", "=1+1", "", "x"],
    ),
]


@pytest.mark.parametrize(("make", "row"), FORMULAS)
def test_read_table_reads_values_of_formulas_and_marks_those_without(make, row):
    assert read_table(make()).rows == [row]


def test_read_table_knows_a_formula_with_an_empty_text_as_its_value():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        b'<c t="str"><f>IF(1,"")</f><v></v></c><c><f>1+1</f></c><c t="e"><v>#N/A</v></c><c t="e"><v>?</v></c>'
        b"</row></sheetData></worksheet>"
    )

    assert read_table(changed({SHEET: sheet})).rows == [["", "=1+1", "#N/A", "#ERROR!"]]


def test_read_table_does_not_believe_the_declared_size_of_an_xls_sheet():
    assert read_table(xls([["a"]], declared_rows=4_000_000_000)).rows == [["a"]]


def test_read_table_survives_a_panic_of_the_library(monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(_content):
        raise PanicException

    monkeypatch.setattr(workbooks, "load_workbook", panic)

    with pytest.raises(SpreadsheetError, match=r"^This file is damaged"):
        read_table(workbook([["a"]]))


def test_read_table_does_not_believe_the_declared_size_of_an_xlsx_sheet():
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:A1"/><sheetData>'
    sheet += (
        b"<row r='3'><c r='B3' t='inlineStr'><is><t>x</t></is></c></row><row r='999999999'/></sheetData></worksheet>"
    )

    assert read_table(changed({SHEET: sheet})).rows == [[], [], ["", "x"]]
