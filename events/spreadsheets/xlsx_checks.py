"""Scan the sheets of an XLSX workbook (ECMA-376, part 1, section 18.3) before python-calamine opens it."""

import posixpath
import re
from itertools import zip_longest
from xml.etree import ElementTree
from xml.parsers import expat

from events.spreadsheets.cell_checks import MAX_CELLS, UNKNOWN_ERROR, SheetCheck, is_error_text
from events.spreadsheets.errors import too_much_data

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
ERROR_TYPE = re.compile(rb"""(<[^<>]*\st=(["']))e(?=\2)""")
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def parts_of_workbook(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts of an XLSX workbook alone. In other parts, python-calamine could find a workbook of another type.

    Errors become texts: python-calamine refuses a workbook with an error that it does not know."""
    return {
        name: ERROR_TYPE.sub(rb"\1str", part) if b"sheetData" in part else part
        for name, part in parts.items()
        if not name.lower().endswith((".bin", "mimetype", "content.xml"))
    }


def check_sheets(parts: dict[str, bytes]) -> list[SheetCheck]:
    """Return the check of each sheet, in the order of the workbook. `parts` are the files in the archive, without DTDs.

    Raise SpreadsheetError if a sheet is too large to open, ExpatError or ElementTree.ParseError for broken XML."""
    book = ElementTree.fromstring(parts[WORKBOOK])  # noqa: S314 (safe_zip refuses every DTD)
    settings = book.find("{*}calcPr")
    is_calculated = settings is None or settings.get("fullCalcOnLoad") not in {"1", "true"}
    # All sheets are scanned, not only those that the workbook lists: the list may be written to deceive.
    lengths = _shared_text_lengths(parts)
    checks = {
        name: _SheetScanner(lengths, is_calculated).scan(part) for name, part in parts.items() if b"sheetData" in part
    }
    paths = _paths(parts)
    ids = [
        next((value for key, value in sheet.items() if key.endswith("}id")), "")
        for sheet in book.iterfind("{*}sheets/{*}sheet")
    ]
    return [checks.get(paths.get(relation, ""), SheetCheck()) for relation in ids]


def _shared_text_lengths(parts: dict[str, bytes]) -> list[int]:
    """Return the number of characters of each shared text, by its index."""
    lengths: list[int] = []
    for part in parts.values():
        if b"sst" in part and b"sheetData" not in part:
            lengths = [max(pair) for pair in zip_longest(lengths, _text_lengths(part), fillvalue=0)]
    return lengths


def _text_lengths(part: bytes) -> list[int]:
    lengths: list[int] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            lengths.append(0)
            if len(lengths) > MAX_CELLS:
                raise too_much_data()

    def characters(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = characters
    parser.Parse(part, True)
    return lengths


def _paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the path of each file of the workbook by the id of its relation."""
    relations = ElementTree.fromstring(parts[RELATIONS]) if RELATIONS in parts else ()  # noqa: S314
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations
    }


class _SheetScanner:
    """Handlers of expat for one sheet. Names of elements are compared without their prefix, as python-calamine does."""

    def __init__(self, shared_text_lengths: list[int], is_calculated: bool) -> None:
        """is_calculated: False for a workbook that asks to be calculated when it is opened. Libraries that cannot
        calculate write this, with 0 as the value of each formula."""
        self.check = SheetCheck()
        self.lengths = shared_text_lengths
        self.without_value = {""} if is_calculated else {"", "0"}
        self.row, self.column = -1, -1
        self.kind = ""  # the type of the current cell: "e" for an error, "str" for a calculated text
        self.has_content = self.has_formula = False
        self.formula: list[str] = []
        self.value: list[str] = []
        self.target: list[str] | None = None

    def scan(self, part: bytes) -> SheetCheck:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(part, True)
        return self.check

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
                self.column = -1
            case "c":
                self.start_cell(attributes)
            case "f":
                self.has_formula, self.target = True, self.formula
            case "v":
                self.has_content, self.target = True, self.value
            case "is":
                self.has_content = True

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.check.count_cell()
        self.column += 1
        if reference := REFERENCE.fullmatch(attributes.get("r", "")):
            self.row, self.column = int(reference[2]) - 1, _column_number(reference[1])
        self.kind = attributes.get("t", "")
        self.has_content = self.has_formula = False
        self.formula.clear()
        self.value.clear()

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "f" | "v":
                self.target = None
            case "c" if self.has_content or self.has_formula:
                self.check.add(self.row, self.column, self.missing_text(), length=self.shared_text_length())

    def missing_text(self) -> str:
        """Return the text of the current cell if python-calamine does not return it."""
        value = "".join(self.value).strip()
        if self.kind == "e":
            return value if is_error_text(value) else UNKNOWN_ERROR
        # A calculated text may be empty, as in =IF(A1="", "", A1).
        if self.has_formula and self.kind not in {"str", "s", "inlineStr"} and value in self.without_value:
            return "=" + "".join(self.formula)
        return ""

    def shared_text_length(self) -> int:
        return self.lengths[int("".join(self.value))] if self.kind == "s" else 0

    def characters(self, text: str) -> None:
        if self.target is not None:
            self.target.append(text)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
