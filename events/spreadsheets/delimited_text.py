"""Tables as delimited text: CSV files of any program, and rows that are pasted from a spreadsheet."""

import csv
import re
from io import StringIO
from itertools import islice

from events.spreadsheets.errors import not_a_table
from events.spreadsheets.rows import Rows, clean_rows, require_rows

OTHER_SIGNATURES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
)
DELIMITERS = "\t;,"
SAMPLE_LINES = 20  # lines that decide which delimiter the text uses


def parse_rows(text: str) -> Rows:
    """Return the rows of a text with tabs, semicolons or commas between the cells.

    Raise SpreadsheetError if the text is empty, or has too many rows or columns."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    declaration = re.match(r"sep=([;,\t|])\n", text, re.IGNORECASE)  # Excel writes this line, and counts it
    delimiter = declaration[1] if declaration else _guess_delimiter(text)
    if declaration:
        text = "\n" + text[declaration.end() :]
    try:
        return require_rows(clean_rows(csv.reader(StringIO(text), delimiter=delimiter, strict=True)))
    except csv.Error:
        # A quote is a plain character, as in 5" or "Bob. Parse each line alone, so that a quote does not include the
        # lines below it.
        return require_rows(clean_rows(_split(line, delimiter) for line in text.split("\n")))


def to_text(rows: Rows) -> str:
    """Return rows as text that parse_rows() can read."""
    text = StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(row or [""] for row in rows)
    return text.getvalue()


def decode(content: bytes) -> str:
    """Return the text of a CSV file in UTF-8, UTF-16 or Windows-1252. Raise SpreadsheetError for a file of another type."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    head = content[:4096]
    control_characters = sum(byte < 32 and byte not in b"\t\n\r" for byte in head)
    is_markup = head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table"))
    if head.startswith(OTHER_SIGNATURES) or is_markup or control_characters * 20 > len(head):
        raise not_a_table()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return line.split(delimiter)


def _guess_delimiter(text: str) -> str:
    """Return the delimiter that divides the most lines into the same number of cells."""
    lines = list(islice((line for line in text.split("\n") if line.strip()), SAMPLE_LINES))

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines if delimiter in line]
        usual = max(counts, key=counts.count, default=0)
        return counts.count(usual), usual

    return max(DELIMITERS, key=agreement)
