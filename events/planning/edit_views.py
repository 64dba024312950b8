"""Create and edit an event with its sessions."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from events.models import Event, Session
from events.permissions import Action, TeamRequest, event_for, programmes_where
from events.planning import services
from events.planning.errors import PlanningError
from events.planning.event_form import EventForm
from events.planning.recipients import preview_recipients
from events.planning.session_forms import SessionForm, SessionFormSet
from events.planning.sessions import set_sessions

if TYPE_CHECKING:
    # The class is generic in type stubs only.
    SessionForms = BaseInlineFormSet[Session, Event, SessionForm]


@login_required
@require_http_methods(["GET", "POST"])
def event_create(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_where(request.user, Action.EDIT_EVENTS), slug=slug)
    form = EventForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        event = services.create_event(programme, by=request.user, **form.service_fields())
        messages.success(request, _("The draft was saved. Add its sessions, then publish it."))
        return redirect("planning:edit", event.slug)
    return render(request, "planning/event_form.html", {"form": form, "programme": programme})


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def event_edit(request: TeamRequest, event: Event) -> HttpResponse:
    """Edit an event. A change of its location is saved after the user has seen the recipients of the notice."""
    may_notify = Action.PUBLISH in request.may
    form = EventForm(request.POST or None, instance=event, programme=event.programme, may_notify=may_notify)
    formset = SessionFormSet(request.POST or None, instance=event)
    context = {
        "form": form,
        "formset": formset,
        "event": event,
        "programme": event.programme,
        "may": request.may,
        "revision": event.revised_at.isoformat(),
    }
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        stored = Event.objects.get(pk=event.pk)  # the form has changed the fields of event
        if form.changes_location() and "tell" not in request.POST:
            context["audience"] = preview_recipients(stored)
            return render(request, "planning/event_form.html", context)
        try:
            _save(request, stored, form, formset)
        except PlanningError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return redirect("planning:overview", event.slug)
    return render(request, "planning/event_form.html", context)


@transaction.atomic
def _save(request: TeamRequest, event: Event, form: EventForm, formset: "SessionForms") -> None:
    as_of = parse_datetime(request.POST.get("revision", ""))
    event = services.edit_event(event, by=request.user, as_of=as_of, **form.service_fields())
    for row in formset.forms:
        row.instance.event = event
    deleted = formset.deleted_forms
    sessions = [row.session() for row in formset.forms if row.has_changed() and row not in deleted]
    set_sessions(event, sessions, removed=[row.instance for row in deleted], by=request.user)
