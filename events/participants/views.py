"""The table of an event's registrations, its actions, and its export."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.security_log import SecurityEvent, record
from events.models import Event
from events.participants import bulk_actions, table
from events.participants.columns import columns_for
from events.participants.saved_columns import columns_of, save_columns
from events.participants.table_form import TableForm
from events.participants.table_page import show
from events.permissions import Action, TeamRequest, event_for
from events.questions.queries import visible_questions
from events.spreadsheets import writer


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def registrations(request: TeamRequest, event: Event) -> HttpResponse:
    form = _table_form(request, event, offers_all=False)
    if form.errors:
        form = _table_form(request, event)  # the page shows the menu of filters, with the errors
    if request.method == "GET":
        return show(request, event, form)
    if not form.may_decide:
        raise Http404
    if "tagging" in request.POST:
        return bulk_actions.change_tags(request, event, form)
    return bulk_actions.decide(request, event, form)


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def filters(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the filters of the table: for its menu, or as a page if the browser runs no JavaScript."""
    return _menu(request, event, "participants/registrations_filter.html")


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def columns(request: TeamRequest, event: Event) -> HttpResponse:
    """Save the columns that this user sees in the table of this event. Keep the filters of the address.

    A GET request shows all columns: for the menu of the table, or as a page if the browser runs no JavaScript."""
    if request.method == "GET":
        return _menu(request, event, "participants/registrations_columns.html")
    may_decide = Action.DECIDE_REGISTRATIONS in request.may
    allowed = columns_for(visible_questions(event, request.may), may_decide=may_decide)
    chosen = [key for key in request.POST.getlist("column") if key in allowed]
    save_columns(event, request.user, [] if "reset" in request.POST else chosen)
    kept = request.GET.copy()
    kept.pop("column", None)
    return redirect(reverse("participants:list", args=[event.slug], query=kept))


def _table_form(request: TeamRequest, event: Event, **options: bool) -> TableForm:
    saved = columns_of(event, request.user)
    return TableForm(request.GET, event=event, may=request.may, saved=saved, **options)


def _menu(request: TeamRequest, event: Event, template: str) -> HttpResponse:
    context = {"event": event, "form": _table_form(request, event)}
    response = render(request, f"{template}#menu" if request.htmx else template, context)
    response.headers["Vary"] = "HX-Request"
    return response


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def registrations_export(request: TeamRequest, event: Event) -> StreamingHttpResponse:
    form = _table_form(request, event, is_export=True, offers_all=False)
    view = form.view()
    rows = table.in_order(form.matching(), view).iterator(chunk_size=table.CHUNK)
    cells = table.table_cells(rows, view, table.lookup_tables(event, form.countries, form.may))
    headings = [column.heading(event) for column in view.columns.values()]
    record(SecurityEvent.DATA_EXPORTED, request=request, what="registrations", event_id=event)
    return writer.table_response(f"{event.slug}-registrations", request.GET.get("format", "csv"), headings, cells)
