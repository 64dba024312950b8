"""Who opens the emergency contacts: the team that sees travel details, and the tour leader."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from events.models import Event, StudyVisit
from events.permissions import ALLOWED, Action, TeamRequest, TeamView, role_of


def for_tour_leader(view: TeamView) -> Callable[..., HttpResponseBase]:
    """Decorator: load the event by its slug; require the tour leader, or permission for travel details.

    The tour leader may have no role on the team: then `request.may` is empty. Other people get 404 or 403, as with
    event_for()."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, slug: str) -> HttpResponseBase:
        event = Event.objects.select_related("programme", "venue__country").filter(slug=slug).first()
        if event is None:
            raise Http404
        role = role_of(request.user, event.programme)
        allowed = ALLOWED[role] if role else frozenset()
        leads = request.user.is_active and StudyVisit.objects.filter(event=event, tour_leader=request.user.pk).exists()
        if not role and not leads:
            raise Http404
        if not leads and Action.VIEW_TRAVEL not in allowed:
            raise PermissionDenied
        team_request = cast("TeamRequest", request)
        team_request.may, team_request.subject = allowed, event
        return view(team_request, event)

    return guarded
