"""The addresses of uploads in parts: the core protocol of tus 1.0 (https://tus.io/protocols/resumable-upload), with its
extensions for creation and termination. Decision 0028 says what is left out."""

import uuid
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.contributors.links import ENGAGEMENT
from events.engagements import uploads
from events.engagements.errors import EngagementError, TooLargeError, UploadError, WrongOffsetError, WrongPartError
from events.engagements.own_page import tasks_of
from events.engagements.views import find_task
from events.models import Engagement, SlideUpload

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"


class _UnknownVersionError(UploadError):
    status = 412


class _WrongTypeError(UploadError):
    status = 415


def _tus[**Params](view: Callable[Params, HttpResponse]) -> Callable[Params, HttpResponse]:
    """Decorator: check the version of the protocol, and turn errors into its statuses."""

    @wraps(view)
    def answered(*args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        request: Any = args[0]
        try:
            if request.headers.get("Tus-Resumable", VERSION) != VERSION:
                raise _UnknownVersionError
            response = view(*args, **kwargs)
        except EngagementError as error:
            status = error.status if isinstance(error, UploadError) else 400
            text = str(error.advice) if status in {404, 413, 422} else ""
            response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
        response.headers["Tus-Resumable"] = VERSION
        return response

    return answered


@behind_link(ENGAGEMENT, ("POST",))
@_tus
def upload_create(request: HttpRequest, link: Link[Engagement], pk: int) -> HttpResponse:
    """Start an upload of slides for one task. Headers: Upload-Length, and Upload-Metadata with the file name."""
    task = find_task(link.subject, str(pk))
    upload = uploads.start(task, name=_file_name(request), size=_number(request, "Upload-Length"))
    response = HttpResponse(status=201)
    response.headers["Location"] = reverse("engagements:upload", args=[link.token, upload.key])
    response.headers["Upload-Offset"] = "0"
    return response


@behind_link(ENGAGEMENT, ("HEAD", "GET", "PATCH", "DELETE"))
@_tus
def upload(request: HttpRequest, link: Link[Engagement], key: uuid.UUID) -> HttpResponse:
    """HEAD: say how much has arrived. PATCH: store the next part. DELETE: give the upload up."""
    found = uploads.find([task.pk for task in tasks_of(link.subject)], key)
    if request.method == "PATCH":
        found = _add_part(request, found)
    elif request.method == "DELETE":
        uploads.cancel(found)
    response = HttpResponse(status=204 if request.method in {"PATCH", "DELETE"} else 200)
    response.headers["Upload-Offset"] = str(found.received)
    response.headers["Upload-Length"] = str(found.size)
    return response


def _add_part(request: HttpRequest, found: SlideUpload) -> SlideUpload:
    """Store the part in the body. The file is complete with its last part: then it is checked and becomes the slides.

    If the server stopped before it had checked a complete file, an empty part at its end checks it now."""
    if found.received == found.size == _number(request, "Upload-Offset"):
        uploads.finish(found)
        return found
    if request.content_type != PART_TYPE:
        raise _WrongTypeError
    if _number(request, "Content-Length") > uploads.MOST_PART_BYTES:
        raise TooLargeError
    offset = _number(request, "Upload-Offset")
    if offset != found.received:  # before the body is read
        raise WrongOffsetError
    found = uploads.add_part(found, offset, request.body)
    if found.received == found.size:
        uploads.finish(found)
    return found


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise WrongPartError
    return int(text)


def _file_name(request: HttpRequest) -> str:
    """Return the file name of Upload-Metadata: pairs of a key and a value in Base64, with commas between them."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return b64decode(value, validate=True).decode()
            except ValueError:
                return ""
    return ""
