"""What was written to whom and what became of it: at an event, and at a programme with all of its events."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from events.announcements import queries as announcements
from events.mail_log.forms import LogForm, ResendForm
from events.mail_log.plot import plot
from events.mails import log
from events.mails.catalogue import label_of
from events.mails.frames import MAIL_FRAME_CSP
from events.models import Event, Programme
from events.permissions import Action, TeamRequest, event_for, programme_for
from notifications.mail.mime import build_mime
from notifications.models import Message
from notifications.outbox import resending, search

PAGE = 100


@event_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def event_log(request: TeamRequest, event: Event) -> HttpResponse:
    context = {"event": event, "programme": event.programme}
    return _log(request, log.of_event(event), context, "mail_log/mail_log.html")


@programme_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def programme_log(request: TeamRequest, programme: Programme) -> HttpResponse:
    context = {"programme": programme}
    return _log(request, log.of_programme(programme), context, "mail_log/mail_log.html")


def _log(request: TeamRequest, written: QuerySet[Message], context: dict[str, Any], template: str) -> HttpResponse:
    event = context.get("event")
    zone = log.zone_of(event)
    form = LogForm(
        request.GET, kinds=search.mail_names(written), announcements=announcements.started(event) if event else ()
    )
    page = Paginator(search.filter_messages(written, form.sought(), zone), PAGE).get_page(request.GET.get("page"))
    lines = [(message, label_of(message.kind)) for message in page]
    drawn = plot(search.count_by_day(written, zone))
    more = {"form": form, "page_obj": page, "lines": lines, "plot": drawn, "zone": zone, "may": request.may}  # type: ignore[attr-defined]
    return render(request, template, context | more)


@programme_for(Action.VIEW_DELIVERIES)
@never_cache
@require_GET
def message(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    found = get_object_or_404(
        log.of_programme(programme).select_related("recipient", "resent_from", "resent_by"), pk=pk
    )
    return _show(request, programme, found, ResendForm(initial={"to_email": found.to_email}))


@programme_for(Action.VIEW_DELIVERIES)
@never_cache
@xframe_options_sameorigin
@csp_override(MAIL_FRAME_CSP)
@require_GET
def message_html(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    """The HTML of a mail as it went out, for the frame on its page."""
    found = get_object_or_404(log.of_programme(programme).exclude(html=""), pk=pk)
    return HttpResponse(found.html)


@programme_for(Action.WRITE_TO_PEOPLE)
@require_POST
def message_resend(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    found = get_object_or_404(log.of_programme(programme), pk=pk)
    form = ResendForm(request.POST)
    if not form.is_valid():
        return _show(request, programme, found, form)
    try:
        again = resending.resend(found, by=request.user, to_email=form.cleaned_data["to_email"])
    except resending.ResendError as error:
        messages.error(request, error.advice)
        return redirect("mail_log:message", programme.slug, found.pk)
    messages.success(request, _("It goes once more, to %(address)s.") % {"address": again.to_email})
    return redirect("mail_log:message", programme.slug, again.pk)


def _show(request: TeamRequest, programme: Programme, found: Message, form: ResendForm) -> HttpResponse:
    event = log.event_of(found, programme)
    try:
        headers = [(name, str(value)) for name, value in build_mime(found).message().items() if name != "Content-Type"]
    except Exception:  # what cannot be built has failed for that, as its attempts say
        headers = []
    context = {
        "event": event,
        "programme": programme,
        "message": found,
        "kind": label_of(found.kind),
        "headers": headers,
        "attempts": found.deliveries.all(),
        "resends": found.resends.select_related("resent_by").defer("text", "html", "ics").order_by("pk"),
        "may_resend": found.status in resending.ENDED and Action.WRITE_TO_PEOPLE in request.may,  # type: ignore[attr-defined]
        "form": form,
        "zone": log.zone_of(event),
        "may": request.may,  # type: ignore[attr-defined]
    }
    return render(request, "mail_log/message.html", context)
