"""Read the first sheet with content of a workbook: XLSX and ODS (ZIP archives), XLS (a compound file).

python-calamine gets a new container that holds only what was checked. It would unpack an archive further than its directory
says, and follow a circle of sectors without end."""

from collections.abc import Collection
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from events.spreadsheets import compound_file, ods_checks, safe_zip, xls_checks, xlsx_checks
from events.spreadsheets.cell_checks import MAX_CELLS, MergedCells, SheetCheck, require_small
from events.spreadsheets.errors import (
    broken_file,
    empty_table,
    not_a_table,
    password_protected,
    too_much_data,
)
from events.spreadsheets.rows import MAX_LINES, CellValue, Rows, clean_rows, require_no_row_after

type SheetContent = tuple[Rows, str, int]
ENCRYPTED, XLS_STREAMS = "EncryptedPackage", ("Workbook", "Book")  # Excel 97 and later, Excel 5 and 95


def read_zip_workbook(content: bytes) -> SheetContent:
    """Return the rows and the name of the first visible sheet with content of an XLSX or ODS file, and the number of the
    other visible sheets. Raise SpreadsheetError."""
    parts = _unpack(content)
    try:
        if xlsx_checks.WORKBOOK in parts:
            checks = xlsx_checks.check_sheets(parts)
            parts = xlsx_checks.parts_of_workbook(parts)
        elif ods_checks.is_encrypted(parts):
            raise password_protected()
        else:
            checks = ods_checks.check_sheets(parts)
            parts = ods_checks.parts_of_workbook(parts)
    except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
        raise broken_file() from error
    return _read(_pack(parts), checks)


def read_ole_workbook(content: bytes) -> SheetContent:
    """As read_zip_workbook(), for an XLS file."""
    try:
        streams = compound_file.read_streams(content, {*XLS_STREAMS})
    except compound_file.CompoundFileError as error:
        raise broken_file() from error
    if ENCRYPTED in streams:  # [MS-OFFCRYPTO], 2.3.4.4
        raise password_protected()
    name = next((name for name in XLS_STREAMS if name in streams), "")
    if not name:
        raise not_a_table()
    stream = bytearray(streams[name])
    checks = xls_checks.check_sheets(stream)
    return _read(compound_file.write_stream(name, bytes(stream)), checks)


def _unpack(content: bytes) -> dict[str, bytes]:
    try:
        parts = safe_zip.inspect(content, _is_workbook)
    except safe_zip.WrongArchiveError as error:
        raise not_a_table() from error
    except safe_zip.ZipBombError as error:
        raise too_much_data() from error
    except safe_zip.BrokenArchiveError as error:
        raise broken_file() from error
    if xlsx_checks.WORKBOOK not in parts and parts["mimetype"].strip() not in ods_checks.MIMETYPES:
        raise not_a_table()
    return parts


def _is_workbook(names: Collection[str]) -> bool:
    return xlsx_checks.WORKBOOK in names or {"mimetype", ods_checks.CONTENT} <= {*names}


def _pack(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def _read(content: bytes, checks: list[SheetCheck]) -> SheetContent:
    require_small(checks)
    try:
        return _first_sheet(load_workbook(BytesIO(content)), checks)
    except CalamineError as error:
        raise broken_file() from error
    except BaseException as error:
        # A panic of Rust is not an Exception, and its class cannot be imported.
        if type(error).__name__ == "PanicException":
            raise broken_file() from error
        raise


def _first_sheet(book: CalamineWorkbook, checks: list[SheetCheck]) -> SheetContent:
    visible = [
        number
        for number, sheet in enumerate(book.sheets_metadata)
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    for number in visible:
        sheet = book.get_sheet_by_index(number)
        cells = sheet.to_python(skip_empty_area=False, nrows=MAX_LINES)
        check = checks[number] if number < len(checks) else SheetCheck()
        # python-calamine knows the merged cells of XLSX and XLS files, and the scan those of ODS files.
        merged = [*(sheet.merged_cell_ranges or []), *check.merged]
        require_no_row_after(MAX_LINES, check.last_row)
        if rows := clean_rows(_fill_merged(_with_texts(cells, check.texts), merged)):
            return rows, book.sheet_names[number], len(visible) - 1
    raise empty_table()


def _with_texts(cells: list[list[CellValue]], texts: dict[tuple[int, int], str]) -> list[list[CellValue]]:
    """Return the cells with the texts at their row and column. The texts may be outside of the cells."""
    for (row, column), text in texts.items():
        cells.extend([] for _ in range(row + 1 - len(cells)))
        cells[row].extend([""] * (column + 1 - len(cells[row])))
        cells[row][column] = text
    return cells


def _fill_merged(cells: list[list[CellValue]], merged: list[MergedCells]) -> list[list[CellValue]]:
    """Return the cells, with the value of merged cells in each of their rows that has other content.

    A list often has one cell with the country beside the people from there. Cells that are merged to the right are headings
    and titles: their value stays in the first column."""
    has_content = [any(cell != "" for cell in row) for row in cells]
    filled = 0
    for (first_row, column), (last_row, _last_column) in merged:
        value = cells[first_row][column] if first_row < len(cells) and column < len(cells[first_row]) else ""
        if value == "":
            continue
        filled += min(last_row, len(cells)) - first_row
        if filled > MAX_CELLS:  # merged cells that overlap, which no spreadsheet program writes
            raise too_much_data()
        for number in range(first_row + 1, min(last_row + 1, len(cells))):
            if has_content[number]:
                row = cells[number]
                row.extend([""] * (column + 1 - len(row)))
                row[column] = value
    return cells
