"""Read the workbooks that the product writes, with the details that a spreadsheet program sees."""

import re
from io import BytesIO
from typing import IO, NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

ESCAPED = re.compile("_x([0-9A-F]{4})_")  # ECMA-376, part 1, section 22.9.2.19
TEXT_TYPES = {"s", "str", "inlineStr"}


class WrittenCell(NamedTuple):
    value: str | float
    is_text: bool
    has_quote_prefix: bool
    has_formula: bool


def written_rows(content: bytes | IO[bytes]) -> list[list[WrittenCell]]:
    """Return the cells of the first sheet of an XLSX file, row by row."""
    with ZipFile(BytesIO(content) if isinstance(content, bytes) else content) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 (a file of our own)
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314
    quoted = [style.get("quotePrefix") == "1" for style in styles.iterfind("{*}cellXfs/{*}xf")]
    return [[_cell(cell, quoted) for cell in row] for row in sheet.iterfind("{*}sheetData/{*}row")]


def _cell(cell: ElementTree.Element, quoted: list[bool]) -> WrittenCell:
    is_text = cell.get("t") in TEXT_TYPES
    text = "".join(part.text or "" for part in cell.iter() if part.tag.endswith(("}t", "}v")))
    text = ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
    has_formula = any(part.tag.endswith("}f") for part in cell)
    return WrittenCell(text if is_text else float(text), is_text, quoted[int(cell.get("s", 0))], has_formula)
