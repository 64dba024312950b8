"""Delete a draft, and unpublish an event."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.errors import DomainError
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.planning import drafts


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def event_delete(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        title = event.title
        try:
            drafts.delete_draft(event, by=request.user)
        except DomainError as error:
            messages.error(request, error.advice)
            return redirect("planning:overview", event.slug)
        messages.success(request, _("The draft “%(title)s” is deleted.") % {"title": title})
        return redirect("organise:home")
    return render(request, "planning/event_delete.html", {"event": event})


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_unpublish(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        try:
            drafts.unpublish(event, by=request.user)
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("The event is a draft again. No one was notified."))
        return redirect("planning:overview", event.slug)
    return render(
        request, "planning/event_unpublish.html", {"event": event, "is_possible": drafts.can_unpublish(event)}
    )
