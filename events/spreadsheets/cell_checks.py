"""What python-calamine does not report: formulas without a value, failed formulas, and how much memory a sheet needs.

python-calamine returns "" for these formulas, as for an empty cell. It reserves memory for the whole rectangle around the
cells of a sheet, and for a copy of each repeated text: a small file can need gigabytes. So each sheet is scanned before
it is opened."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from events.spreadsheets.errors import too_much_data, too_spread_out
from events.spreadsheets.rows import MAX_LINES, MOST_COLUMNS

# Texts of failed formulas: of Excel, of Google Sheets, and of Excel and LibreOffice in French.
ERROR_TEXTS = frozenset(
    {
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!",
        "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#ERROR!", "#VALEUR!", "#NOM?", "#NUL!", "#NOMBRE!", "#DIV/0 !",
    }
)  # fmt: skip
UNKNOWN_ERROR = "#ERROR!"
# The row and the column of the first and of the last of the cells that were merged, from 0.
type MergedCells = tuple[tuple[int, int], tuple[int, int]]
MAX_TEXT_LENGTH = 20_000_000  # characters in all cells
MAX_CELLS = 400_000  # cells that the file lists, also empty ones: more than the most rows and columns of a list
MAX_AREA = 2_000_000  # cells in the rectangle around a sheet: about 64 MB in python-calamine


def is_error_text(text: str) -> bool:
    """Return True for the text that a spreadsheet shows in place of the value of a failed formula."""
    return text in ERROR_TEXTS or (text.startswith("Err:") and text[4:].isdecimal())  # LibreOffice: "Err:502"


@dataclass
class SheetCheck:
    """The result of the scan of one sheet. Rows and columns count from 0.

    texts: the text of each cell that python-calamine would return as an empty cell. merged: the merged cells, if
    python-calamine does not return them."""

    last_row: int = -1
    last_column: int = -1
    text_length: int = 0
    cells: int = 0
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[MergedCells] = field(default_factory=list)

    def count_cell(self) -> None:
        """Count a cell of the file, with or without content. Raise SpreadsheetError if there are too many to read."""
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise too_much_data()

    def add(
        self, row: int, column: int, missing_text: str = "", *, length: int = 0, rows: int = 1, columns: int = 1
    ) -> None:
        """Add a cell with content. Raise SpreadsheetError if the sheet becomes too large to open.

        missing_text: the text that python-calamine does not return. length: the number of characters of the other text.
        rows, columns: how often the cell is repeated downwards and to the right."""
        self.last_row = max(self.last_row, row + rows - 1)
        self.last_column = max(self.last_column, column + columns - 1)
        self.text_length += length * rows * columns
        require_small([self])
        if missing_text:
            for repeated_row in range(row, min(row + rows, MAX_LINES)):
                for repeated_column in range(column, min(column + columns, MOST_COLUMNS + 1)):
                    self.texts[repeated_row, repeated_column] = missing_text

    @property
    def area(self) -> int:
        """The number of cells in the rectangle from the first cell of the sheet to the last one with content."""
        return (self.last_row + 1) * (self.last_column + 1)


def require_small(checks: Iterable[SheetCheck]) -> None:
    """Raise SpreadsheetError if the sheets together are too large to open."""
    area = length = cells = 0
    for check in checks:
        area += check.area
        length += check.text_length
        cells += check.cells
    if area > MAX_AREA:
        raise too_spread_out()
    if length > MAX_TEXT_LENGTH or cells > MAX_CELLS:
        raise too_much_data()
