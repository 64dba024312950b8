"""Validation of uploaded files by their content, never by their name or the type that the browser sends.

Nothing is stored here."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from struct import error as StructError
from struct import unpack_from
from xml.etree import ElementTree

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.questions.errors import FileRejectedError
from events.questions.pdf_contents import require_complete_pdf, require_plain_pdf
from events.spreadsheets import safe_zip
from events.spreadsheets.safe_zip import MB

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODP = "application/vnd.oasis.opendocument.presentation"
# The extensions that a file name may have. The first one is added to a name that has none of them.
EXTENSIONS = {
    PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), DOCX: (".docx",), PPTX: (".pptx",), XLSX: (".xlsx",),
    ODP: (".odp",),
}  # fmt: skip
ACCEPTED = (PDF, PNG, JPEG, DOCX)
# The value of the `accept` attribute of the file field.
ACCEPT_ATTRIBUTE = ",".join([*ACCEPTED, *(ending for kind in ACCEPTED for ending in EXTENSIONS[kind])])
MAX_NAME_LENGTH = 100
MOST_RELATIONSHIP_BYTES = 5 * MB  # a parsed XML file takes thirty times its size; a thousand slides have 2 MB of them
LARGE_ADVICE = gettext_lazy("This file expands to an unusually large size. Save it as a PDF, and try again.")
DAMAGED_ADVICE = gettext_lazy("This file is damaged or incomplete. Save it again, and choose the new copy.")
PNG_SIGNATURE, JPEG_SIGNATURE = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
PNG_END = b"\0\0\0\0IEND\xaeB`\x82"  # the last chunk: its length, its type and its checksum
# In the data of a JPEG, FF is followed by 00 or by a restart marker (D0 to D7). Other markers end the data.
JPEG_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JPEG_END_OF_IMAGE = 0xD9
# Parts of a Word document that are programs or contain them.
PROGRAM_PARTS = re.compile(r"vbaProject\.bin|embeddings/.*\.bin|activeX/", re.IGNORECASE)
# What the parsers raise for a damaged file. Pillow raises SyntaxError when a file is not of the expected format.
PARSER_ERRORS = (
    safe_zip.BrokenArchiveError,
    ElementTree.ParseError,
    StructError,
    SyntaxError,
    OSError,
    LookupError,
    ValueError,
)


@dataclass(frozen=True)
class ValidatedFile:
    """A file that may be stored: its content, the type of its content, and a safe name with the extension of that type."""

    content: bytes
    content_type: str
    name: str


def max_megabytes() -> int:
    """Return the maximum size of an uploaded file, in megabytes."""
    return settings.ANSWER_FILE_MB


def limits_text() -> str:
    """Return the types and the size that an uploaded file may have, in words."""
    return _("PDF, PNG, JPEG or Word (.docx), %(max)d MB at most.") % {"max": max_megabytes()}


def clean_file(upload: File, *, is_shared: bool) -> ValidatedFile:
    """Return an uploaded file as validate_file() does. Raise ValidationError, as the field of a form must.

    is_shared: whether people outside the team open the file. Each form decides it."""
    try:
        return validate_file(upload, is_shared=is_shared)
    except FileRejectedError as error:
        raise ValidationError(str(error.advice), "refused") from error


@contextmanager
def refuse_damaged() -> Iterator[None]:
    """Raise FileRejectedError if the file that is read within cannot be parsed."""
    try:
        yield
    except PARSER_ERRORS as error:
        raise FileRejectedError(DAMAGED_ADVICE) from error


def validate_file(upload: File, *, is_shared: bool = False) -> ValidatedFile:
    """Return the content, type and name of an uploaded file. Data after the end of a picture is removed.

    is_shared: whether people outside the team open the file. A PDF for them has no programs, other files, actions at opening
    or password. A letter or an answer that only the team opens may be protected, or be a form of an authority.

    Raise FileRejectedError if the file is too large, damaged, dangerous or of another type."""
    if upload.size > max_megabytes() * MB:
        raise FileRejectedError(
            _("This file is too large. The maximum is %(max)d MB. Make the picture smaller, or save the file as a PDF.")
            % {"max": max_megabytes()}
        )
    content = upload.read(max_megabytes() * MB + 1)
    if not content:
        raise FileRejectedError(_("This file is empty. Open it to check its content, and choose it again."))
    with refuse_damaged():
        content_type, end = _detect_type(content, is_shared)
    return ValidatedFile(content[:end], content_type, clean_file_name(upload.name or "", content_type))


def clean_file_name(name: str, content_type: str) -> str:
    """Return name without its path, invisible characters and characters that file systems refuse.

    The result has at most MAX_NAME_LENGTH characters and an extension of content_type."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(" " if char in '\t\n\r<>:"|?*' else char for char in name)
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    path = PurePath(" ".join(name.split()).strip(" .") or str(_("file")))
    extensions = EXTENSIONS[content_type]
    stem, extension = (path.stem, path.suffix) if path.suffix.lower() in extensions else (path.name, extensions[0])
    return stem[: MAX_NAME_LENGTH - len(extension)].rstrip(" .") + extension


