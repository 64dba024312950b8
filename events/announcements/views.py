"""Announcements of an event: written, looked at, sent or scheduled once it was seen who gets them, and taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import languages
from accounts.middleware import reader_zone
from events.announcements import audience, mails, people, preview, queries, services
from events.announcements.errors import AnnouncementError, FilterGoneError, TextChangedError
from events.announcements.forms import AnnouncementForm, ScheduleForm
from events.mail_templates.services import readers
from events.mails.catalogue import ANNOUNCEMENT
from events.models import Announcement, Event
from events.participants.filters import TableForm
from events.permissions import Action, TeamRequest, event_for

State = Announcement.State


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_GET
def announcements(request: TeamRequest, event: Event) -> HttpResponse:
    rows = [(one, mails.subject_of(one)) for one in queries.of_event(event)]
    return render(request, "announcements/announcements.html", _context(request, event) | {"rows": rows})


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def create(request: TeamRequest, event: Event) -> HttpResponse:
    """Write a new one, to those whom the address filters as that of the table does."""
    return _edit(request, event, Announcement(event=event), TableForm(request.GET, event=event, may=request.may))  # type: ignore[attr-defined]


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    found = _get(event, pk)
    if not found.is_open:
        return redirect("announcements:detail", event.slug, found.pk)
    return _edit(request, event, found, audience.table_form(event, found.filters))


def _edit(request: TeamRequest, event: Event, found: Announcement, filters: TableForm) -> HttpResponse:
    form = AnnouncementForm(request.POST or None, initial=AnnouncementForm.initial_of(found))
    if request.method == "POST":
        filters = TableForm(request.POST, event=event, may=request.may)  # type: ignore[attr-defined]
        done = _act(request, event, found, form, filters)
        if done:
            return done
    texts, reader = form.shown(), str(form["reader"].value() or "")
    look = None
    if texts:
        code = preview.language_for(event, texts, reader=reader, language=str(form["look_in"].value() or ""))
        look = (code, preview.preview(event, code, texts[code], is_optional=form.is_optional, reader=reader))
    context = _context(request, event) | {
        "form": form,
        "filters": [*filters.first, *filters.more],
        "filter_errors": filters.non_field_errors(),
        "is_filtered": bool(audience.filters_of(filters)) or not filters.filters_make_sense,
        "announcement": found,
        "look": look,
        "placeholders": ANNOUNCEMENT.placeholders,
        "readers": readers(event),
        "address": request.path,
    }
    template = "announcements/announcement_edit.html"
    return render(request, f"{template}#look" if request.headers.get("HX-Request") else template, context)


def _act(
    request: TeamRequest, event: Event, found: Announcement, form: AnnouncementForm, filters: TableForm
) -> HttpResponse | None:
    """Do what was asked for; None where the page is to be shown."""
    action = request.POST.get("do", "")
    if action == "preview" or not (form.is_valid() and _makes_sense(form, filters)):
        return None
    texts, to = form.texts(), form.to_whom(audience.filters_of(filters))
    if action == "test":
        reader = form.cleaned_data["reader"]
        code = preview.language_for(event, texts, reader=reader, language=form.cleaned_data["look_in"])
        preview.send_test(event, code, texts[code], is_optional=form.is_optional, to=request.user, reader=reader)  # type: ignore[arg-type]
        messages.success(request, _("A test is on its way to %(mail)s.") % {"mail": request.user.email})  # type: ignore[union-attr]
        return None
    try:
        if found.pk is None:
            found = services.write(event, to, texts, is_optional=form.is_optional, by=request.user)  # type: ignore[arg-type]
        else:
            services.rewrite(found, to, texts, is_optional=form.is_optional, as_of=form.as_of())
    except TextChangedError as error:
        form.add_error(None, str(error.advice))
        return None
    except AnnouncementError as error:
        messages.error(request, error.advice)
        return redirect("announcements:detail", event.slug, found.pk)
    return redirect("announcements:send", event.slug, found.pk)


def _makes_sense(form: AnnouncementForm, filters: TableForm) -> bool:
    if not filters.is_valid() and not filters.filters_make_sense:
        form.add_error(None, _("One of the filters makes no sense: choose it again."))
        return False
    return True


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def send(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show who gets it and who does not; once that was seen, send it now or say when."""
    found = _get(event, pk)
    if not found.is_open:
        return redirect("announcements:detail", event.slug, found.pk)
    is_schedule = request.POST.get("do") == "schedule"
    form = ScheduleForm(request.POST if is_schedule else None, found)
    if request.method == "POST" and (not is_schedule or form.is_valid()):
        try:
            return _send(request, found, form if is_schedule else None)
        except AnnouncementError as error:
            messages.error(request, error.advice)
    try:
        who = audience.resolve(found)
    except FilterGoneError as error:
        messages.error(request, error.advice)
        return redirect("announcements:edit", event.slug, found.pk)
    context = _of(request, found) | {
        "form": form,
        "sign": who.sign,
        "people": people.of_audience(who, request.GET.get("page")),
    }
    return render(request, "announcements/announcement_send.html", context)


