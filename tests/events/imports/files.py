"""Files as people upload them, good and bad."""

from io import BytesIO
from secrets import token_hex
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook


def upload(content: bytes | str, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def workbook(*sheets: list[list[Any]], name: str = "list.xlsx", hidden: int = 0) -> SimpleUploadedFile:
    """Return an XLSX file with these sheets, the first `hidden` of them hidden."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number + 1}")
        for row in rows:
            sheet.append(row)
        if number < hidden:
            sheet.sheet_state = "hidden"
    file = BytesIO()
    book.save(file)
    return upload(file.getvalue(), name)


def changed(parts: dict[str, bytes]) -> SimpleUploadedFile:
    """Return an XLSX file in which parts are others, or more."""
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
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'
PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02"
MANY = "name,email\n" + "".join(f"P{number},p{number}@example.org\n" for number in range(6000))

# What is no list, and the beginning of what the person is told.
BAD: dict[str, tuple[Any, str]] = {
    "empty": (lambda: upload(b""), "There is nothing in this table."),
    "blank": (lambda: upload(" \n;;\n\t\n"), "There is nothing in this table."),
    "a workbook without cells": (lambda: workbook([]), "There is nothing in this table."),
    "too large": (lambda: upload(b"a" * (2 * 1024 * 1024 + 1)), "This file is too large"),
    "6,000 rows": (lambda: upload(MANY), "There are more than 5000 rows"),
    "6,000 rows of a workbook": (lambda: workbook([["a"]] * 6000), "There are more than 5000 rows"),
    "61 columns": (lambda: upload(",".join(["a"] * 61)), "Row 1 has more than 60 columns"),
    "61 columns of a workbook": (lambda: workbook([["a"], ["a"] * 61]), "Row 2 has more than 60 columns"),
    "an old .xls": (lambda: upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls"), "This is a file of an old"),
    "a PDF named .csv": (lambda: upload(b"%PDF-1.7\n"), "This file is no table"),
    "a picture named .xlsx": (lambda: upload(PIXEL, "a.xlsx"), "This file is no table"),
    "a web page named .xlsx": (lambda: upload("<html><table>", "a.xlsx"), "This file is no table"),
    "a program named .csv": (lambda: upload(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0"), "This file is no table"),
    "an archive of something else": (lambda: zipped({"word/document.xml": b"<w/>"}), "This file is no table"),
    "half a workbook": (lambda: upload(workbook([["a"]]).read()[:900], "a.xlsx"), "This file is broken"),
    "a workbook of nonsense": (lambda: changed({"xl/workbook.xml": b"nonsense"}), "This file is broken"),
    "a sheet of nonsense": (lambda: changed({SHEET: b"<worksheet><row"}), "This file is broken"),
    "a bomb": (lambda: changed({SHEET: b" " * 30_000_000}), "This file unpacks to far more"),
    "a small bomb": (lambda: changed({"xl/media/a": b"\0" * 15_000_000}), "This file unpacks to far more"),
    "a thousand parts": (lambda: changed({f"a/{n}": b"a" for n in range(1000)}), "This file unpacks to far more"),
    "entities in entities": (lambda: changed({SHEET: LAUGHS}), "This file is broken"),
    "entities in UTF-16": (lambda: changed({SHEET: LAUGHS.decode().encode("utf-16")}), "This file is broken"),
    "an entity from outside": (lambda: changed({SHEET: OUTSIDE}), "This file is broken"),
    "more text than a form carries": (
        lambda: workbook([[noise(950) for _ in range(40)] for _ in range(60)]), "There is too much text",
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
