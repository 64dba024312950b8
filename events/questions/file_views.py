import uuid

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from accounts.security_log import SecurityEvent, record
from events.questions import files, queries


@login_required
@never_cache
@require_safe
def answer_file(request: SignedInRequest, key: uuid.UUID) -> FileResponse:
    """Send the file to the person who uploaded it, and to team members who can see the answer."""
    return send_file(request, queries.find_visible_file(request.user, key))


def send_file(request: SignedInRequest, file: files.StoredFile | None) -> FileResponse:
    """Send a stored file, and record the download in the security log. Raise Http404 without a file."""
    if file is None:
        raise Http404
    owner = file.registration.person_id if file.registration else file.kept_for_id
    record(SecurityEvent.FILE_DOWNLOADED, request=request, subject=owner, file_id=file)
    return files.download_response(file)
