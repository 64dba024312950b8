"""Files that people upload: good ones and bad ones."""

from io import BytesIO
from secrets import token_hex
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from events.spreadsheets import compound_file
from tests.events.spreadsheets.old_files import ods, ole_file, upload, xls


def workbook(*sheets: list[list[Any]], name: str = "list.xlsx", hidden: int = 0) -> SimpleUploadedFile:
    """Return an XLSX file with these sheets. The first `hidden` sheets are hidden."""
    file = BytesIO()
    book = Workbook(file, {"strings_to_urls": False, "default_date_format": "yyyy-mm-dd"})
    for number, rows in enumerate(sheets):
        sheet = book.add_worksheet(f"Sheet {number + 1}")
        for position, row in enumerate(rows):
            sheet.write_row(position, 0, row)
        if number < hidden:
            sheet.hide()
        elif number == hidden:
            sheet.activate()
    book.close()
    return upload(file.getvalue(), name)


def changed(parts: dict[str, bytes]) -> SimpleUploadedFile:
    """Return an XLSX file in which some parts are replaced or added."""
    old = ZipFile(BytesIO(workbook([["Name", "E-mail"], ["An", "an@example.org"]]).read()))
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return upload(file.getvalue(), "list.xlsx")


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<worksheet><sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row></sheetData></worksheet>"
)
CORNERS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c>'
    b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'
PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02"
MANY = "name,email\n" + "".join(f"P{number},p{number}@example.org\n" for number in range(6000))


def circle() -> SimpleUploadedFile:
    """Return an .xls file whose second sector is followed by itself."""
    content = bytearray(xls([["a"]]).read())
    table_of_sectors = 512
    content[table_of_sectors + 8 : table_of_sectors + 12] = (2).to_bytes(4, "little")
    return upload(bytes(content), "list.xls")


# Files that are not lists, and the beginning of the message to the user.
BAD: dict[str, tuple[Any, str]] = {
    "empty": (lambda: upload(b""), "This table is empty."),
    "blank": (lambda: upload(" \n;;\n\t\n"), "This table is empty."),
    "a workbook without cells": (lambda: workbook([]), "This table is empty."),
    "too large": (lambda: upload(b"a" * (2 * 1024 * 1024 + 1)), "This file is too large"),
    "6,000 rows": (lambda: upload(MANY), "There are more than 5000 rows"),
    "6,000 rows of a workbook": (lambda: workbook([["a"]] * 6000), "There are more than 5000 rows"),
    "61 columns": (lambda: upload(",".join(["a"] * 61)), "Row 1 has more than 60 columns"),
    "61 columns of a workbook": (lambda: workbook([["a"], ["a"] * 61]), "Row 2 has more than 60 columns"),
    "a damaged .xls": (lambda: upload(compound_file.SIGNATURE + b"\0" * 600, "a.xls"), "This file is damaged"),
    "an .xls of circles": (circle, "This file is damaged"),
    "an old Word file": (lambda: ole_file("WordDocument", b"text"), "This file is not a table"),
    "an .xlsx with a password": (lambda: ole_file("EncryptedPackage", b"secret"), "This file has a password"),
    "an .xls with a password": (lambda: xls([["a"]], password=True), "This file has a password"),
    "an .ods with a password": (lambda: ods([["a"]], password=True), "This file has a password"),
    "half an .xls": (lambda: upload(xls([["a"]]).read()[:1600], "a.xls"), "This file is damaged"),
    "6,000 rows of an .xls": (lambda: xls([["a"]] * 6000), "There are more than 5000 rows"),
    "61 columns of an .ods": (lambda: ods([["a"], ["a"] * 61]), "Row 2 has more than 60 columns"),
    "corners of an .xlsx": (lambda: changed({SHEET: CORNERS}), "A sheet of this file has cells that are very far"),
    "corners of an .xls": (lambda: xls([["a"]], corner=(65_535, 255)), "A sheet of this file has cells that are very far"),
    "corners of an .ods": (lambda: ods([["a"]], repeated=(1_048_576, 16_384)), "A sheet of this file has cells that are very"),
    "a long text many times": (lambda: workbook([["x" * 30_000] * 40] * 100), "This file contains far more data"),
    "a long text many times in an .xls": (
        lambda: xls([["x" * 30_000] * 40] * 100), "This file contains far more data",
    ),
    "a long text many times in an .ods": (
        lambda: ods([["x" * 30_000]], repeated=(1_000, 1)), "This file contains far more data",
    ),
    "a PDF named .csv": (lambda: upload(b"%PDF-1.7\n"), "This file is not a table"),
    "a picture named .xlsx": (lambda: upload(PIXEL, "a.xlsx"), "This file is not a table"),
    "a web page named .xlsx": (lambda: upload("<html><table>", "a.xlsx"), "This file is not a table"),
    "a program named .csv": (lambda: upload(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0"), "This file is not a table"),
    "an archive of something else": (lambda: zipped({"word/document.xml": b"<w/>"}), "This file is not a table"),
    "half a workbook": (lambda: upload(workbook([["a"]]).read()[:900], "a.xlsx"), "This file is damaged"),
    "a workbook of nonsense": (lambda: changed({"xl/workbook.xml": b"nonsense"}), "This file is damaged"),
    "a sheet of nonsense": (lambda: changed({SHEET: b"<worksheet><row"}), "This file is damaged"),
    "a bomb": (lambda: changed({SHEET: b" " * 30_000_000}), "This file contains far more data"),
    "a small bomb": (lambda: changed({"xl/media/a": b"\0" * 15_000_000}), "This file contains far more data"),
    "a thousand parts": (lambda: changed({f"a/{n}": b"a" for n in range(1000)}), "This file contains far more data"),
    "entities in entities": (lambda: changed({SHEET: LAUGHS}), "This file is damaged"),
    "entities in UTF-16": (lambda: changed({SHEET: LAUGHS.decode().encode("utf-16")}), "This file is damaged"),
    "an entity from outside": (lambda: changed({SHEET: OUTSIDE}), "This file is damaged"),
    "more text than a form carries": (
        lambda: workbook([[noise(950) for _ in range(40)] for _ in range(60)]), "This table contains too much text",
    ),
}  # fmt: skip


def noise(length: int) -> str:
    return token_hex(length // 2)


def zipped(parts: dict[str, bytes]) -> SimpleUploadedFile:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return upload(file.getvalue(), "list.xlsx")
