"""Read tables that people upload. The content of a file decides its type; its name does not count."""

from dataclasses import dataclass

from django.core.files import File
from django.utils.translation import gettext as _

from events.spreadsheets import compound_file, safe_zip
from events.spreadsheets.delimited_text import decode_unicode, parse_rows, to_text
from events.spreadsheets.encodings import Guess, decode, detect
from events.spreadsheets.errors import SpreadsheetError
from events.spreadsheets.rows import Rows
from events.spreadsheets.safe_zip import MB
from events.spreadsheets.workbooks import read_ole_workbook, read_zip_workbook

MAX_BYTES = 2 * MB
MAX_TEXT = 2 * MB  # a form carries this text from its preview to the end; Django accepts 2.5 MB


@dataclass(frozen=True)
class Table:
    """A table. rows[0] is the first line of the sheet, also if it is empty: row numbers agree with the spreadsheet.

    sheet: the name of the sheet that was read, "" for text. others: the number of visible sheets that were not read.
    guess: the code page of a text file that is not in Unicode."""

    rows: Rows
    sheet: str = ""
    others: int = 0
    guess: Guess | None = None


def read_upload(upload: File) -> bytes:
    """Return the content of an uploaded file. Raise SpreadsheetError if it is too large."""
    if upload.size > MAX_BYTES:
        raise SpreadsheetError(
            _("This file is too large: the limit is 2 MB. Remove the pictures, or divide it into several files.")
        )
    return upload.read(MAX_BYTES + 1)


def read_table(upload: File) -> Table:
    """Return the table of an uploaded file. See read_content()."""
    return read_content(read_upload(upload))


def read_content(content: bytes, codec: str = "") -> Table:
    """Return the table of a CSV, XLSX, XLS or ODS file.

    codec: the code page to use for a text that is not in Unicode; "" for the one that its letters suggest.
    The value of a formula is read. A formula without a value is a text that begins with "=", and a formula that failed
    is the text of its error, such as "#DIV/0!": problem_of() of column_mapping reports both.

    Raise SpreadsheetError if the file cannot be read as a table."""
    if content.startswith(safe_zip.ZIP_SIGNATURE):
        table = Table(*read_zip_workbook(content))
    elif content.startswith(compound_file.SIGNATURE):
        table = Table(*read_ole_workbook(content))
    elif (text := decode_unicode(content)) is not None:
        table = Table(parse_rows(text))
    else:
        guess = detect(content)
        table = Table(parse_rows(decode(content, codec or guess.codec)), guess=guess)
    if len(to_text(table.rows).encode()) > MAX_TEXT:
        raise SpreadsheetError(_("This table contains too much text. Remove the columns that are not needed here."))
    return table
