"""Write and change an announcement, with a preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.announcements import edit_page, preview, queries, services
from events.announcements.descriptions import filter_form
from events.announcements.errors import AnnouncementError, TextChangedError
from events.announcements.forms import AnnouncementForm
from events.mail_templates.services import readers
from events.mails.catalogue import ANNOUNCEMENT
from events.models import Announcement, Event
from events.participants.filter_chips import filter_chips
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
    event, data = announcement.event, edit_page.apply_buttons(request.POST)
    is_unfinished = bool(data) and "do" not in data  # a chip was pressed
    form = AnnouncementForm(
        None if is_unfinished else data or None, announcement, typed=data if is_unfinished else None
    )
    if request.method == "POST":
        filters = _filters(request, event, data)
        response = _act(request, announcement, form, filters)
        if response:
            return response
    context = {
        "event": event,
        "may": request.may,
        "form": form,
        "filters": [*filters.first, *filters.more],
        "filter_errors": filters.non_field_errors(),
        "are_filters_wrong": not filters.filters_make_sense,
        "announcement": announcement,
        "placeholders": ANNOUNCEMENT.placeholders,
        "address": request.path,
    }
    return render(request, *_page(request, form, filters, context))


def _page(
    request: TeamRequest, form: AnnouncementForm, filters: TableForm, context: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return the template and its context: the page, or the part of it that htmx asks for."""
    template, event = "announcements/announcement_edit.html", context["event"]
    is_of_audience = bool(request.htmx) and request.POST.get("do") == "audience"
    if is_of_audience or not request.htmx:
        context |= {
            "chips": filter_chips(filters, with_status=True),
            "audience": edit_page.count_audience(event, form, filters),
        }
    if is_of_audience:
        return f"{template}#audience", context
    context["previews"] = edit_page.previews(event, form)
    if request.htmx:
        return f"{template}#look", context
    return template, context | {"readers": readers(event)}


def _filters(request: TeamRequest, event: Event, query: QueryDict) -> TableForm:
    return TableForm(query, event=event, may=request.may, with_contributors=True)


def _act(
    request: TeamRequest, announcement: Announcement, form: AnnouncementForm, filters: TableForm
) -> HttpResponse | None:
    """Save the announcement or send a test of it. Return None to show the page again."""
    action = request.POST.get("do", "")
    if action not in {"save", "test"} or not (form.is_valid() and _filters_are_valid(form, filters)):
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
