"""Show, publish, reschedule, postpone and cancel an event."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.middleware import reader_zone
from events.agenda.errors import SessionsOutsideError
from events.contributors.queries import contributions
from events.errors import DomainError
from events.local_times import Pass
from events.mails import sender
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.planning import services
from events.planning.checklist import checklist_of, left_after_publication
from events.planning.errors import MovedTimesError
from events.planning.forms import ReasonForm, RescheduleForm
from events.planning.go_no_go import is_short_of_people
from events.planning.likelihood import period_of, values_of_event, values_of_sessions
from events.planning.move_effects import effects_of
from events.planning.recipients import describe_notice, preview_recipients
from events.planning.shifting import Choices, MovedTime, moved_times
from events.planning.undoing import undo
from events.registration.queries import status_counts
from events.registration.undoing import pending_decisions
from events.reminders import planning as reminders
from events.reminders import rescheduling, timeline
from events.unlikely_values import ask, questions
from events.updates import services as updates
from events.updates.queries import pending_notice
from notifications.outbox import services as outbox


@event_for(Action.VIEW_EVENTS)
@require_GET
def event_overview(request: TeamRequest, event: Event) -> HttpResponse:
    context = {
        "event": event,
        "counts": status_counts(event),
        "reminders": timeline.outline_of(event),
        "sessions": event.sessions.all(),
        "may": request.may,
        "pending": pending_notice(event),
        "decisions_to_undo": pending_decisions(event) if Action.DECIDE_REGISTRATIONS in request.may else None,
        "zone": reader_zone(request) or event.zone,
        "is_short_of_people": is_short_of_people(event),
    }
    if event.status == Event.Status.DRAFT:
        context["checklist"] = checklist_of(event)
    elif Action.EDIT_EVENTS in request.may:
        context["left"] = left_after_publication(event)
    return render(request, "planning/event_overview.html", context)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_publish(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        try:
            services.publish(event, by=request.user)
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("Published. The event is now on the public pages and in calendars."))
        return redirect("planning:overview", event.slug)
    context = {
        "event": event,
        "doubts": questions(
            [*values_of_event(event), *values_of_sessions(event, event.sessions.select_related("venue"))]
        ),
        "checklist": checklist_of(event),
        "reminders": reminders.preview_plan(event),
        "contributions": [] if event.is_past else contributions(event),
        "held_mails": outbox.held(topic=sender.topic(event)).count(),
    }
    return render(request, "planning/event_publish.html", context)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_reschedule(request: TeamRequest, event: Event) -> HttpResponse:
    """Preview the effect of a new time on the reminders, then reschedule the event.

    Before that, ask about unlikely times, and about local times that move with the event and then exist twice."""
    form = RescheduleForm(request.POST or None, event=event)
    context: dict[str, Any] = {"event": event, "form": form, "changes": None}
    if request.method == "POST" and form.is_valid():
        times = form.times()
        after = copy(event)
        for name, value in times.items():
            setattr(after, name, value)
        context["asked"] = asked = ask(request.POST, period_of(after), period_of(event))
        context["moved"] = twice = _times_that_exist_twice(event, after, request.POST)
        reschedule = partial(services.reschedule, event, by=request.user, choices=request.POST, **times)
        is_preview = request.POST.get("do") == "look"
        try:
            if is_preview:
                context |= {"after": after, "effects": effects_of(after)}
                context["changes"] = rescheduling.preview_changes(event, reschedule)
            elif not asked.open and all(any(one.is_chosen for one in passes) for _moved, passes in twice):
                is_other = any(getattr(event, name) != value for name, value in times.items())
                was_postponed = event.status == Event.Status.POSTPONED
                reschedule()
                _report_rescheduled(request, event, has_changed=is_other or was_postponed)
                return redirect("planning:overview", event.slug)
        except (MovedTimesError, SessionsOutsideError) as error:
            form.add_error(None, str(error.advice))
        except DomainError as error:
            messages.error(request, error.advice)
            return redirect("planning:overview", event.slug)
    context["audience"] = preview_recipients(event)
    template = "planning/event_reschedule.html"
    return render(request, f"{template}#changes" if request.htmx else template, context)


def _times_that_exist_twice(event: Event, after: Event, choices: Choices) -> list[tuple[MovedTime, list[Pass]]]:
    """Return the local times that move with event to a time that exists twice, with the two occurrences of each."""
    rows = [(moved, moved.passes(choices)) for moved in moved_times(after, event)]
    return [(moved, passes) for moved, passes in rows if passes]


def _report_rescheduled(request: TeamRequest, event: Event, *, has_changed: bool) -> None:
    event.refresh_from_db()
    if event.is_past:
        messages.info(
            request, _("The event was moved to a time that is over: calendars show it, and no one is notified.")
        )
    elif has_changed:
        messages.success(request, _("The event was rescheduled."))
    else:
        messages.info(request, _("The event is already at that time: nothing was changed and no one is notified."))


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_postpone(request: TeamRequest, event: Event) -> HttpResponse:
    text = _("Postponed.")
    return _change_status(request, event, services.postpone, "planning/event_postpone.html", text)


@event_for(Action.PUBLISH)
@require_http_methods(["GET", "POST"])
def event_cancel(request: TeamRequest, event: Event) -> HttpResponse:
    text = _("Cancelled.")
    return _change_status(request, event, services.cancel, "planning/event_cancel.html", text)


def _change_status(
    request: TeamRequest, event: Event, service: Callable[..., Event], template: str, success: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = service(event, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, f"{success} {describe_notice(event, reader_zone(request) or event.zone)}")
        return redirect("planning:overview", event.slug)
    context = {
        "event": event,
        "form": form,
        "audience": preview_recipients(event),
        "notice_minutes": settings.UPDATE_DELAY // timedelta(minutes=1),
    }
    return render(request, template, context)


@event_for(Action.PUBLISH)
@require_POST
def event_undo(request: TeamRequest, event: Event) -> HttpResponse:
    try:
        undo(event, by=request.user)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Undone. No one was told, and no place was lost."))
    return redirect("planning:overview", event.slug)


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
