"""Write tables as files for spreadsheet programs. No cell becomes a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from itertools import batched
from tempfile import TemporaryFile
from typing import IO

from django.http import FileResponse, Http404, StreamingHttpResponse

from events.spreadsheets.formula_guard import guarded, is_formula

Cell = str | int | Decimal
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Characters that no XML file may contain (XML 1.0, 2.2).
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_767  # characters of a cell; Excel does not open a file with a longer one
BOM = "\ufeff"  # without it, Excel reads UTF-8 in another encoding


def _all(headings: list[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield list(headings)
    yield from rows


def csv_chunks(headings: list[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the table as CSV, 200 rows at a time. Cells that might become formulas are guarded."""
    yield BOM
    for lines in batched(_all(headings, rows), 200):
        text = StringIO()
        csv.writer(text).writerows([guarded(cell) for cell in row] for row in lines)
        yield text.getvalue()


def xlsx_file(headings: list[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Return the table as a workbook in an open temporary file. Text stays text, also if it looks like a formula.

    The rows are written one by one, so that memory does not grow with the table."""
    # Import here: XlsxWriter is slow to import, and only exports need it.
    from xlsxwriter import Workbook  # noqa: PLC0415 (slow to import)

    file = TemporaryFile()  # noqa: SIM115 (the response closes the file)
    book = Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    # With this prefix, the cell stays text also after a user edits it.
    quoted = book.add_format({"quote_prefix": True})
    for number, row in enumerate(_all(headings, rows)):
        for column, cell in enumerate(row):
            if isinstance(cell, int | Decimal):
                sheet.write_number(number, column, float(cell))
            else:
                text = NOT_IN_XML.sub("", cell)[:LONGEST_TEXT]
                sheet.write_string(number, column, text, quoted if is_formula(text) else None)
    book.close()
    file.seek(0)
    return file


def table_response(name: str, form: str, headings: list[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """Return the table as a file to download.

    name: the name of the file without its extension. form: "csv" or "xlsx". Raise Http404 for another form."""
    match form:
        case "csv":
            chunks = csv_chunks(headings, rows)
            response = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
            response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
            return response
        case "xlsx":
            file = xlsx_file(headings, rows)
            return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
        case _:
            raise Http404
