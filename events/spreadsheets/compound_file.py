"""Read and write compound files (OLE2, [MS-CFB]): the containers of .xls workbooks and of encrypted Office files."""

from struct import error as StructError
from struct import iter_unpack, pack, unpack_from

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Special sector numbers ([MS-CFB], 2.1).
DIFAT_SECTOR, FAT_SECTOR, END_OF_CHAIN, FREE = 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
STREAM, ROOT = 2, 5  # types of directory entries
HEADER_SIZE, ENTRY_SIZE, SECTOR_SIZE, MINI_SECTOR_SIZE, SMALLEST_STREAM = 512, 128, 512, 64, 4096
SECTORS_IN_HEADER = 109


class CompoundFileError(Exception):
    """Raised for a file that breaks the rules of [MS-CFB]."""


def read_streams(content: bytes, wanted: set[str]) -> dict[str, bytes]:
    """Return the streams of a compound file that have one of the wanted names, and "" for each other name.

    Storages (folders) are not considered: a name at any level counts. Raise CompoundFileError."""
    try:
        return _Reader(content).streams(wanted)
    except (StructError, IndexError, UnicodeDecodeError) as error:
        raise CompoundFileError from error


class _Reader:
    """The sectors of a compound file. Each chain is followed only as far as the file can contain it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.shift = unpack_from("<H", content, 30)[0]
        if self.shift not in {9, 12}:
            raise CompoundFileError
        self.size = 1 << self.shift
        self.fat = self._fat()
        self.directory = self._join(self._chain(unpack_from("<I", content, 48)[0], self.fat))
        self.mini_fat = self._numbers(self._join(self._chain(unpack_from("<I", content, 60)[0], self.fat)))

    def streams(self, wanted: set[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        root_start, root_size = unpack_from("<II", self.directory, 116)
        for position in range(0, len(self.directory) - ENTRY_SIZE + 1, ENTRY_SIZE):
            length, kind = unpack_from("<HB", self.directory, position + 64)
            name = self.directory[position : position + max(length - 2, 0)].decode("utf-16-le")
            if kind != STREAM:
                continue
            start, size = unpack_from("<II", self.directory, position + 116)
            found.setdefault(name, b"")
            if name in wanted and not found[name]:
                found[name] = self._stream(start, size, root_start, root_size)
        return found

    def _stream(self, start: int, size: int, root_start: int, root_size: int) -> bytes:
        if size >= SMALLEST_STREAM:
            data = self._join(self._chain(start, self.fat))
        else:
            mini = self._join(self._chain(root_start, self.fat))[:root_size]
            chain = self._chain(start, self.mini_fat)
            data = b"".join(mini[n * MINI_SECTOR_SIZE : (n + 1) * MINI_SECTOR_SIZE] for n in chain)
        return data[:size]

    def _fat(self) -> list[int]:
        sectors = list(unpack_from(f"<{SECTORS_IN_HEADER}I", self.content, 76))
        following, count = unpack_from("<II", self.content, 68)
        if count > len(self.content) >> self.shift:
            raise CompoundFileError
        for _ in range(count):
            *more, following = self._numbers(self._sector(following))
            sectors += more
        numbers: list[int] = []
        for sector in sectors:
            if sector < DIFAT_SECTOR:
                numbers += self._numbers(self._sector(sector))
        return numbers

    def _chain(self, start: int, table: list[int]) -> list[int]:
        sectors: list[int] = []
        while start != END_OF_CHAIN and not (start == FREE and not sectors):
            if len(sectors) >= len(table):  # a circle
                raise CompoundFileError
            sectors.append(start)
            start = table[start]
        return sectors

    def _join(self, sectors: list[int]) -> bytes:
        return b"".join(map(self._sector, sectors))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self.shift
        if start >= len(self.content):
            raise CompoundFileError
        return self.content[start : start + self.size].ljust(self.size, b"\0")

    @staticmethod
    def _numbers(data: bytes) -> list[int]:
        return [number for (number,) in iter_unpack("<I", data)]


def write_stream(name: str, data: bytes) -> bytes:
    """Return a compound file with one stream. The data may have at most 7 MB."""
    data = data.ljust(SMALLEST_STREAM, b"\0")
    stream_sectors = -(-len(data) // SECTOR_SIZE)
    per_sector = SECTOR_SIZE // 4
    # The table of sectors lists itself, the directory and the stream.
    fat_sectors = -(-(stream_sectors + 1) // (per_sector - 1))
    first = fat_sectors + 1
    fat = [FAT_SECTOR] * fat_sectors + [END_OF_CHAIN]
    fat += [*range(first + 1, first + stream_sectors), END_OF_CHAIN]
    fat += [FREE] * (fat_sectors * per_sector - len(fat))
    header = SIGNATURE + bytes(16) + pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += pack("<IIIIIIIIII", 0, fat_sectors, fat_sectors, 0, SMALLEST_STREAM, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0)[
        :36
    ]
    header += pack(f"<{SECTORS_IN_HEADER}I", *range(fat_sectors), *[FREE] * (SECTORS_IN_HEADER - fat_sectors))
    directory = _entry("Root Entry", ROOT, child=1, start=END_OF_CHAIN) + _entry(
        name, STREAM, start=first, size=len(data)
    )
    directory += _entry("", 0) * 2
    return header + pack(f"<{len(fat)}I", *fat) + directory + data.ljust(stream_sectors * SECTOR_SIZE, b"\0")


def _entry(name: str, kind: int, *, child: int = FREE, start: int = 0, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    return text.ljust(64, b"\0") + pack("<HBBIII36xIQ", length, kind, 1, FREE, FREE, child, start, size)
