"""Tables as delimited text: CSV files of any program, and rows that are pasted from a spreadsheet."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from io import StringIO
from itertools import islice

from events.spreadsheets.errors import not_a_table
from events.spreadsheets.formula_guard import unguarded
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
DELIMITERS = "\t;,|"
SAMPLE_LINES = 20  # lines that decide which delimiter the text uses


def parse_rows(text: str) -> Rows:
    """Return the rows of a text with tabs, semicolons, commas or vertical lines between the cells.

    Raise SpreadsheetError if the text is empty, or has too many rows or columns."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    declaration = re.match(r"sep=([;,\t|])\n", text, re.IGNORECASE)  # Excel writes this line, and counts it
    delimiter = declaration[1] if declaration else _guess_delimiter(text)
    if declaration:
        text = "\n" + text[declaration.end() :]
    try:
        return _rows(csv.reader(StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        # A quote is a plain character, as in 5" or "Bob. Parse each line alone, so that a quote does not include the
        # lines below it.
        return _rows(_split(line, delimiter) for line in text.split("\n"))


def _rows(lines: Iterable[list[str]]) -> Rows:
    return require_rows(clean_rows([unguarded(cell) if cell else "" for cell in line] for line in lines))


def split_tabs(text: str) -> list[list[str]]:
    """Return the cells of rows that were copied from a spreadsheet: the program quotes a cell with a line break or a quote.

    Text that only looks like that, such as one quote, is read line by line."""
    try:
        return list(csv.reader(StringIO(text), delimiter="\t"))
    except csv.Error:
        return [line.split("\t") for line in text.splitlines()]


def to_text(rows: Rows) -> str:
    """Return rows as text that parse_rows() can read."""
    text = StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(row or [""] for row in rows)
    return text.getvalue()


def decode_unicode(content: bytes) -> str | None:
    """Return the text of a CSV file in UTF-8, UTF-16 or ISO-2022-JP, or None if it is in another encoding.

    Raise SpreadsheetError for a file that is not text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    head = content[:4096]
    if codec := _utf_16_without_mark(head):
        return content.decode(codec, errors="replace")
    if b"\x1b$B" in content or b"\x1b$@" in content:  # Japanese text of mail programs
        return content.decode("iso2022_jp", errors="replace")
    control_characters = sum(byte < 32 and byte not in b"\t\n\r" for byte in head)
    is_markup = head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table"))
    if head.startswith(OTHER_SIGNATURES) or is_markup or control_characters * 20 > len(head):
        raise not_a_table()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A file that was cut or edited by hand: the few broken bytes are marked in their rows.
        is_mostly_unicode = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", content[: error.start])) > 2
        return content.decode("utf-8-sig", errors="replace") if is_mostly_unicode else None


def _utf_16_without_mark(head: bytes) -> str:
    """Return the codec of UTF-16 text; "" for other text.

    Every second byte of a Latin letter is 0. In other scripts, the delimiters and the ends of lines have such a byte."""
    half = len(head) // 2
    for codec, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        share = zeros.count(0) / half if half > 2 and not others.count(0) else 0
        if share > 0.7 or (share > 0.1 and _is_text(head[: half * 2 - 2], codec)):
            return codec
    return ""


def _is_text(content: bytes, codec: str) -> bool:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return False
    return "\n" in text and all(char in "\t\n\r\ufeff" or unicodedata.category(char)[0] != "C" for char in text)


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