def _send(request: TeamRequest, found: Announcement, schedule: ScheduleForm | None) -> HttpResponse:
    if schedule:
        services.schedule(found, send_at=schedule.send_at(), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("It goes out at that time, to whoever fits then."))
    else:
        sent = services.send_now(found, as_shown=request.POST.get("shown", ""), by=request.user)  # type: ignore[arg-type]
        done = ngettext("It goes to %(count)d person.", "It goes to %(count)d people.", sent.people)
        messages.success(request, done % {"count": sent.people})
    return redirect("announcements:detail", found.event.slug, found.pk)


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_GET
def detail(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    found = _get(event, pk)
    context = _of(request, found)
    if found.is_begun:
        context["people"] = people.of_recipients(found, request.GET.get("page"))
        context["figures"] = queries.figures(found)
        context["log"] = reverse("mail_log:event", args=[event.slug], query={"announcement": found.pk})
    return render(request, "announcements/announcement.html", context)


@event_for(Action.WRITE_TO_PEOPLE)
@require_POST
def cancel(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    found = _get(event, pk)
    try:
        count = services.cancel(found, by=request.user)  # type: ignore[arg-type]
    except AnnouncementError as error:
        messages.error(request, error.advice)
    else:
        done = ngettext("%(count)d mail is taken back.", "%(count)d mails are taken back.", count)
        messages.success(request, done % {"count": count} if count else _("Cancelled: it does not go out."))
    return redirect("announcements:detail", event.slug, found.pk)


@event_for(Action.WRITE_TO_PEOPLE)
@require_POST
def copy(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    again = services.copy(_get(event, pk), by=request.user)  # type: ignore[arg-type]
    return redirect("announcements:edit", event.slug, again.pk)


@event_for(Action.WRITE_TO_PEOPLE)
@require_POST
def discard(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    found = _get(event, pk)
    try:
        services.discard(found)
    except AnnouncementError as error:
        messages.error(request, error.advice)
        return redirect("announcements:detail", event.slug, found.pk)
    messages.success(request, _("The draft is gone."))
    return redirect("announcements:list", event.slug)


def _get(event: Event, pk: int) -> Announcement:
    found: Announcement = get_object_or_404(queries.of_event(event), pk=pk)
    found.event = event
    return found


def _of(request: TeamRequest, found: Announcement) -> dict[str, Any]:
    """Return what each page of one announcement shows of it."""
    event = found.event
    texts = {text.language: mails.source_of(text) for text in found.texts.all()}
    if not texts:
        raise Http404
    shown = [
        (code, preview.preview(event, code, texts[code], is_optional=found.is_optional))
        for code in sorted(texts, key=languages.LANGUAGES.index)
    ]
    here = reader_zone(request)
    return _context(request, event) | {
        "announcement": found,
        "subject": mails.subject_of(found),
        "looks": shown,
        "chosen": audience.recipients(found),
        "reader_zone": here if here and here != event.zone else None,
    }


def _context(request: TeamRequest, event: Event) -> dict[str, Any]:
    return {"event": event, "may": request.may}  # type: ignore[attr-defined]
