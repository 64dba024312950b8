"""Map the columns of a table about people to the fields of a person, by the headings of the columns."""

import re
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from accounts.models.search import compact, fold
from events.spreadsheets.cell_checks import is_error_text
from events.spreadsheets.rows import LONGEST_CELL, Rows

# The headings of each column in English, French and Vietnamese, in the form that fold() returns.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "full name", "fullname", "participant", "participants", "nominee", "person", "name of participant",
        "family name and given name", "nom", "nom complet", "nom et prenom", "nom et prenoms", "ho ten", "ho va ten",
        "ho va ten day du", "ten day du",
    ),
    "given name": ("given name", "given names", "first name", "forename", "prenom", "prenoms", "ten"),
    "family name": ("family name", "last name", "surname", "nom de famille", "ho", "ho va ten dem", "ho dem"),
    "address": (
        "email", "e-mail", "mail", "email address", "e-mail address", "address", "courriel", "adresse", "adresse email",
        "adresse e-mail", "adresse electronique", "adresse mail", "thu dien tu", "dia chi email", "dia chi thu dien tu",
    ),
    "position": ("position", "job title", "function", "post", "designation", "role", "fonction", "poste", "chuc vu", "chuc danh"),
    "organisation": (
        "organisation", "organization", "institution", "ministry", "company", "agency", "affiliation", "employer",
        "ministere", "institution/organisation", "entreprise", "organisme", "to chuc", "co quan", "don vi", "co quan cong tac",
    ),
    "country": ("country", "country/area", "nationality", "pays", "quoc gia", "nuoc", "country code"),
    "constituency": ("constituency", "constituent", "group", "groupe", "college", "mandant", "nhom", "thanh phan"),
    "gender": ("gender", "sex", "genre", "sexe", "gioi tinh"),
    "phone": ("phone", "telephone", "mobile", "tel", "phone number", "mobile number", "whatsapp", "numero de telephone",
              "dien thoai", "so dien thoai"),
    "language": ("language", "preferred language", "langue", "ngon ngu"),
    "honorific": ("honorific", "salutation", "prefix", "mr/ms", "mr/mrs", "civilite", "danh xung", "xung ho"),
    "mode": ("mode", "takes part", "participation", "attendance", "mode de participation", "hinh thuc", "hinh thuc tham gia"),
    "status": ("status", "state", "statut", "etat", "trang thai"),
    "tags": ("tags", "tag", "labels", "etiquettes", "nhan"),
    "remark": ("remark", "remarks", "comment", "comments", "note", "notes", "remarque", "remarques", "observations", "ghi chu"),
}  # fmt: skip
# Headings of an honorific ("Mr") or of a position ("Director"): the cells below decide.
TITLE_HEADINGS = ("title", "titre")
HONORIFICS = {
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "he", "hon", "sir", "daw", "u", "m", "mme", "mlle", "ong", "ba",
    "ts", "gs", "dato", "datuk", "khun", "engr", "atty",
}  # fmt: skip
NAMES = ("name", "given name", "family name")
LONGEST_HEADING = 200
IN_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
HYPHENS = re.compile("[‐‑‒–—−]")
NUMBER_OF_HEADING = re.compile(r"^\W*(\d{1,2}|[a-z])\s*[.)\]]\s*")  # "1. Name", "(2) Email", "a) Country"
SAMPLE_LINES = 10  # lines that decide what a column has
HEADING_LINES = 60  # the headings are in one of these lines, below the letterhead or the title of the list

# The positions of the columns that belong to each field, by the keys of HEADINGS.
type Columns = dict[str, list[int]]


@dataclass(frozen=True)
class TableLine:
    """A line of a table.

    number: the number of the line in the spreadsheet, from 1. data: the cells, by the keys of HEADINGS. problems: what
    is wrong with the cells, for the user."""

    number: int
    data: dict[str, str]
    problems: list[str]


@dataclass(frozen=True)
class MappedTable:
    """The lines below the headings.

    columns: the heading of each field that was recognised. unread: the headings that were not recognised."""

    lines: list[TableLine]
    columns: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def map_columns(rows: Rows) -> MappedTable:
    """Return the lines of a table that are not empty. Headings identify the columns, in any order.

    In a table without headings, the column with an at sign is the address. The others are the name, the position and
    the organisation, in this order."""
    start, columns = _find_headings(rows)
    if columns:
        row = rows[start]
        read = {position for positions in columns.values() for position in positions}
        return MappedTable(
            _lines(rows, start + 1, columns, row),
            {key: ", ".join(row[position] for position in positions) for key, positions in columns.items()},
            [cell for position, cell in enumerate(row) if cell and position not in read],
        )
    start = next((number for number, row in enumerate(rows) if row), 0)
    return MappedTable(_lines(rows, start, _guess(rows[start]), []) if rows else [])


