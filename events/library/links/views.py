from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from events.library.links.sources import uses_of
from events.models import CheckedLink
from events.permissions import Action, programmes_by_action


@login_required
@require_GET
def dead_links(request: SignedInRequest) -> HttpResponse:
    """List the dead links of all programmes whose events the reader may edit."""
    programmes = programmes_by_action(request.user)[Action.EDIT_EVENTS]
    if not programmes:
        raise Http404
    uses = uses_of(list(CheckedLink.objects.dead()), programmes)
    return render(request, "library/organise/dead_links.html", {"uses": uses})
