"""Scan the tables of an ODS workbook (OpenDocument 1.3, part 3, section 9.1) before python-calamine opens it."""

from xml.parsers import expat

from events.spreadsheets.cell_checks import UNKNOWN_ERROR, SheetCheck, is_error_text

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
MIMETYPES = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)


def is_encrypted(parts: dict[str, bytes]) -> bool:
    """Return True for a file that has a password (OpenDocument 1.3, part 2, section 4.4)."""
    return b"encryption-data" in parts.get(MANIFEST, b"")


def parts_of_workbook(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts of an ODS workbook alone. In other parts, python-calamine could find a workbook of another type."""
    return {name: parts[name] for name in ("mimetype", CONTENT, MANIFEST) if name in parts}


def check_sheets(parts: dict[str, bytes]) -> list[SheetCheck]:
    """Return the check of each table, in the order of the workbook. `parts` are the files in the archive, without DTDs.

    Raise SpreadsheetError if a table is too large to open, ExpatError for broken XML."""
    return _TableScanner().scan(parts[CONTENT])


class _TableScanner:
    """Handlers of expat for content.xml. Names are compared with their usual prefixes, as python-calamine does."""

    def __init__(self) -> None:
        self.checks: list[SheetCheck] = []
        self.check = SheetCheck()
        self.row = self.column = 0
        self.rows = 1  # how often the current row is repeated
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.length = 0  # of the text of the current cell

    def scan(self, part: bytes) -> list[SheetCheck]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(part, True)
        return self.checks

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                self.check = SheetCheck()
                self.checks.append(self.check)
                self.row = 0
            case "table:table-row":
                self.rows = _repeated(attributes, "table:number-rows-repeated")
                self.column = 0
            case "table:table-cell" | "table:covered-table-cell":
                self.cell = attributes
                self.text.clear()
                self.length = 0
            case "text:s":  # several spaces
                self.length += _repeated(attributes, "text:c")

    def end(self, name: str) -> None:
        match name:
            case "table:table-row":
                self.row += self.rows
            case "table:table-cell" | "table:covered-table-cell":
                self.end_cell(self.cell or {})
                self.cell = None

    def end_cell(self, cell: dict[str, str]) -> None:
        self.check.count_cell()
        columns = _repeated(cell, "table:number-columns-repeated")
        if (rows := _repeated(cell, "table:number-rows-spanned")) > 1:
            self.check.merged.append(((self.row, self.column), (self.row + rows - 1, self.column)))
        if "office:value-type" in cell or "table:formula" in cell or self.text:
            self.check.add(
                self.row, self.column, self.missing_text(cell), length=self.length, rows=self.rows, columns=columns
            )
        self.column += columns

    def missing_text(self, cell: dict[str, str]) -> str:
        """Return the text of a cell if python-calamine does not return it."""
        formula = cell.get("table:formula")
        shown = "".join(self.text).strip()
        if cell.get("calcext:value-type") == "error" or (formula is not None and is_error_text(shown)):
            return shown if is_error_text(shown) else UNKNOWN_ERROR
        if formula is not None and "office:value-type" not in cell:
            return "=" + formula.partition("=")[2]  # "of:=1+1"
        return ""

    def characters(self, text: str) -> None:
        if self.cell is not None:
            self.text.append(text)
            self.length += len(text)


def _repeated(attributes: dict[str, str], name: str) -> int:
    return max(int(attributes.get(name, 1)), 1)