def _find_headings(rows: Rows) -> tuple[int, Columns]:
    """Return the position of the line with the most known headings, and the columns; without columns if there is none.

    A letterhead may have a line such as "Address: …" above them."""
    best: tuple[int, Columns] = (0, {})
    for start, row in enumerate(rows[:HEADING_LINES]):
        if any("@" in cell for cell in row):
            continue  # a line with a person, or with the address of the office
        columns = _recognise(row, rows[start + 1 :])
        if "address" in columns and len(columns) > len(best[1]):
            best = start, columns
    return best


def _recognise(row: list[str], below: Rows) -> Columns:
    columns: Columns = {}
    keys = _keys_of_headings()
    titles = []
    for position, cell in enumerate(row):
        heading = _heading(cell)
        # A heading in two languages has a slash between them.
        known = next((word for word in (heading, *map(str.strip, heading.split("/"))) if word in keys), "")
        if heading in TITLE_HEADINGS:
            titles.append(position)
        elif known:
            columns.setdefault(keys[known], [position])
    for position in titles:
        columns.setdefault("honorific" if _are_honorifics(position, below) else "position", [position])
    if ("given name" in columns or "family name" in columns) and not _has_full_names(row, columns):
        # Keep the order of the columns: the people who wrote the list decide which name comes first.
        columns["name"] = sorted(position for key in NAMES for position in columns.pop(key, []))
    return {key: positions for key, positions in columns.items() if key == "name" or key not in NAMES}


def _heading(cell: str) -> str:
    """Return a heading without its number, what is in brackets, and marks at its end: "email address" for "(2) E-mail:".

    Text programs replace a hyphen with one that does not break a line, or with a dash."""
    text = HYPHENS.sub("-", fold(cell)[:LONGEST_HEADING])
    text = IN_BRACKETS.sub("", NUMBER_OF_HEADING.sub("", text))
    return " ".join(text.replace("*", "").replace(":", "").split()).strip(" .")


def _are_honorifics(position: int, below: Rows) -> bool:
    cells = [row[position] for row in below if position < len(row) and row[position]]
    return bool(cells) and all(compact(cell.split()[0]) in HONORIFICS for cell in cells[:SAMPLE_LINES])


def _has_full_names(row: list[str], columns: Columns) -> bool:
    """Return True if the column "name" has full names. The French "nom" beside "prénom" is a family name."""
    return "name" in columns and fold(row[columns["name"][0]]) != "nom"


@cache
def _keys_of_headings() -> dict[str, str]:
    return {heading: key for key, headings in HEADINGS.items() for heading in headings}


def _guess(row: list[str]) -> Columns:
    address = next((position for position, cell in enumerate(row) if "@" in cell), 1)
    others = [[position] for position in range(len(row)) if position != address]
    return {"address": [address], **dict(zip(["name", "position", "organisation"], others, strict=False))}


def _lines(rows: Rows, start: int, columns: Columns, headings: list[str]) -> list[TableLine]:
    return [
        _line(number, row, columns, headings) for number, row in enumerate(rows[start:], start=start + 1) if any(row)
    ]


def _line(number: int, row: list[str], columns: Columns, headings: list[str]) -> TableLine:
    data, problems = {}, []
    for key, positions in columns.items():
        cells = {position: row[position] for position in positions if position < len(row) and row[position]}
        problems += [
            f"{_column_name(position, headings)}: “{cell[:40]}”: {problem}"
            for position, cell in cells.items()
            if (problem := problem_of(cell))
        ]
        data[key] = " ".join(cells.values())
    return TableLine(number, data, problems)


def _column_name(position: int, headings: list[str]) -> str:
    """Return the heading of a column, or its letter in a table without headings."""
    if position < len(headings):
        return headings[position]
    letters = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return _("Column %(letters)s") % {"letters": letters}


def problem_of(cell: str) -> str:
    """Return why a cell cannot be read, or "" if it can."""
    if cell.startswith(("=", "＝")):
        return _(
            "This is a formula without a value. Open the file in a spreadsheet program and save it again, "
            "or replace the formula with its value."
        )
    if is_error_text(cell):
        return _("This formula has failed. Replace it with the correct value.")
    if "\ufffd" in cell:
        return _("Some letters cannot be read. Save the file as XLSX, or as CSV in UTF-8.")
    if len(cell) > LONGEST_CELL:
        return _("This text is too long: the limit is 1,000 characters.")
    return ""
