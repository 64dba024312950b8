"""Archives that people upload (XLSX, DOCX): weighed before anything of them is unpacked, and read without any DTD."""

import zlib
from collections.abc import Callable, Collection
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

MB = 1024 * 1024
ZIP_SIGNATURE = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # of .xls and .doc, and of whatever has a password
# Of what is inside: real files hold some ten times what they weigh.
MOST_UNPACKED, MOST_PARTS, HIGHEST_RATIO = 20 * MB, 500, 100


class ArchiveError(Exception):
    """Raised for an archive that nobody should open; its kinds say why."""


class WrongArchiveError(ArchiveError):
    """It holds something else than what was expected."""


class ZipBombError(ArchiveError):
    """It would grow out of all measure when it is unpacked."""


class BrokenArchiveError(ArchiveError):
    pass


def inspect(content: bytes, is_one: Callable[[Collection[str]], bool]) -> dict[str, bytes]:
    """Return the parts of an archive by their names; is_one says by those whether it is what was expected.

    Raises OtherArchive, Bomb, BrokenArchive."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if not is_one({part.filename for part in parts}):
                raise WrongArchiveError
            if len(parts) > MOST_PARTS or _is_bomb(parts, len(content)):
                raise ZipBombError
            # An archive does not give out more than it says.
            found = {part.filename: archive.read(part) for part in parts}
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        raise BrokenArchiveError from error
    # Office writes no DTD: entities are the trick of others, who may call a part what they like.
    if any(_has_dtd(part) for part in found.values()):
        raise BrokenArchiveError
    return found


def _is_bomb(parts: list[ZipInfo], weight: int) -> bool:
    unpacked = sum(part.file_size for part in parts)
    return unpacked > MOST_UNPACKED or unpacked > max(MB, HIGHEST_RATIO * weight)


def _has_dtd(part: bytes) -> bool:
    # In UTF-16 too, whose letters have zeros between them.
    return b"<!doctype" in part.replace(b"\0", b"").lower()
