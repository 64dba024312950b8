"""Scan the sheets of an XLS workbook ([MS-XLS], BIFF5 and BIFF8) before python-calamine opens it."""

from collections.abc import Iterator
from itertools import pairwise
from struct import error as StructError
from struct import pack_into, unpack_from
from typing import NamedTuple

from events.spreadsheets.cell_checks import UNKNOWN_ERROR, SheetCheck
from events.spreadsheets.errors import broken_file, password_protected

# Record types ([MS-XLS], 2.3.2).
FORMULA, EOF, FILEPASS, CONTINUE, SHEET, STRINGS, SHARED_TEXT = 0x06, 0x0A, 0x2F, 0x3C, 0x85, 0xFC, 0xFD
RECALC_ID, DIMENSIONS, ERROR = 0x1C1, 0x200, 0x205
# Blank cells are not cells with content.
CELLS = frozenset({FORMULA, 0x7E, 0xD6, SHARED_TEXT, 0x203, 0x204, ERROR, 0x27E})
MULTIPLE_CELLS = 0xBD  # a row of numbers, with its last column in the last two bytes
IGNORED = 0xFFF  # a type that no record has
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
NOT_A_NUMBER = b"\xff\xff"  # the end of a formula's value of another type
ERROR_VALUE, EMPTY_TEXT = 2, 3
MOST_SHEETS = 500


class Record(NamedTuple):
    kind: int
    start: int
    data: bytes


def check_sheets(stream: bytearray) -> list[SheetCheck]:
    """Return the check of each sheet, in the order of the workbook.

    The declared sizes of the sheets are removed from the stream: python-calamine would reserve memory for them.
    Raise SpreadsheetError for a workbook that has a password, is damaged or is too large to open."""
    try:
        return _check_sheets(stream)
    except (StructError, IndexError) as error:
        raise broken_file() from error


def _check_sheets(stream: bytearray) -> list[SheetCheck]:
    starts: list[int] = []
    blocks: list[bytes] = []  # the record of shared texts, and those that continue it
    is_calculated = False
    for record in _records(stream, 0):
        match record.kind:
            case kind if kind == FILEPASS:
                raise password_protected()
            case kind if kind == SHEET:
                starts.append(unpack_from("<I", record.data)[0])
            case kind if kind == RECALC_ID:
                is_calculated = True
            case kind if kind == STRINGS or (kind == CONTINUE and blocks):
                blocks.append(record.data)
    if len(starts) > MOST_SHEETS or len(set(starts)) < len(starts):
        raise broken_file()
    lengths = _text_lengths(blocks) if blocks else []
    ends = dict(pairwise([*sorted(starts), len(stream)]))
    return [_check_sheet(stream, start, ends[start], lengths, is_calculated) for start in starts]


def _records(stream: bytearray, start: int, end: int | None = None) -> Iterator[Record]:
    """Yield the records from start to the next end of a substream. A record must not reach into another sheet."""
    end = len(stream) if end is None else end
    while start + 4 <= end:
        kind, length = unpack_from("<HH", stream, start)
        if start + 4 + length > end:
            break
        yield Record(kind, start, bytes(stream[start + 4 : start + 4 + length]))
        if kind == EOF:
            return
        start += 4 + length
    raise broken_file()


def _text_lengths(blocks: list[bytes]) -> list[int]:
    """Return the number of characters of each shared text, by its index ([MS-XLS], 2.4.265 and 2.5.293)."""
    count = unpack_from("<I", blocks[0], 4)[0]
    if count > sum(map(len, blocks)):  # python-calamine would reserve memory for so many texts
        raise broken_file()
    reader = _BlockReader(blocks, 8)
    lengths = []
    for _ in range(count):
        length, flags = unpack_from("<HB", reader.read(3))
        runs = unpack_from("<H", reader.read(2))[0] if flags & 8 else 0
        extra = unpack_from("<I", reader.read(4))[0] if flags & 4 else 0
        reader.skip_characters(length, flags & 1)
        reader.read(4 * runs + extra)
        lengths.append(length)
    return lengths


class _BlockReader:
    """The data of several records, read as one. Where characters continue in a record, a byte repeats their width."""

    def __init__(self, blocks: list[bytes], position: int) -> None:
        self.blocks, self.number, self.position = blocks, 0, position

    @property
    def left(self) -> int:
        return len(self.blocks[self.number]) - self.position

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            if not self.left:
                self.number, self.position = self.number + 1, 0
            taken = self.blocks[self.number][self.position : self.position + size - len(data)]
            self.position += len(taken)
            data += taken
        return data

    def skip_characters(self, count: int, is_wide: int) -> None:
        while count:
            if not self.left:
                is_wide = self.read(1)[0] & 1
            taken = min(count, self.left >> is_wide)
            self.position += taken << is_wide
            count -= taken
            if count and taken == 0:
                raise broken_file()


def _check_sheet(stream: bytearray, start: int, end: int, lengths: list[int], is_calculated: bool) -> SheetCheck:
    check = SheetCheck()
    for record in _records(stream, start, end):
        if record.kind == DIMENSIONS:
            pack_into("<H", stream, record.start, IGNORED)
        elif record.kind in CELLS:
            row, column = unpack_from("<HH", record.data)
            length = lengths[unpack_from("<I", record.data, 6)[0]] if record.kind == SHARED_TEXT else 0
            check.add(row, column, _missing_text(record, is_calculated), length=length)
        elif record.kind == MULTIPLE_CELLS:
            check.add(unpack_from("<H", record.data)[0], unpack_from("<H", record.data, len(record.data) - 2)[0])
    return check


def _missing_text(record: Record, is_calculated: bool) -> str:
    """Return the text of a cell if python-calamine does not return it.

    is_calculated: False for a file without the mark that Excel leaves when it calculates. In such a file an empty value
    of a formula means that the library that wrote the file could not calculate it."""
    if record.kind == ERROR:
        code, is_error = unpack_from("<BB", record.data, 6)
        return ERRORS.get(code, UNKNOWN_ERROR) if is_error else ""
    if record.kind == FORMULA and record.data[12:14] == NOT_A_NUMBER:
        if record.data[6] == ERROR_VALUE:
            return ERRORS.get(record.data[8], UNKNOWN_ERROR)
        if record.data[6] == EMPTY_TEXT and not is_calculated:
            return "="
    return ""
