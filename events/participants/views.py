"""The table of an event's registrations, its actions, and its export."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

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
    form = TableForm(request.GET, event=event, may=request.may, saved=columns_of(event, request.user))
    if request.method == "GET":
        return show(request, event, form)
    if not form.may_decide:
        raise Http404
    if "tagging" in request.POST:
        return bulk_actions.change_tags(request, event, form)
    return bulk_actions.decide(request, event, form)


@event_for(Action.VIEW_REGISTRATIONS)
@require_POST
def columns_save(request: TeamRequest, event: Event) -> HttpResponse:
    """Save the columns that this user sees in the table of this event. Keep the filters of the address."""
    may_decide = Action.DECIDE_REGISTRATIONS in request.may
    allowed = columns_for(visible_questions(event, request.may), may_decide=may_decide)
    chosen = [key for key in request.POST.getlist("column") if key in allowed]
    save_columns(event, request.user, [] if "reset" in request.POST else chosen)
    kept = request.GET.copy()
    kept.pop("column", None)
    return redirect(reverse("participants:list", args=[event.slug], query=kept))


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def registrations_export(request: TeamRequest, event: Event) -> StreamingHttpResponse:
    form = TableForm(request.GET, event=event, may=request.may, is_export=True, saved=columns_of(event, request.user))
    view = form.view()
    rows = table.in_order(form.matching(), view).iterator(chunk_size=table.CHUNK)
    cells = table.table_cells(rows, view, table.lookup_tables(event, form.countries, form.may))
    headings = [column.heading(event) for column in view.columns.values()]
    record(SecurityEvent.DATA_EXPORTED, request=request, what="registrations", event_id=event)
    return writer.table_response(f"{event.slug}-registrations", request.GET.get("format", "csv"), headings, cells)
