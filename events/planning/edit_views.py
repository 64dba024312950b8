"""Create an event with all its fields, and edit its details section by section."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.middleware import reader_zone
from accounts.requests import SignedInRequest
from events.agenda.errors import SessionsOutsideError
from events.errors import DomainError
from events.models import Event
from events.permissions import Action, TeamRequest, event_for, programmes_where
from events.planning import services
from events.planning.details_edit import DetailsEdit
from events.planning.errors import MovedTimesError
from events.planning.event_form import EventForm
from events.planning.likelihood import values_of_event
from events.planning.notice_preview import NoticePreview
from events.planning.recipients import describe_notice
from events.unlikely_values import ask

QUIET = "calendars"  # the value of the button that saves without a notice


@login_required
@require_http_methods(["GET", "POST"])
def event_create(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_where(request.user, Action.EDIT_EVENTS), slug=slug)
    form = EventForm(request.POST or None, programme=programme)
    context: dict[str, Any] = {"form": form, "programme": programme}
    if request.method == "POST" and form.is_valid():
        context["asked"] = asked = ask(request.POST, values_of_event(form.as_event()))
        if not asked.open:
            event = services.create_event(programme, by=request.user, **form.service_fields())
            messages.success(request, _("The draft is created. No one is notified. This is what is left to do."))
            return redirect("planning:overview", event.slug)  # its checklist leads to the agenda
    return render(request, "planning/event_form.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def event_edit(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the details of an event, and save one section of them.

    If people can be told of the change, the page first shows who they are. The user then chooses whether to tell them, and
    the change is saved. The page also asks about unlikely values."""
    edit = DetailsEdit(request, event)
    context: dict[str, Any] = {}
    if request.method == "POST" and edit.is_valid():
        context["asked"] = asked = edit.ask()
        try:
            notices = edit.preview()
            if asked.open or (notices and "tell" not in request.POST):
                return _show(request, edit, context | {"notices": notices})
            notify = bool(notices) and request.POST.get("tell") != QUIET
            edit.save(notify=notify)
        except DomainError as error:
            edit.refuse(str(error.advice))
            context["has_sessions_outside"] = isinstance(error, SessionsOutsideError)
            context["has_wrong_times"] = isinstance(error, MovedTimesError)
        else:
            messages.success(request, _saved_text(request, edit.stored, notices, notify=notify))
            # The overview shows whom a notice reaches, and undoes the change.
            if notify or edit.section is None:
                return redirect("planning:overview", event.slug)
            return redirect(f"{reverse('planning:edit', args=[event.slug])}#{edit.section.name}")
    return _show(request, edit, context)


def _show(request: TeamRequest, edit: DetailsEdit, context: dict[str, Any]) -> HttpResponse:
    shown = {
        "form": edit.form,
        "edit": edit,
        "lines": edit.lines(),
        "event": edit.stored,
        "programme": edit.stored.programme,
        "may": request.may,
        "revision": edit.stored.revised_at.isoformat(),
    }
    return render(request, "planning/event_details.html", shown | context)


def _saved_text(request: TeamRequest, event: Event, notices: NoticePreview | None, *, notify: bool) -> str:
    """Return what was saved, and who is told of it and when."""
    if event.status == Event.Status.DRAFT:
        return _("Saved.")
    if not notices or not notify:
        return _("Saved. Public pages and calendar subscriptions show the change. No one is notified.")
    event.refresh_from_db()
    return f"{_('Saved.')} {describe_notice(event, reader_zone(request) or event.zone)}".strip()
