"""Tables as files, that open in a spreadsheet and run nothing there."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import batched
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, Http404, StreamingHttpResponse

Cell = str | int
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes what begins so for a formula, the wide ones too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # without it Excel reads UTF-8 as something else


def is_formula(cell: Cell) -> bool:
    """Say whether a spreadsheet might calculate the cell; some take off spaces before they look."""
    return isinstance(cell, str) and (cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA))


def _all(headings: list[str], rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    yield list(headings)
    yield from rows


def csv_chunks(headings: list[str], rows: Iterable[list[Cell]]) -> Iterator[str]:
    """Yield the table as CSV, some rows at a time. What might be a formula begins with a quote."""
    yield BOM
    for some in batched(_all(headings, rows), 200):
        text = StringIO()
        csv.writer(text).writerows([f"'{cell}" if is_formula(cell) else cell for cell in row] for row in some)
        yield text.getvalue()


def xlsx_file(headings: list[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
    """Return the table as a workbook, row by row into a file. Text is text, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"

    def written(cell: Cell) -> Any:
        if isinstance(cell, int):
            return cell
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", cell))
        made.data_type = "s"
        # Text it stays also for who edits the cell.
        made.quotePrefix = is_formula(cell)
        return made

    for row in _all(headings, rows):
        sheet.append([written(cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 (whoever answers with it closes it)
    book.save(file)
    file.seek(0)
    return file


def table_response(name: str, form: str, headings: list[str], rows: Iterable[list[Cell]]) -> StreamingHttpResponse:
    """Return the table as a file to download, named without its ending; form is "csv" or "xlsx". Raises Http404."""
    match form:
        case "csv":
            chunks = csv_chunks(headings, rows)
            found = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
            found["Content-Disposition"] = f'attachment; filename="{name}.csv"'
            return found
        case "xlsx":
            file = xlsx_file(headings, rows)
            return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
        case _:
            raise Http404
