"""Which files are accepted as slides. Their content decides, never their name or what the browser says."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from events.engagements import open_documents
from events.engagements.errors import SlidesRejectedError, TooLargeError
from events.models.engagement import MOST_SLIDE_BYTES
from events.questions.errors import FileRejectedError
from events.questions.file_validation import (
    EXTENSIONS,
    ODP,
    PDF,
    PPTX,
    ValidatedFile,
    clean_file_name,
    refuse_damaged,
    require_safe_office_file,
)
from events.questions.pdf_contents import require_plain_pdf
from events.spreadsheets import safe_zip

TYPES = (PDF, PPTX, ODP)
ACCEPT = ",".join([*TYPES, *(ending for kind in TYPES for ending in EXTENSIONS[kind])])
# Films and pictures in a presentation are compressed already, so it unpacks to little more than its size.
LIMITS = safe_zip.ArchiveLimits(unpacked=80 * safe_zip.MB, parts=5_000)


def validate_slides(content: bytes, name: str) -> ValidatedFile:
    """Return the content, the type and a safe name of slides. Raise TooLargeError or SlidesRejectedError."""
    if len(content) > MOST_SLIDE_BYTES:
        raise TooLargeError
    try:
        with refuse_damaged():
            content_type = _type_of(content)
    except FileRejectedError as error:
        raise SlidesRejectedError(error.advice) from error
    return ValidatedFile(content, content_type, clean_file_name(name, content_type))


def _type_of(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        require_plain_pdf(content)
        return PDF
    if content.startswith(safe_zip.ZIP_SIGNATURE):
        return _type_of_archive(content)
    if content.startswith(safe_zip.OLD_OFFICE):
        raise SlidesRejectedError(
            _("This is an old PowerPoint file, or it has a password. Save it as a PDF without a password.")
        )
    raise SlidesRejectedError(
        _("Files of this type are not accepted. Choose a PDF, a PowerPoint (.pptx) or an OpenDocument file (.odp).")
    )


def _type_of_archive(content: bytes) -> str:
    """Return the type of a presentation. The first part of an OpenDocument file is its type, without compression."""
    is_odp = ODP.encode() in content[:200]
    require_safe_office_file(
        content,
        open_documents.is_presentation if is_odp else _has_pptx_parts,
        wrong=_(
            "This is an archive, but not a presentation. Choose a PDF, a PowerPoint (.pptx) or an OpenDocument file (.odp)."
        ),
        unsafe=_("This file contains programs, or loads content from elsewhere. Save it as a PDF, and try again."),
        limits=LIMITS,
        is_unsafe=open_documents.has_programs if is_odp else None,
    )
    return ODP if is_odp else PPTX


def _has_pptx_parts(names: Collection[str]) -> bool:
    return {"[Content_Types].xml", "ppt/presentation.xml"} <= {*names}
