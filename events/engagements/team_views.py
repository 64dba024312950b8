"""The team's pages: invite an expert, end a link, look at slides and publish them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.security_log import SecurityEvent, record
from events.engagements import conditions, services, slides
from events.engagements.forms import SettleForm
from events.errors import DomainError
from events.models import Contributor, Event, Slides
from events.permissions import Action, TeamRequest, event_for
from events.questions.files import download_response


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show who gets the invitation and for which sessions; with POST, send it."""
    rows = Contributor.objects.select_related("session__event__programme", "person").filter(session__event=event)
    contributor = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            services.invite(contributor, by=request.user)
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("%(name)s is invited by email.") % {"name": contributor.name})
        return redirect("contributors:list", event.slug)
    person = contributor.person
    asked = rows.filter(person=person, invitation="none").exclude(pk=pk) if person else rows.none()
    context = {
        "event": event,
        "contributor": contributor,
        "asked": [contributor, *asked.order_by("session__starts_at")],
    }
    return render(request, "engagements/invite.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def link(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Send the link again, or end it."""
    engagement = get_object_or_404(event.engagements.select_related("expert__person", "event__programme"), pk=pk)
    try:
        if request.POST.get("do") == "revoke":
            services.revoke_link(engagement, by=request.user)
            messages.success(request, _("The link is ended. You can send a new one."))
        else:
            services.send_link(engagement, by=request.user)
            messages.success(request, _("The link is sent again."))
    except DomainError as error:
        messages.error(request, error.advice)
    return redirect("contributors:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_POST
def settle(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Mark the condition of a contributor as settled."""
    rows = Contributor.objects.select_related("session__event__programme").filter(session__event=event)
    contributor, form = get_object_or_404(rows, pk=pk), SettleForm(request.POST)
    try:
        if form.is_valid():
            conditions.settle(contributor, answer=form.cleaned_data["answer"], by=request.user)
            messages.success(request, _("Settled. %(name)s is told by email.") % {"name": contributor.name})
        else:
            messages.error(request, _("Please shorten the answer to 300 characters."))
    except DomainError as error:
        messages.error(request, error.advice)
    return redirect(f"{reverse('contributors:list', args=[event.slug])}#session-{contributor.session_id}")


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_GET
def slides_list(request: TeamRequest, event: Event) -> HttpResponse:
    rows = Slides.objects.filter(contributor__session__event=event).select_related("contributor__session")
    rows = rows.order_by("contributor__session__starts_at", "contributor__session__position", "pk")
    speakers = Contributor.objects.filter(
        session__event=event, slides=None, role__in=["speaker", "panellist", "expert"]
    )
    missing = speakers.not_declined().select_related("session", "slide_upload")
    context = {"event": event, "rows": rows, "missing": missing.order_by("session__starts_at", "pk")}
    return render(request, "engagements/slides_list.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def slides_publish(request: TeamRequest, event: Event, key: uuid.UUID) -> HttpResponse:
    try:
        if request.POST.get("do") == "unpublish":
            slides.unpublish(event, key)
            messages.success(request, _("The slides are no longer public."))
        else:
            slides.publish(event, key, by=request.user)
            messages.success(request, _("The slides are public."))
    except DomainError as error:
        messages.error(request, error.advice)
    return redirect("engagements:slides", event.slug)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_safe
def team_slides(request: TeamRequest, event: Event, key: uuid.UUID) -> HttpResponseBase:
    stored = get_object_or_404(Slides.objects.select_related("contributor"), contributor__session__event=event, key=key)
    record(SecurityEvent.FILE_DOWNLOADED, request=request, subject=stored.contributor.person_id, file_id=stored)
    return download_response(stored)
