"""The uploaded file of a report."""

import mimetypes

from django.http import Http404
from django.http.response import HttpResponseBase

from events.models import MissionReport
from events.questions.files import attachment


def report_file_response(report: MissionReport) -> HttpResponseBase:
    """Return the file of a report to save. Raise Http404 without one."""
    if not report.file:
        raise Http404
    content_type = mimetypes.guess_type(report.file_name)[0] or "application/octet-stream"
    return attachment(report.file, report.file_name, content_type)
