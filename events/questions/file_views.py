"""Files that people have answered with: for who answered, and for those of the team to whom the answer is shown."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from events.questions import files, queries


@login_required
@never_cache
@require_safe
def answer_file(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    found = queries.file_for(request.user, key)
    if found is None:
        raise Http404
    return files.download(found)
