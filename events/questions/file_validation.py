"""What an uploaded file is: told by its content, never by its name or by what the browser says. Pure: nothing is stored."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from struct import error as TooShort
from struct import unpack_from
from xml.etree import ElementTree
from zlib import crc32

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from events.spreadsheets import safe_zip
from events.spreadsheets.safe_zip import MB

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The endings that a name may have; the first is added where it has none of them.
ENDINGS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), DOCX: (".docx",)}
ACCEPTED = ",".join([PDF, PNG, JPEG, DOCX, *(ending for endings in ENDINGS.values() for ending in endings)])
PNG_BEGINS, JPEG_BEGINS = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
LONGEST_NAME = 100
TAIL = 1024  # in which a PDF says that it ends; programs add some bytes after it
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # of a JPEG: the marker that gives its size
# In a JPEG's data FF is followed by 00; by D0 to D7, where it goes on; or by the marker that ends it.
ENDS_DATA = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# Parts of a Word document that are, or hold, programs.
RUNS = re.compile(r"vbaProject\.bin|embeddings/.*\.bin|activeX/", re.IGNORECASE)


class FileRejectedError(Exception):
    """Raised for a file that is not taken; says what to do about it."""


@dataclass(frozen=True)
class ValidatedFile:
    """A file that may be stored: its content, its type by that content, and a name that shows what it is."""

    content: bytes
    content_type: str
    name: str


def max_megabytes() -> int:
    """Return how many megabytes a file may have."""
    return settings.ANSWER_FILE_MB


def validate_file(upload: File) -> ValidatedFile:
    """Return what an uploaded file is. Whatever stands behind the end of a picture is left out.

    Raises FileRefused."""
    if upload.size > max_megabytes() * MB:
        raise FileRejectedError(
            _("This file is too large: %(most)d MB is the most. Make the picture smaller, or save it as a PDF.")
            % {"most": max_megabytes()}
        )
    content = upload.read(max_megabytes() * MB + 1)
    if not content:
        raise FileRejectedError(
            _("This file is empty. Open it to see whether it is the right one, and choose it again.")
        )
    try:
        content_type, end = _type_of(content)
    except (safe_zip.BrokenArchiveError, TooShort, IndexError, ValueError, ElementTree.ParseError) as error:
        raise FileRejectedError(
            _("This file is broken, or only half of it has come. Save it anew, and try again.")
        ) from error
    return ValidatedFile(content[:end], content_type, clean_name(upload.name or "", content_type))


def clean_name(name: str, content_type: str) -> str:
    """Return the person's own name for a file without path, signs that no eye sees and signs that systems refuse; not
    too long, and with an ending that tells the truth."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(" " if char in '\t\n\r<>:"|?*' else char for char in name)
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    path = PurePath(" ".join(name.split()).strip(" .") or str(_("file")))
    endings = ENDINGS[content_type]
    stem, ending = (path.stem, path.suffix) if path.suffix.lower() in endings else (path.name, endings[0])
    return stem[: LONGEST_NAME - len(ending)].rstrip(" .") + ending


def _type_of(content: bytes) -> tuple[str, int]:
    """Return the type, and where the file ends. Raises FileRefused, and ValueError or TooShort for half a file."""
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-TAIL:]:
            raise ValueError
        return PDF, len(content)
    if content.startswith(PNG_BEGINS):
        return PNG, _end_of_png(content)
    if content.startswith(JPEG_BEGINS):
        return JPEG, _end_of_jpeg(content)
    if content.startswith(safe_zip.OLD_OFFICE):
        raise FileRejectedError(
            _("This is a file of an old Word, or it has a password. Save it as a PDF without a password.")
        )
    if content.startswith(safe_zip.ZIP_SIGNATURE):
        _look_into_docx(content)
        return DOCX, len(content)
    raise FileRejectedError(
        _(
            "This is none of the files that are taken, whatever its name says. Choose a PDF, PNG, JPEG or Word file (.docx)."
        )
    )


def _end_of_png(content: bytes) -> int:
    """Return where a PNG ends: each chunk is whole by its checksum, the first says its size, and it has data."""
    at, kinds = len(PNG_BEGINS), set[bytes]()
    while b"IEND" not in kinds:
        length, kind = unpack_from(">I4s", content, at)
        (checksum,) = unpack_from(">I", content, at + 8 + length)
        if crc32(content[at + 4 : at + 8 + length]) != checksum or bool(kinds) == (kind == b"IHDR"):
            raise ValueError
        if kind == b"IHDR" and (length != 13 or 0 in unpack_from(">II", content, at + 8)):
            raise ValueError
        kinds.add(kind)
        at += 12 + length
    if b"IDAT" not in kinds:
        raise ValueError
    return at


def _end_of_jpeg(content: bytes) -> int:
    """Return where a JPEG ends: it has a size, data, and the marker of its end."""
    at, markers = 2, set[int]()
    while True:
        if content[at] != 0xFF:
            raise ValueError
        marker = content[at + 1]
        if marker == 0xFF:  # filled up
            at += 1
            continue
        if marker == 0xD9:
            if 0xDA not in markers or not FRAMES & markers:
                raise ValueError
            return at + 2
        (length,) = unpack_from(">H", content, at + 2)
        if length < 2:
            raise ValueError
        markers.add(marker)
        at += 2 + length
        if marker == 0xDA:
            found = ENDS_DATA.search(content, at)
            if found is None:
                raise ValueError
            at = found.start()


def _look_into_docx(content: bytes) -> None:
    """Raise FileRefused for what is no Word document, or loads or runs something by itself."""
    try:
        parts = safe_zip.inspect(content, _is_word)
    except safe_zip.WrongArchiveError as error:
        raise FileRejectedError(
            _("This is an archive, but no Word file. Choose a PDF, PNG, JPEG or Word file (.docx).")
        ) from error
    except safe_zip.ZipBombError as error:
        raise FileRejectedError(
            _("This file unpacks to far more than it should. Save it as a PDF, and try again.")
        ) from error
    relations = [part for name, part in parts.items() if name.lower().endswith(".rels")]
    if any(RUNS.search(name) for name in parts) or any(_loads(part) for part in relations):
        raise FileRejectedError(
            _("This Word file holds programs, or loads parts from elsewhere. Save it as a PDF, and try again.")
        )


def _loads(relations: bytes) -> bool:
    """Say whether a part is loaded from elsewhere. Links that somebody has to click are none of it."""
    tree = ElementTree.fromstring(relations)  # noqa: S314 (a part with a DTD has been refused)
    outside = [one for one in tree.iter() if one.get("TargetMode", "").lower() == "external"]
    return any(not one.get("Type", "").endswith("/hyperlink") for one in outside)


def _is_word(names: Collection[str]) -> bool:
    return {"[Content_Types].xml", "word/document.xml"} <= {*names}
