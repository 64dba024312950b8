"""Pages for the planned reminders of an event: the timeline, and the actions of the team."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import languages
from accounts.addresses import canonical
from accounts.models import User
from events.mails.frames import MAIL_FRAME_CSP
from events.models import Event, PlannedReminder
from events.permissions import Action, TeamRequest, event_for
from events.reminders import overrides, planning, preview, timeline
from events.reminders.errors import ReminderError
from events.reminders.forms import ReaderForm, RescheduleReminderForm
from events.unlikely_values import Asked, Sending, ask, country_of

PAGE, NAMES, READERS = 50, 200, 200
Override = Callable[..., object]  # a function of overrides


@event_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def reminders(request: TeamRequest, event: Event) -> HttpResponse:
    is_draft = event.status == Event.Status.DRAFT
    planned = planning.preview_plan(event) if is_draft else timeline.planned_of(event)
    page = Paginator(planned, PAGE).get_page(request.GET.get("page"))
    context = _context(request, event) | {
        "page_obj": page,
        "entries": timeline.entries(event, page.object_list),
        "has_own_rules": event.reminder_rules.standing().exists(),
    }
    return render(request, "reminders/reminders.html", context)


@event_for(Action.REMIND)
@require_POST
def reminder_skip(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    return _do(request, event, pk, overrides.skip_reminder, _("Skipped: it is sent to no one."))


@event_for(Action.REMIND)
@require_POST
def reminder_undo(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    return _do(request, event, pk, overrides.undo_skip, _("It is sent at its time."))


@event_for(Action.REMIND)
@require_http_methods(["GET", "POST"])
def reminder_reschedule(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    planned = _planned(event, pk)
    if request.POST.get("do") == "rule":
        return _do(
            request, event, pk, lambda one, by: overrides.reschedule(one, None, by=by), _("Its rule applies again.")
        )
    form = RescheduleReminderForm(request.POST or None, event=event, initial={"at_local": planned.due_at})
    asked: Asked | None = None
    if request.method == "POST" and form.is_valid():
        asked = ask(request.POST, [_sending(event, form.cleaned_data["at_local"])], [_sending(event, planned.due_at)])
    if asked and not asked.open:
        try:
            overrides.reschedule(planned, form.cleaned_data["at_local"], by=request.user)
        except ReminderError as error:
            form.add_error(error.field or None, str(error.advice))
        else:
            messages.success(request, _("Rescheduled."))
            return redirect("reminders:timeline", event.slug)
    context = _context(request, event) | _entry(planned) | {"form": form, "asked": asked}
    return render(request, "reminders/reminder_reschedule.html", context)


@event_for(Action.REMIND)
@never_cache
@require_http_methods(["GET", "POST"])
def reminder_send(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    planned = _planned(event, pk)
    if request.method == "POST":
        try:
            count = overrides.send_now(planned, by=request.user)
        except ReminderError as error:
            messages.error(request, error.advice)
        else:
            text = ngettext(
                "It is sent to %(count)d person within a minute.",
                "It is sent to %(count)d people within a minute.",
                count,
            )
            messages.success(request, text % {"count": count})
        return redirect("reminders:timeline", event.slug)
    recipients, institutions = timeline.recipients(planned), timeline.institutions(planned)
    context = _context(request, event) | _entry(planned)
    people, requests = list(recipients[:NAMES]), list(institutions[:NAMES])
    context |= {
        "count": recipients.count() + institutions.count(),
        "people": people,
        "institutions": requests,
        "shown": len(people) + len(requests),
    }
    return render(request, "reminders/reminder_send.html", context)


@event_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def reminder_preview(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    planned = _planned(event, pk)
    readers = preview.readers(planned)
    form = ReaderForm(request.GET) if request.GET.get("person") else ReaderForm()
    reader = _reader(form, readers)
    if reader and not form.is_bound:
        form.initial["person"] = reader.email
    institution = None if readers.exists() else preview.institutions(planned).first()
    mail = preview.preview_reminder(planned, reader) if reader else None
    context = _context(request, event) | _entry(planned)
    context |= {
        "form": form,
        "readers": readers.values_list("email", flat=True)[:READERS],
        "reader": reader,
        "institution": institution,
        "mail": preview.preview_for_institution(planned, institution) if institution else mail,
    }
    return render(request, "reminders/reminder_preview.html", context)


@event_for(Action.VIEW_DELIVERIES)
@never_cache
@xframe_options_sameorigin
@csp_override(MAIL_FRAME_CSP)
@require_GET
def reminder_preview_html(request: TeamRequest, event: Event, pk: int, person: int) -> HttpResponse:
    """The HTML part of the mail, for the frame on the preview page."""
    planned = _planned(event, pk)
    mail = preview.preview_reminder(planned, get_object_or_404(preview.readers(planned), pk=person))
    return HttpResponse(mail.html if mail else "")


def _sending(event: Event, at: datetime) -> Sending:
    return Sending(_("When"), at, event.zone, country_of(event))


def _do(request: TeamRequest, event: Event, pk: int, service: Override, done: str) -> HttpResponse:
    """Call service for a planned reminder and return to the timeline with a message."""
    try:
        service(_planned(event, pk), by=request.user)
    except ReminderError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, done)
    return redirect("reminders:timeline", event.slug)


def _planned(event: Event, pk: int) -> PlannedReminder:
    planned = get_object_or_404(event.planned_reminders.select_related("rule"), pk=pk)
    planned.event = event
    return planned


def _reader(form: ReaderForm, readers: QuerySet[User]) -> User | None:
    """Return the reader with the address in the form, or the first of readers if no address was given."""
    if not form.is_bound:
        return readers.first()
    if not form.is_valid():
        return None
    reader = readers.filter(canonical_email=canonical(form.cleaned_data["person"])).first()
    if reader is None:
        form.add_error("person", _("This reminder has no recipient with this address."))
    return reader


def _entry(planned: PlannedReminder) -> dict[str, Any]:
    return {"entry": timeline.entries(planned.event, [planned])[0], "planned": planned}


def _context(request: TeamRequest, event: Event) -> dict[str, Any]:
    return {
        "event": event,
        "programme": event.programme,
        "words_language": languages.first_supported(event.language, event.programme.language),
        "may": request.may,
    }
