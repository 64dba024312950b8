"""Check archives that people upload (XLSX, ODS, DOCX): their size before they are unpacked, and that they have no DTD."""

import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

MB = 1024 * 1024
ZIP_SIGNATURE = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls and .doc, and every Office file with a password
HIGHEST_RATIO = 100


@dataclass(frozen=True)
class ArchiveLimits:
    """The most bytes and parts of an archive. The files of office programs unpack to about ten times their size."""

    unpacked: int = 20 * MB
    parts: int = 500


USUAL_LIMITS = ArchiveLimits()


class ArchiveError(Exception):
    """Base class of the reasons not to open an archive."""


class WrongArchiveError(ArchiveError):
    """Raised for an archive with other parts than expected."""


class ZipBombError(ArchiveError):
    """Raised for an archive that becomes far too large when it is unpacked."""


class BrokenArchiveError(ArchiveError):
    """Raised for a damaged or encrypted archive, and for one with a DTD."""


def inspect(
    content: bytes, is_expected: Callable[[Collection[str]], bool], limits: ArchiveLimits = USUAL_LIMITS
) -> dict[str, bytes]:
    """Return the parts of an archive by their names.

    is_expected: a function that decides by the names of the parts whether the archive is of the expected type.
    Raise WrongArchiveError, ZipBombError or BrokenArchiveError."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if not is_expected({part.filename for part in parts}):
                raise WrongArchiveError
            if len(parts) > limits.parts or _is_bomb(parts, len(content), limits):
                raise ZipBombError
            # ZipFile reads no more than the declared size of a part.
            contents = {part.filename: archive.read(part) for part in parts}
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        raise BrokenArchiveError from error
    # Office programs write no DTD. Entities are used for attacks, in parts with any name.
    if any(_has_dtd(part) for part in contents.values()):
        raise BrokenArchiveError
    return contents


def _is_bomb(parts: list[ZipInfo], size: int, limits: ArchiveLimits) -> bool:
    unpacked = sum(part.file_size for part in parts)
    return unpacked > limits.unpacked or unpacked > max(MB, HIGHEST_RATIO * size)


def _has_dtd(part: bytes) -> bool:
    # Also in UTF-16, which has zeros between the letters.
    return b"<!doctype" in part.replace(b"\0", b"").lower()
