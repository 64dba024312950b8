"""Write and change an announcement, with a preview."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.announcements import preview, queries, services
from events.announcements.descriptions import filter_form
from events.announcements.errors import AnnouncementError, TextChangedError
from events.announcements.forms import AnnouncementForm
from events.mail_templates.services import readers
from events.mails.catalogue import ANNOUNCEMENT
from events.mails.preview import Preview
from events.models import Announcement, Event
from events.participants.registration_filter import RegistrationFilter
from events.participants.table_form import TableForm
from events.permissions import Action, TeamRequest, event_for


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def create(request: TeamRequest, event: Event) -> HttpResponse:
    """Write a new announcement. The address has the filters of the table of registrations that it comes from.

    For the people of a session or of a track, it is also for the contributors."""
    filters = _filters(request, event, request.GET)
    wanted = filters.registration_filter()
    is_of_agenda = bool(wanted.session or wanted.track)
    return _edit(request, Announcement(event=event, to_contributors=is_of_agenda), filters)


@event_for(Action.WRITE_TO_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    announcement = queries.get_or_404(event, pk)
    if not announcement.is_open:
        return redirect("announcements:detail", event.slug, announcement.pk)
    return _edit(request, announcement, filter_form(event, announcement.filters))


def _edit(request: TeamRequest, announcement: Announcement, filters: TableForm) -> HttpResponse:
    event, form = announcement.event, AnnouncementForm(request.POST or None, announcement)
    if request.method == "POST":
        filters = _filters(request, event, request.POST)
        response = _act(request, announcement, form, filters)
        if response:
            return response
    context = {
        "event": event,
        "may": request.may,
        "form": form,
        "filters": [*filters.first, *filters.more],
        "filter_errors": filters.non_field_errors(),
        "is_filtered": filters.registration_filter() != RegistrationFilter() or not filters.filters_make_sense,
        "announcement": announcement,
        "preview": _preview(event, form),
        "placeholders": ANNOUNCEMENT.placeholders,
        "readers": readers(event),
        "address": request.path,
    }
    template = "announcements/announcement_edit.html"
    return render(request, f"{template}#look" if request.htmx else template, context)


def _filters(request: TeamRequest, event: Event, query: QueryDict) -> TableForm:
    return TableForm(query, event=event, may=request.may, with_contributors=True)


def _preview(event: Event, form: AnnouncementForm) -> tuple[str, Preview] | None:
    """Return the language and the preview of the announcement as it is typed, or None if nothing is typed."""
    texts, reader = form.texts_as_typed(), str(form["reader"].value() or "")
    if not texts:
        return None
    code = preview.language_for(event, texts, reader=reader, language=str(form["look_in"].value() or ""))
    return code, preview.preview(event, code, texts[code], is_optional=form.is_optional, reader=reader)


def _act(
    request: TeamRequest, announcement: Announcement, form: AnnouncementForm, filters: TableForm
) -> HttpResponse | None:
    """Save the announcement or send a test of it. Return None to show the page again."""
    action = request.POST.get("do", "")
    if action == "preview" or not (form.is_valid() and _filters_are_valid(form, filters)):
        return None
    if action == "test":
        _send_test(request, announcement.event, form)
        return None
    return _save(request, announcement, form, filters)


def _send_test(request: TeamRequest, event: Event, form: AnnouncementForm) -> None:
    texts, reader = form.texts(), form.cleaned_data["reader"]
    code = preview.language_for(event, texts, reader=reader, language=form.cleaned_data["look_in"])
    preview.send_test(event, code, texts[code], is_optional=form.is_optional, to=request.user, reader=reader)
    messages.success(request, _("A test is on its way to %(mail)s.") % {"mail": request.user.email})


def _save(
    request: TeamRequest, announcement: Announcement, form: AnnouncementForm, filters: TableForm
) -> HttpResponse | None:
    event, texts, groups = announcement.event, form.texts(), form.groups(filters.registration_filter())
    try:
        if announcement.pk is None:
            announcement = services.write(event, groups, texts, is_optional=form.is_optional, by=request.user)
        else:
            services.rewrite(announcement, groups, texts, is_optional=form.is_optional, as_of=form.as_of())
    except TextChangedError as error:
        form.add_error(None, str(error.advice))
        return None
    except AnnouncementError as error:
        messages.error(request, error.advice)
        return redirect("announcements:detail", event.slug, announcement.pk)
    return redirect("announcements:send", event.slug, announcement.pk)


def _filters_are_valid(form: AnnouncementForm, filters: TableForm) -> bool:
    if not filters.is_valid() and not filters.filters_make_sense:
        form.add_error(None, _("One of the filters is not valid. Choose it again."))
        return False
    return True
