import pytest

from events.spreadsheets.column_mapping import map_columns
from events.spreadsheets.delimited_text import parse_rows

HEADED = {
    "Full name,E-mail address,Job title": {"name": "1", "address": "2", "position": "3"},
    "Nom et prénom,Adresse électronique,Fonction": {"name": "1", "address": "2", "position": "3"},
    "Họ và tên,Thư điện tử,Chức vụ": {"name": "1", "address": "2", "position": "3"},
    "Title,Name*,Email:": {"position": "1", "name": "2", "address": "3"},
    "Prénom,Nom,Courriel": {"name": "1 2", "address": "3"},
    "Họ và tên đệm,Tên,Email": {"name": "1 2", "address": "3"},
    "E-mail,Given name,Family name,Name": {"address": "1", "name": "4"},
    "Họ và tên / Full name,Email (work),Email": {"name": "1", "address": "2"},
    "1. Name,(2) E‑mail:,c) Country,4. Phone.": {"name": "1", "address": "2", "country": "3", "phone": "4"},
    "NAME OF PARTICIPANT,E–MAIL ADDRESS.,PAYS\xa0*,TEL [office]": {
        "name": "1",
        "address": "2",
        "country": "3",
        "phone": "4",
    },
    "Email,Giới tính,Quốc gia,Điện thoại": {"address": "1", "gender": "2", "country": "3", "phone": "4"},
    "List of participants\n\nName,Email": {"name": "1", "address": "2"},
}


@pytest.mark.parametrize("head", HEADED)
def test_map_columns_recognises_columns_by_their_headings(head):
    table = map_columns(parse_rows(head + "\n1,2,3,4"))

    assert [line.data for line in table.lines] == [HEADED[head]]
    assert table.lines[0].number == head.count("\n") + 2


@pytest.mark.parametrize(
    ("titles", "field"),
    [("Mr|Ms.|H.E. Dr", "honorific"), ("Director|Mr", "position"), ("|Mme|", "honorific"), ("||", "position")],
)
def test_map_columns_decides_by_the_cells_what_a_title_is(titles, field):
    rows = "TITLE,Name,Email\n" + "\n".join(f"{title},An,a@b" for title in titles.split("|"))

    assert map_columns(parse_rows(rows)).columns[field] == "TITLE"


def test_map_columns_names_the_columns_that_it_did_not_read():
    assert map_columns(parse_rows("Name,Email,Hotel\nAn,a@b,Hilton")).unread == ["Hotel"]


@pytest.mark.parametrize("cell", ["=1+1", "＝1", "#REF!", "Ngu\ufffdn", "x" * 1001])
def test_map_columns_marks_only_the_row_of_a_cell_that_cannot_be_read(cell):
    lines = map_columns(parse_rows(f"Name,Email,Age\n{cell},a@b,1\nAn,c@d,=1+1")).lines

    assert [len(line.problems) for line in lines] == [1, 0]


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#VALEUR!", "Err:502", "#ERROR!"])
def test_map_columns_names_the_line_and_the_column_of_a_failed_formula(error):
    line = map_columns(parse_rows(f"List\nName,Email,Country / Pays\nAn,a@example.org,{error}")).lines[0]

    assert line.number == 3
    assert line.problems == [f"Country / Pays: “{error}”: This formula has failed. Replace it with the correct value."]


def test_map_columns_names_a_column_without_heading_by_its_letter():
    line = map_columns([["An", "a@example.org", "#REF!"]]).lines[0]

    assert line.problems == ["Column C: “#REF!”: This formula has failed. Replace it with the correct value."]
