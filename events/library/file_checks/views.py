from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from events.library.file_checks.sources import withheld_files
from events.permissions import Action, programmes_by_action


@login_required
@require_GET
def withheld(request: SignedInRequest) -> HttpResponse:
    """List the withheld files of all programmes whose events the reader may edit."""
    programmes = programmes_by_action(request.user)[Action.EDIT_EVENTS]
    if not programmes:
        raise Http404
    return render(request, "library/organise/withheld_files.html", {"files": withheld_files(programmes)})
