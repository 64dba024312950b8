"""Who comes: the table of an event's registrations, what is done from it, and its export."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from events.agenda import bulk
from events.agenda.table_forms import TableForm
from events.agenda.table_page import show
from events.models import Event
from events.permissions import Action, event_for
from events.registration import export, table


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def registrations(request: HttpRequest, event: Event) -> HttpResponse:
    form = TableForm(request.GET, event=event, may=request.may)
    if request.method == "GET":
        return show(request, event, form)
    if not form.may_decide:
        raise Http404
    if "tagging" in request.POST:
        return bulk.tagging(request, event, form)
    return bulk.decide(request, event, form)


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def registrations_export(request: HttpRequest, event: Event) -> StreamingHttpResponse:
    form = TableForm(request.GET, event=event, may=request.may)
    view = form.view()
    rows = table.in_order(table.matching(event, view), view).iterator(chunk_size=table.CHUNK)
    said = table.cells(rows, view, table.known(event, form.countries, form.may))
    headings = [column.heading(event) for column in view.columns.values()]
    return export.answer(f"{event.slug}-registrations", request.GET.get("format", "csv"), headings, said)
