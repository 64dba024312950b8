"""PDFs that were stored before shared PDFs were searched for programs are searched again, and withheld with a finding.

A file is searched when somebody opens it for the first time, so that none is served unsearched, and by a daily task, so
that the team learns of a finding before its readers do. A check at the upload alone leaves the older files; the daily task
alone serves a file until its turn has come; a check at each opening reads files of 50 MB again and again. The result is
kept for the path of the file: what is stored at a path does not change.

The public, participants and contributors get no file with a finding. The team can save it, to replace it. Reports of
missions and visits are not covered: only the team and named institutions open them, and nobody reads them in a browser."""

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from events.models import CheckedFile, Document, ResourceFile, Slides
from events.questions.errors import FileRejectedError
from events.questions.file_validation import PDF, refuse_damaged
from events.questions.pdf_contents import require_plain_pdf

type SharedFile = ResourceFile | Document | Slides


def problem_of(row: SharedFile) -> str:
    """Return why the file of a row is not served, "" if it is. A PDF that was never searched is searched now.

    One query; for a PDF that is searched, one more and all of its content."""
    if row.content_type != PDF:
        return ""
    path = row.file.name or ""
    known = CheckedFile.objects.filter(path=path).values_list("problem", flat=True).first()
    return (check(path, row.file) or "") if known is None else known


def check(path: str, content: FieldFile) -> str | None:
    """Search a stored PDF, record the result and return it. Another process may do so at the same time.

    Return None if the content is lost: it cannot be served either, and it may come back from a backup."""
    try:
        with content.open() as opened:
            problem = _search(opened.read())
    except FileNotFoundError:
        return None
    CheckedFile.objects.bulk_create([CheckedFile(path=path, problem=problem[:300])], ignore_conflicts=True)
    return problem


def withheld(request: HttpRequest) -> HttpResponse:
    """Return the page that says that a file is not available for now, with the status 404."""
    response = render(request, "questions/file_withheld.html", status=404)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _search(content: bytes) -> str:
    with override(settings.LANGUAGE_CODE):
        try:
            with refuse_damaged():
                require_plain_pdf(content)
        except FileRejectedError as error:
            return str(error.advice)
    return ""
