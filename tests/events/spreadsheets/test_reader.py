from datetime import date

import pytest

from events.spreadsheets.column_mapping import map_columns
from events.spreadsheets.reader import SpreadsheetError, parse_rows, read_table, to_text
from tests.events.imports.files import BAD, SHEET, changed, upload, workbook

TABLE = [["Name", "E-mail"], ["Nguyễn Văn An", "an@example.org"]]
TEXT = "Name;E-mail\nNguyễn Văn An;an@example.org\n"


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_list_is_refused_in_words(name):
    make, said = BAD[name]

    with pytest.raises(SpreadsheetError, match="^" + said):
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
def test_csv_is_read_however_it_was_written(content):
    assert [row for row in read_table(upload(content)).rows if row] == TABLE


def test_latin_1_is_read_too():
    assert read_table(upload("name;e-mail\nJosé Núñez;j@example.org".encode("latin-1"))).rows[1] == [
        "José Núñez",
        "j@example.org",
    ]


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "list.pdf", ""])
def test_a_workbook_is_one_whatever_its_name(name):
    table = read_table(upload(workbook(TABLE).read(), name or "x"))

    assert (table.rows, table.sheet, table.others) == (TABLE, "Sheet 1", 0)


def test_the_first_sheet_that_shows_and_holds_something_is_read():
    table = read_table(workbook([["hidden"]], [], TABLE, [["another"]], hidden=1))

    assert (table.rows, table.sheet, table.others) == (TABLE, "Sheet 3", 2)


def test_cells_are_text_and_formulas_are_not_calculated():
    table = read_table(workbook([[66221234567, 1.5, True, date(2026, 1, 2), None, "=1+1", "'x", "A" * 5000]]))

    *first, longest = table.rows[0]
    assert first == ["66221234567", "1.5", "True", "2026-01-02 00:00:00", "", "=1+1", "'x"]
    assert len(longest) == 1001  # so that who looks on sees that it is too long


def test_a_sheet_that_lies_about_its_size_is_read():
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:A1"/><sheetData>'
    sheet += (
        b"<row r='3'><c r='B3' t='inlineStr'><is><t>x</t></is></c></row><row r='999999999'/></sheetData></worksheet>"
    )

    assert read_table(changed({SHEET: sheet})).rows == [[], [], ["", "x"]]


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
def test_quotes_and_signs_in_cells_swallow_nothing(text, rows):
    assert parse_rows(text) == rows


def test_rows_survive_the_way_through_a_page():
    rows = [[], ["a\\b", '"q', "", "x;y,z"], [], ["=1+1"]]

    assert parse_rows(to_text(rows)) == rows


HEADED = {
    "Full name,E-mail address,Job title": {"name": "1", "address": "2", "position": "3"},
    "Nom et prénom,Adresse électronique,Fonction": {"name": "1", "address": "2", "position": "3"},
    "Họ và tên,Thư điện tử,Chức vụ": {"name": "1", "address": "2", "position": "3"},
    "Title,Name*,Email:": {"position": "1", "name": "2", "address": "3"},
    "Prénom,Nom,Courriel": {"name": "1 2", "address": "3"},
    "Họ và tên đệm,Tên,Email": {"name": "1 2", "address": "3"},
    "E-mail,Given name,Family name,Name": {"address": "1", "name": "4"},
    "Họ và tên / Full name,Email (work),Email": {"name": "1", "address": "2"},
    "Email,Giới tính,Quốc gia,Điện thoại": {"address": "1", "gender": "2", "country": "3", "phone": "4"},
    "List of participants\n\nName,Email": {"name": "1", "address": "2"},
}


@pytest.mark.parametrize("head", HEADED)
def test_columns_are_known_by_what_stands_above_them(head):
    found = map_columns(parse_rows(head + "\n1,2,3,4"))

    assert [line.data for line in found.lines] == [HEADED[head]]
    assert found.lines[0].number == head.count("\n") + 2


@pytest.mark.parametrize(
    ("titles", "meant"),
    [("Mr|Ms.|H.E. Dr", "honorific"), ("Director|Mr", "position"), ("|Mme|", "honorific"), ("||", "position")],
)
def test_a_title_is_what_stands_below_it(titles, meant):
    rows = "TITLE,Name,Email\n" + "\n".join(f"{title},An,a@b" for title in titles.split("|"))

    assert map_columns(parse_rows(rows)).columns[meant] == "TITLE"


def test_what_was_not_read_is_named():
    assert map_columns(parse_rows("Name,Email,Hotel\nAn,a@b,Hilton")).unread == ["Hotel"]


@pytest.mark.parametrize("cell", ["=1+1", "＝1", "#REF!", "Ngu\ufffdn", "x" * 1001])
def test_a_cell_that_cannot_be_read_marks_its_row_alone(cell):
    lines = map_columns(parse_rows(f"Name,Email,Age\n{cell},a@b,1\nAn,c@d,=1+1")).lines

    assert [len(line.problems) for line in lines] == [1, 0]
