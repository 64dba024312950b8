from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from events.spreadsheets import cell_checks, workbooks
from events.spreadsheets import rows as rows_module
from events.spreadsheets.errors import SpreadsheetError
from events.spreadsheets.reader import read_table
from tests.events.imports.files import BAD, SHEET, changed, upload, workbook
from tests.events.spreadsheets.old_files import Formula, ods, xls

LISTS = Path(__file__).parent / "lists"
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
        TEXT.replace(";", "|").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        ("sep=;\n" + TEXT).encode(),
        TEXT.replace("Nguyễn Văn An", '"Nguyễn\nVăn An"').encode(),
        TEXT.replace("Nguyễn", "Ngu\0yễn\x07").encode(),
        TEXT.replace("Nguyễn", "\u202eNguyễn\u200b").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "big", "commas", "tabs", "bars", "crlf", "cr", "sep", "two lines", "nul", "hidden"],
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


MERGED = [["Country", "Name"], ["Thailand", "An"], ["", "Bo"], ["", "Cho"], ["", ""]]


def merged_xlsx():
    file = BytesIO()
    book = Workbook(file)
    sheet = book.add_worksheet()
    for position, row in enumerate(MERGED):
        sheet.write_row(position, 0, row)
    sheet.merge_range(1, 0, 4, 0, "Thailand")
    book.close()
    return upload(file.getvalue())


def merged_ods():
    return ods(MERGED, spanned={(1, 0): 4})


@pytest.mark.parametrize("make", [merged_xlsx, merged_ods])
def test_read_table_fills_merged_cells_in_the_rows_with_other_content(make):
    assert read_table(make()).rows == [["Country", "Name"], ["Thailand", "An"], ["Thailand", "Bo"], ["Thailand", "Cho"]]


def test_read_table_fills_the_merged_cells_of_a_list_of_an_office():
    rows = read_table(upload((LISTS / "06_merged_country.xlsx").read_bytes())).rows

    assert [row[:2] for row in rows[1:]] == [["Thailand", "Workers"]] * 3


CELLS = {
    "empty cells": b"<row>" + b"<c/>" * 1000 + b"</row>",
    "empty texts": b"<row>" + b'<c t="inlineStr"><is><t></t></is></c>' * 1000 + b"</row>",
}


@pytest.mark.parametrize("row", CELLS.values(), ids=CELLS)
def test_read_table_refuses_more_cells_than_a_list_has_before_it_opens_them(row, monkeypatch):
    monkeypatch.setattr(cell_checks, "MAX_CELLS", 2500)
    monkeypatch.setattr(workbooks, "load_workbook", None)
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'

    with pytest.raises(SpreadsheetError, match="far more data"):
        read_table(changed({SHEET: sheet % (row * 3)}))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_read_table_reads_utf_16_without_a_mark(codec):
    assert read_table(upload("name;e-mail\nJosé Núñez;j@example.org".encode(codec))).rows[1] == [
        "José Núñez",
        "j@example.org",
    ]


@pytest.mark.parametrize("make", [workbook, xls, lambda rows: upload("\n".join(",".join(row) for row in rows))])
def test_read_table_refuses_a_row_below_those_that_it_reads(make, monkeypatch):
    for module in (rows_module, workbooks):
        monkeypatch.setattr(module, "MAX_LINES", 4)

    with pytest.raises(SpreadsheetError, match="Row 6 has content, but only the first 4 rows are read"):
        read_table(make([["Name"], ["An"], [""], [""], [""], ["Zoe"]]))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["ชื่อ;อีเมล\nสมชาย ใจดี;som@example.org\n", "姓名;邮箱\n张伟;刘洋\n", "Имя;Почта\nИванов;a@b.org"]
)
def test_read_table_reads_utf_16_without_a_mark_in_every_script(codec, text):
    rows = [line.split(";") for line in text.splitlines()]

    assert read_table(upload(text.encode(codec))).rows == rows


def test_read_table_reads_the_japanese_text_of_mail_programs():
    rows = [["氏名", "メール"], ["山田太郎", "a@example.jp"]]

    assert read_table(upload("\n".join(map(",".join, rows)).encode("iso2022_jp"))).rows == rows


def test_read_table_refuses_merged_cells_that_overlap():
    """Each of them would be written into all rows again: minutes for a small file."""
    row = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    merged = b"<mergeCells>" + b'<mergeCell ref="A1:B3000"/>' * 2000 + b"</mergeCells>"

    with pytest.raises(SpreadsheetError, match="far more data"):
        read_table(
            changed({SHEET: b"<worksheet><sheetData>" + row * 3000 + b"</sheetData>" + merged + b"</worksheet>"})
        )


@pytest.mark.parametrize(("row", "message"), [("," * 1_900_000, "empty"), ("a," * 900_000, "more than 60 columns")])
def test_read_table_does_not_clean_a_million_cells_of_one_row(row, message, monkeypatch):
    cleaned = []
    one_line = rows_module.one_line
    monkeypatch.setattr(rows_module, "one_line", lambda text: cleaned.append(text) or one_line(text))

    with pytest.raises(SpreadsheetError, match=message):
        read_table(upload(row))

    assert len(cleaned) < 1000
