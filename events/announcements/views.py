"""List the announcements of an event, and show, send, schedule, cancel, copy and discard one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import languages
from accounts.middleware import reader_zone
from events.announcements import audience, mails, people, preview, queries, services
from events.announcements.descriptions import describe_recipients
from events.announcements.errors import AnnouncementError, FilterGoneError
from events.announcements.forms import ScheduleForm
from events.models import Announcement, Event
from events.permissions import Action, TeamRequest, event_for
from events.unlikely_values import Asked, Sending, ask, country_of


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_GET
def announcements(request: TeamRequest, event: Event) -> HttpResponse:
    rows = [(announcement, mails.subject_of(announcement)) for announcement in queries.of_event(event)]
    context = {"event": event, "may": request.may, "rows": rows}
    return render(request, "announcements/announcements.html", context)


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def send(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show who gets the announcement and who does not. Then send it now, or schedule it."""
    announcement = queries.get_or_404(event, pk)
    if not announcement.is_open:
        return redirect("announcements:detail", event.slug, announcement.pk)
    is_schedule = request.POST.get("do") == "schedule"
    form = ScheduleForm(request.POST if is_schedule else None, announcement)
    asked: Asked | None = None
    if is_schedule and form.is_valid():
        asked = ask(request.POST, [Sending(_("To be sent at"), form.send_at(), event.zone, country_of(event))])
    if request.method == "POST" and (not is_schedule or (asked and not asked.open)):
        try:
            return _send(request, announcement, form if is_schedule else None)
        except AnnouncementError as error:
            messages.error(request, error.advice)
    try:
        current = audience.resolve(announcement)
    except FilterGoneError as error:
        messages.error(request, error.advice)
        return redirect("announcements:edit", event.slug, announcement.pk)
    context = _context(request, announcement) | {
        "form": form,
        "asked": asked,
        "fingerprint": current.fingerprint,
        "people": people.of_audience(current, request.GET.get("page")),
    }
    return render(request, "announcements/announcement_send.html", context)


def _send(request: TeamRequest, announcement: Announcement, form: ScheduleForm | None) -> HttpResponse:
    if form:
        services.schedule(announcement, send_at=form.send_at(), by=request.user)
        messages.success(request, _("The announcement will be sent at that time, to the people who then match."))
    else:
        sent = services.send_now(announcement, as_shown=request.POST.get("shown", ""), by=request.user)
        text = ngettext("Sent to %(count)d person.", "Sent to %(count)d people.", sent.people)
        messages.success(request, text % {"count": sent.people})
    return redirect("announcements:detail", announcement.event.slug, announcement.pk)


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_GET
def detail(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    announcement = queries.get_or_404(event, pk)
    context = _context(request, announcement)
    if announcement.is_begun:
        context["people"] = people.of_recipients(announcement, request.GET.get("page"))
        context["counts"] = queries.mail_counts(announcement)
        context["log"] = reverse("mail_log:event", args=[event.slug], query={"announcement": announcement.pk})
    return render(request, "announcements/announcement.html", context)


@event_for(Action.WRITE_TO_PEOPLE)
@require_POST
def cancel(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    announcement = queries.get_or_404(event, pk)
    try:
        count = services.cancel(announcement, by=request.user)
    except AnnouncementError as error:
        messages.error(request, error.advice)
    else:
        text = ngettext("%(count)d mail was cancelled.", "%(count)d mails were cancelled.", count)
        messages.success(request, text % {"count": count} if count else _("The announcement will not be sent."))
    return redirect("announcements:detail", event.slug, announcement.pk)


@event_for(Action.WRITE_TO_PEOPLE)
@require_POST
def copy(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    draft = services.copy(queries.get_or_404(event, pk), by=request.user)
    return redirect("announcements:edit", event.slug, draft.pk)


@event_for(Action.WRITE_TO_PEOPLE)
@require_POST
def discard(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    announcement = queries.get_or_404(event, pk)
    try:
        services.discard(announcement)
    except AnnouncementError as error:
        messages.error(request, error.advice)
        return redirect("announcements:detail", event.slug, announcement.pk)
    messages.success(request, _("The draft was deleted."))
    return redirect("announcements:list", event.slug)


def _context(request: TeamRequest, announcement: Announcement) -> dict[str, Any]:
    """Return the context that all pages of one announcement share."""
    event = announcement.event
    texts = {text.language: mails.source_of(text) for text in announcement.texts.all()}
    if not texts:
        raise Http404
    previews = [
        (code, preview.preview(event, code, texts[code], is_optional=announcement.is_optional))
        for code in sorted(texts, key=languages.LANGUAGES.index)
    ]
    zone = reader_zone(request)
    return {
        "event": event,
        "may": request.may,
        "announcement": announcement,
        "subject": mails.subject_of(announcement),
        "previews": previews,
        "recipients": describe_recipients(announcement),
        "reader_zone": zone if zone and zone != event.zone else None,
    }
