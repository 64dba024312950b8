"""The organisers' workspace: plan, publish, move, cancel. Who comes is in table_views, what was sent in deliveries."""

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.middleware import reader_zone
from accounts.requests import SignedInRequest
from events.contributors.queries import contributions
from events.local_times import local_clock_time
from events.models import Event
from events.permissions import Action, TeamRequest, event_for, programmes_where
from events.planning import services
from events.planning.errors import PlanningError
from events.planning.forms import EventForm, MoveForm, ReasonForm, SessionFormSet
from events.registration.queries import status_counts
from events.reminders import planning as reminders
from events.reminders import rescheduling
from events.updates import services as updates
from events.updates.queries import pending_update


@login_required
@require_http_methods(["GET", "POST"])
def event_create(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_where(request.user, Action.EDIT_EVENTS), slug=slug)
    form = EventForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        event = services.create_event(programme, by=request.user, **form.service_fields())
        messages.success(request, _("The draft is saved. Add its sessions, then publish it."))
        return redirect("planning:edit", event.slug)
    return render(request, "planning/event_form.html", {"form": form, "programme": programme})


@event_for(Action.VIEW_EVENTS)
@require_GET
def event_overview(request: TeamRequest, event: Event) -> HttpResponse:
    context = {
        "event": event,
        "counts": status_counts(event),
        "reminders": event.planned_reminders.select_related("rule"),
        "sessions": event.sessions.all(),
        "may": request.may,
        "pending": pending_update(event),
        "zone": reader_zone(request) or event.zone,
    }
    return render(request, "planning/event_overview.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def event_edit(request: TeamRequest, event: Event) -> HttpResponse:
    may_tell = Action.PUBLISH in request.may
    as_of = parse_datetime(request.POST.get("revision", "")) if request.method == "POST" else None
    form = EventForm(request.POST or None, instance=event, programme=event.programme, may_tell=may_tell)
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
        saved = Event.objects.get(pk=event.pk)  # the form has written into event what was typed
        if form.changes_where() and "tell" not in request.POST:
            context["audience"] = services.preview_recipients(saved)
            return render(request, "planning/event_form.html", context)
        typed = [row for row in formset.forms if row.has_changed() and row not in formset.deleted_forms]
        try:
            with transaction.atomic():
                saved = services.edit_event(saved, by=request.user, as_of=as_of, **form.service_fields())
                for row in formset.forms:
                    row.instance.event = saved
                sessions = [row.session() for row in formset.forms if row in typed]
                removed = [row.instance for row in formset.deleted_forms]
                services.set_sessions(saved, sessions, removed=removed, by=request.user)
        except PlanningError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return redirect("planning:overview", event.slug)
    return render(request, "planning/event_form.html", context)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_publish(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        try:
            services.publish(event, by=request.user)
        except PlanningError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("Published. It is on the public pages and in the calendars now."))
        return redirect("planning:overview", event.slug)
    context = {
        "event": event,
        "reminders": reminders.preview_plan(event),
        "contributions": [] if event.is_past else contributions(event),
    }
    return render(request, "planning/event_publish.html", context)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_move(request: TeamRequest, event: Event) -> HttpResponse:
    initial = {
        "starts_local": local_clock_time(event.starts_at, event.zone),
        "ends_local": local_clock_time(event.ends_at, event.zone),
        "timezone": event.timezone,
    }
    form = MoveForm(request.POST or None, initial=initial)
    changes = None
    if request.method == "POST" and form.is_valid():
        zone = ZoneInfo(form.cleaned_data["timezone"])
        move = partial(
            services.reschedule,
            event,
            starts_at=form.cleaned_data["starts_local"].replace(tzinfo=zone),
            ends_at=form.cleaned_data["ends_local"].replace(tzinfo=zone),
            timezone=zone.key,
            by=request.user,
        )
        try:
            if request.POST.get("do") == "look":
                changes = rescheduling.preview_changes(event, move)
            else:
                move()
        except PlanningError as error:
            messages.error(request, error.advice)
            return redirect("planning:overview", event.slug)
        if changes is None:
            if form.has_changed() or event.status == Event.Status.POSTPONED:
                messages.success(request, _("Moved."))
            else:
                messages.info(request, _("It is at that time already: nothing was changed and nobody is told."))
            return redirect("planning:overview", event.slug)
    context = {"event": event, "form": form, "audience": services.preview_recipients(event), "changes": changes}
    template = "planning/event_reschedule.html"
    return render(request, f"{template}#changes" if request.headers.get("HX-Request") else template, context)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_postpone(request: TeamRequest, event: Event) -> HttpResponse:
    done = _("Postponed. Everyone listed is being told.")
    return _end_with_reason(request, event, services.postpone, "planning/event_postpone.html", done)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_cancel(request: TeamRequest, event: Event) -> HttpResponse:
    done = _("Cancelled. Everyone listed is being told.")
    return _end_with_reason(request, event, services.cancel, "planning/event_cancel.html", done)


def _end_with_reason(
    request: TeamRequest, event: Event, service: Callable[..., Event], template: str, done: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(event, by=request.user, reason=form.cleaned_data["reason"])
        except PlanningError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, done)
        return redirect("planning:overview", event.slug)
    return render(request, template, {"event": event, "form": form, "audience": services.preview_recipients(event)})


@event_for(Action.PUBLISH)
@require_POST
def event_tell(request: TeamRequest, event: Event) -> HttpResponse:
    count = updates.notify_now(event, by=request.user)
    if count:
        messages.success(
            request,
            ngettext("%(count)d person is being told.", "%(count)d people are being told.", count) % {"count": count},
        )
    else:
        messages.info(request, _("There is nothing left to tell."))
    return redirect("planning:overview", event.slug)
