"""Which files a resource can have. Their content decides, never their name or what the browser says."""

from collections.abc import Collection

from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from events.engagements import open_documents
from events.questions.errors import FileRejectedError
from events.questions.file_validation import (
    DOCX,
    EXTENSIONS,
    ODP,
    PDF,
    PPTX,
    XLSX,
    ValidatedFile,
    clean_file_name,
    refuse_damaged,
    require_safe_office_file,
)
from events.questions.pdf_contents import require_plain_pdf
from events.spreadsheets import safe_zip

MOST_MB = 50
TYPES = (PDF, DOCX, PPTX, XLSX, ODP)
ACCEPT = ",".join([*TYPES, *(ending for kind in TYPES for ending in EXTENSIONS[kind])])
LIMITS = safe_zip.ArchiveLimits(unpacked=200 * safe_zip.MB, parts=5_000)
MAIN_PARTS = {"word/document.xml": DOCX, "ppt/presentation.xml": PPTX, "xl/workbook.xml": XLSX}
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*")


def limits_text() -> str:
    """Return the types and the size that the file of a resource may have, in words."""
    return _("PDF, Word, PowerPoint, Excel or OpenDocument (.odp), %(max)d MB at most.") % {"max": MOST_MB}


def validate_resource_file(upload: File) -> ValidatedFile:
    """Return the content, the type and a safe name of an uploaded file. Raise FileRejectedError."""
    if upload.size > MOST_MB * safe_zip.MB:
        raise FileRejectedError(
            _("This file has %(size)s. The maximum is %(max)d MB. Make it smaller, or give a link to it instead.")
            % {"size": filesizeformat(upload.size), "max": MOST_MB}
        )
    content = upload.read()
    if not content:
        raise FileRejectedError(_("This file is empty. Open it to check its content, and choose it again."))
    with refuse_damaged():
        content_type = _type_of(content)
    return ValidatedFile(content, content_type, clean_file_name(upload.name or "", content_type))


def _type_of(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        require_plain_pdf(content)
        return PDF
    if content.startswith(safe_zip.ZIP_SIGNATURE):
        return _type_of_archive(content)
    if content.startswith(safe_zip.OLD_OFFICE):
        raise FileRejectedError(
            _("This is an old Office file, or it has a password. Save it as a PDF without a password.")
        )
    if content.startswith(PICTURES) or content[8:12] == b"WEBP":
        raise FileRejectedError(
            _("This is a picture. Add it to an album, where it gets a description and loses the place it was taken.")
        )
    if b"<svg" in content[:2000].lower():
        raise FileRejectedError(_("This is a drawing in the format SVG, which may contain programs. Save it as a PDF."))
    raise FileRejectedError(
        _("Files of this type are not accepted, whatever their name. Choose a PDF or an Office file, or give a link.")
    )


def _type_of_archive(content: bytes) -> str:
    """Return the type of an Office file. The first part of an OpenDocument file is its type, without compression."""
    is_odp = ODP.encode() in content[:200]
    found: list[str] = [ODP] if is_odp else []

    def is_expected(names: Collection[str]) -> bool:
        if is_odp:
            return open_documents.is_presentation(names)
        found.extend(kind for part, kind in MAIN_PARTS.items() if part in names)
        return "[Content_Types].xml" in names and len(found) == 1

    require_safe_office_file(
        content,
        is_expected,
        wrong=_("This is an archive, but not an Office file. Unpack it, and choose the files in it."),
        unsafe=_("This file contains programs, or loads content from elsewhere. Save it as a PDF, and try again."),
        limits=LIMITS,
        is_unsafe=open_documents.has_programs if is_odp else None,
    )
    return found[0]
