"""Build .xls and .ods workbooks by hand, with the cells that no library writes: errors and formulas without a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from struct import pack
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from events.spreadsheets import compound_file


def upload(content: bytes | str, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


@dataclass(frozen=True)
class Formula:
    """A formula with its value: a number, a text, an error such as "#DIV/0!", or None if it was never calculated."""

    text: str
    value: float | str | None = None


type Value = str | float | bool | Formula | None
ERROR_CODES = {"#DIV/0!": 0x07, "#N/A": 0x2A}


def ole_file(stream: str, data: bytes) -> SimpleUploadedFile:
    return upload(compound_file.write_stream(stream, data), "list.xls")


def xls(
    rows: list[list[Value]],
    *,
    password: bool = False,
    corner: tuple[int, int] | None = None,
    is_calculated: bool = True,
    declared_rows: int = 0,
) -> SimpleUploadedFile:
    """Return an .xls file (BIFF8) with one sheet. All texts are shared texts, as Excel writes them.

    corner: the row and the column of one more cell. declared_rows: the number of rows that the sheet claims to have."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    cells = [(row, column, cell) for row, values in enumerate(rows) for column, cell in enumerate(values)]
    if corner:
        cells.append((*corner, 1.0))
    head = _record(0x809, pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    if password:
        head += _record(0x2F, bytes(54))
    if is_calculated:
        head += _record(0x1C1, pack("<HHI", 0x1C1, 0, 0x1E000))
    shared = _shared_texts(texts)
    name = b"Sheet 1"
    start = len(head) + 4 + 8 + len(name) + len(shared) + 4
    book = head + _record(0x85, pack("<IBBBB", start, 0, 0, len(name), 0) + name) + shared + _record(0x0A)
    sheet = _record(0x809, pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += _record(0x200, pack("<IIHHH", 0, declared_rows, 0, 256, 0))
    sheet += b"".join(_xls_cell(row, column, cell, texts) for row, column, cell in cells) + _record(0x0A)
    return ole_file("Workbook", book + sheet)


def _record(kind: int, data: bytes = b"") -> bytes:
    return pack("<HH", kind, len(data)) + data


def _shared_texts(texts: list[str]) -> bytes:
    """Return the record of shared texts. It continues in a new record at each text, and inside of long texts."""
    records = b""
    for number, text in enumerate(texts or [""]):
        data = pack("<HB", len(text), 1) + text.encode("utf-16-le")
        count = b"" if number else pack("<II", len(texts), len(texts))
        records += _record(0x3C if number else 0xFC, count + data[:8003])
        for start in range(8003, len(data), 8000):
            records += _record(0x3C, b"\x01" + data[start : start + 8000])
    return records


def _xls_cell(row: int, column: int, cell: Value, texts: list[str]) -> bytes:
    head = pack("<HHH", row, column, 0)
    match cell:
        case Formula():
            return _record(0x06, head + _xls_result(cell.value) + pack("<HIH", 0, 0, 0))
        case bool():
            return _record(0x205, head + pack("<BB", cell, 0))
        case str() if cell in ERROR_CODES:
            return _record(0x205, head + pack("<BB", ERROR_CODES[cell], 1))
        case str():
            return _record(0xFD, head + pack("<I", texts.index(cell)))
        case float() | int():
            return _record(0x203, head + pack("<d", cell))
    return b""


def _xls_result(value: float | str | None) -> bytes:
    if isinstance(value, str) and value:
        return pack("<BxBxxxH", 2, ERROR_CODES[value], 0xFFFF)
    return pack("<d", value) if value is not None and value != "" else pack("<B5xH", 3, 0xFFFF)


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    [
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"',
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"',
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"',
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
    ]
)


def ods(
    rows: list[list[Value]],
    *,
    password: bool = False,
    repeated: tuple[int, int] = (1, 1),
    spanned: Mapping[tuple[int, int], int] = MappingProxyType({}),
) -> SimpleUploadedFile:
    """Return an .ods file with one sheet. repeated: how often each row and each cell is repeated. spanned: the number of
    rows over which the cell at a row and a column is merged."""
    lines = "".join(
        f'<table:table-row table:number-rows-repeated="{repeated[0]}">'
        + "".join(_ods_cell(cell, repeated[1], spanned.get((line, column), 1)) for column, cell in enumerate(row))
        + "</table:table-row>"
        for line, row in enumerate(rows)
    )
    content = (
        f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet 1">{lines}{EMPTY_ROWS}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    encryption = "<manifest:encryption-data/>" if password else ""
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{encryption}</manifest:manifest>'
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return upload(file.getvalue(), "list.ods")


# LibreOffice fills the sheet to its end.
EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def _ods_cell(cell: Value, repeated: int, spanned: int) -> str:
    formula = ""
    if isinstance(cell, Formula):
        formula = f" table:formula={quoteattr('of:' + cell.text)}"
        cell = cell.value
    text = ""
    match cell:
        case None:
            kind = ""
        case bool():
            kind = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
        case str() if cell in ERROR_CODES:
            kind, text = 'office:value-type="string" office:string-value="" calcext:value-type="error"', cell
        case str():
            kind, text = 'office:value-type="string"', cell
        case _:
            kind = f'office:value-type="float" office:value="{cell}"'
    return (
        f'<table:table-cell table:number-columns-repeated="{repeated}" table:number-rows-spanned="{spanned}"{formula} {kind}>'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )
