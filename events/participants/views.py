"""The table of an event's registrations, its actions, and its export."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from events.models import Event
from events.participants import bulk_actions, table
from events.participants.table_form import TableForm
from events.participants.table_page import show
from events.permissions import Action, TeamRequest, event_for
from events.spreadsheets import writer


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def registrations(request: TeamRequest, event: Event) -> HttpResponse:
    form = TableForm(request.GET, event=event, may=request.may)
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
def registrations_export(request: TeamRequest, event: Event) -> StreamingHttpResponse:
    form = TableForm(request.GET, event=event, may=request.may)
    view = form.view()
    rows = table.in_order(form.matching(), view).iterator(chunk_size=table.CHUNK)
    cells = table.table_cells(rows, view, table.lookup_tables(event, form.countries, form.may))
    headings = [column.heading(event) for column in view.columns.values()]
    return writer.table_response(f"{event.slug}-registrations", request.GET.get("format", "csv"), headings, cells)
