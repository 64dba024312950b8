"""Show, publish, reschedule, postpone and cancel an event."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.middleware import reader_zone
from events.contributors.queries import contributions
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.planning import services
from events.planning.errors import PlanningError
from events.planning.forms import ReasonForm, RescheduleForm
from events.planning.recipients import preview_recipients
from events.registration.queries import status_counts
from events.reminders import planning as reminders
from events.reminders import rescheduling
from events.updates import services as updates
from events.updates.queries import pending_notice


@event_for(Action.VIEW_EVENTS)
@require_GET
def event_overview(request: TeamRequest, event: Event) -> HttpResponse:
    context = {
        "event": event,
        "counts": status_counts(event),
        "reminders": event.planned_reminders.select_related("rule"),
        "sessions": event.sessions.all(),
        "may": request.may,
        "pending": pending_notice(event),
        "zone": reader_zone(request) or event.zone,
    }
    return render(request, "planning/event_overview.html", context)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_publish(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        try:
            services.publish(event, by=request.user)
        except PlanningError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("Published. The event is now on the public pages and in calendars."))
        return redirect("planning:overview", event.slug)
    context = {
        "event": event,
        "reminders": reminders.preview_plan(event),
        "contributions": [] if event.is_past else contributions(event),
    }
    return render(request, "planning/event_publish.html", context)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_reschedule(request: TeamRequest, event: Event) -> HttpResponse:
    """Preview the effect of a new time on the reminders, then reschedule the event."""
    form = RescheduleForm(request.POST or None, initial=RescheduleForm.initial_of(event))
    changes = None
    if request.method == "POST" and form.is_valid():
        reschedule = partial(services.reschedule, event, by=request.user, **form.times())
        try:
            if request.POST.get("do") != "look":
                reschedule()
                _report_rescheduled(request, has_changed=form.has_changed() or event.status == Event.Status.POSTPONED)
                return redirect("planning:overview", event.slug)
            changes = rescheduling.preview_changes(event, reschedule)
        except PlanningError as error:
            messages.error(request, error.advice)
            return redirect("planning:overview", event.slug)
    context = {"event": event, "form": form, "audience": preview_recipients(event), "changes": changes}
    template = "planning/event_reschedule.html"
    return render(request, f"{template}#changes" if request.htmx else template, context)


def _report_rescheduled(request: TeamRequest, *, has_changed: bool) -> None:
    if has_changed:
        messages.success(request, _("The event was rescheduled."))
    else:
        messages.info(request, _("The event is already at that time: nothing was changed and no one is notified."))


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_postpone(request: TeamRequest, event: Event) -> HttpResponse:
    text = _("Postponed. The people listed are notified.")
    return _change_status(request, event, services.postpone, "planning/event_postpone.html", text)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_cancel(request: TeamRequest, event: Event) -> HttpResponse:
    text = _("Cancelled. The people listed are notified.")
    return _change_status(request, event, services.cancel, "planning/event_cancel.html", text)


def _change_status(
    request: TeamRequest, event: Event, service: Callable[..., Event], template: str, success: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(event, by=request.user, reason=form.cleaned_data["reason"])
        except PlanningError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, success)
        return redirect("planning:overview", event.slug)
    return render(request, template, {"event": event, "form": form, "audience": preview_recipients(event)})


@event_for(Action.PUBLISH)
@require_POST
def event_notify(request: TeamRequest, event: Event) -> HttpResponse:
    count = updates.notify_now(event, by=request.user)
    if count:
        text = ngettext("%(count)d person is notified.", "%(count)d people are notified.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("There is no change left to notify people of."))
    return redirect("planning:overview", event.slug)