def _detect_type(content: bytes, is_shared: bool) -> tuple[str, int]:
    """Return the type of content and the position at which the file ends.

    Raise FileRejectedError for other types and dangerous files, and one of PARSER_ERRORS for damaged files."""
    if content.startswith(b"%PDF-"):
        (require_plain_pdf if is_shared else require_complete_pdf)(content)
        return PDF, len(content)
    if content.startswith(PNG_SIGNATURE):
        return PNG, _end_of_png(content)
    if content.startswith(JPEG_SIGNATURE):
        return JPEG, _end_of_jpeg(content)
    if content.startswith(safe_zip.OLD_OFFICE):
        raise FileRejectedError(
            _("This is an old Word file, or it has a password. Save it as a PDF without a password.")
        )
    if content.startswith(safe_zip.ZIP_SIGNATURE):
        _validate_docx(content)
        return DOCX, len(content)
    raise FileRejectedError(
        _("Files of this type are not accepted, whatever their name. Choose a PDF, PNG, JPEG or Word file (.docx).")
    )


def _end_of_png(content: bytes) -> int:
    """Return the position after the end of the PNG at the start of content. No pixels are decoded.

    Pillow reads the header and verifies the checksum of each chunk."""
    # Importing Pillow takes a tenth of a second, and most requests validate no picture.
    from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415 (slow to import, and most requests validate no picture)

    stream = BytesIO(content)
    picture = PngImageFile(stream)
    _require_reasonable_dimensions(*picture.size)
    picture.verify()  # reads as far as the type of the last chunk; its checksum of 4 bytes follows
    end = stream.tell() + 4
    if content[end - len(PNG_END) : end] != PNG_END:
        raise ValueError
    return end


def _end_of_jpeg(content: bytes) -> int:
    """Return the position after the end of the JPEG at the start of content. No pixels are decoded.

    Pillow reads the header up to the data. Its `verify` does nothing for a JPEG, so that the end is searched here."""
    # As in _end_of_png().
    from PIL.JpegImagePlugin import JpegImageFile  # noqa: PLC0415 (as above)

    stream = BytesIO(content)
    _require_reasonable_dimensions(*JpegImageFile(stream).size)
    position = stream.tell()
    while marker := JPEG_NEXT_MARKER.search(content, position):
        if content[marker.end() - 1] == JPEG_END_OF_IMAGE:
            return marker.end()
        # A progressive picture has several scans of data, with segments between them.
        (length,) = unpack_from(">H", content, marker.end())
        position = marker.end() + length
    raise ValueError


def _require_reasonable_dimensions(width: int, height: int) -> None:
    """Raise FileRejectedError for a picture that needs too much memory to be shown, however small its file is."""
    from PIL import Image  # noqa: PLC0415 (as in _end_of_png())

    if Image.MAX_IMAGE_PIXELS and width * height > Image.MAX_IMAGE_PIXELS:
        raise FileRejectedError(
            _("This picture has too many pixels. The maximum is %(max)d million. Make it smaller, and try again.")
            % {"max": Image.MAX_IMAGE_PIXELS // 1_000_000}
        )


def _validate_docx(content: bytes) -> None:
    """Raise FileRejectedError for a file that is not a Word document, or that contains programs or external content."""
    require_safe_office_file(
        content,
        _is_word_document,
        wrong=_("This is an archive, but not a Word file. Choose a PDF, PNG, JPEG or Word file (.docx)."),
        unsafe=_("This Word file contains programs, or loads content from elsewhere. Save it as a PDF, and try again."),
    )


def require_safe_office_file(
    content: bytes,
    is_expected: Callable[[Collection[str]], bool],
    *,
    wrong: str,
    unsafe: str,
    limits: safe_zip.ArchiveLimits = safe_zip.USUAL_LIMITS,
    is_unsafe: Callable[[Mapping[str, bytes]], bool] | None = None,
) -> None:
    """Raise FileRejectedError for an Office file with other parts than expected, with programs or external content.

    is_unsafe: says whether these parts contain programs or external content; without it, as for a file of Microsoft Office.
    wrong, unsafe: what to say about an archive of another type, and about a file with programs. Raise one of PARSER_ERRORS for a damaged file."""
    try:
        parts = safe_zip.inspect(content, is_expected, limits)
    except safe_zip.WrongArchiveError as error:
        raise FileRejectedError(wrong) from error
    except safe_zip.ZipBombError as error:
        raise FileRejectedError(LARGE_ADVICE) from error
    if (is_unsafe or _has_programs)(parts):
        raise FileRejectedError(unsafe)


def _has_programs(parts: Mapping[str, bytes]) -> bool:
    relationships = [part for name, part in parts.items() if name.lower().endswith(".rels")]
    if sum(map(len, relationships)) > MOST_RELATIONSHIP_BYTES:
        raise FileRejectedError(LARGE_ADVICE)
    return any(PROGRAM_PARTS.search(name) for name in parts) or any(map(_loads_external_content, relationships))


def _loads_external_content(relationships: bytes) -> bool:
    """Return whether opening the document loads content from elsewhere. Hyperlinks do not: a person must click them."""
    tree = ElementTree.fromstring(relationships)  # noqa: S314 (a part with a DTD has been refused)
    external = [element for element in tree.iter() if element.get("TargetMode", "").lower() == "external"]
    return any(not element.get("Type", "").endswith("/hyperlink") for element in external)


def _is_word_document(names: Collection[str]) -> bool:
    return {"[Content_Types].xml", "word/document.xml"} <= {*names}
