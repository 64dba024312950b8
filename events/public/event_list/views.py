"""The list of events, for everybody."""

from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models import User
from events.library.resources.search import find_resources
from events.models import Event
from events.page_store.pages import shown, stored_page
from events.page_store.store import Shown, stored
from events.public import queries
from events.public.event_list.closest import close_matches, past_match
from events.public.event_list.filters import ListFilters
from events.public.event_list.forms import FilterForm
from events.public.event_list.rows import row_of
from events.public.own import with_own

PAGE_SIZE = 20


@require_safe
@stored_page
def event_list(request: HttpRequest) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    content = stored(request, "content", lambda inner: _content(request, inner), within=shown(request))
    if content is not None and isinstance(request.user, User):
        content = with_own(content, request.user)
    if htmx and not htmx.boosted:
        response = HttpResponse(content)
    else:
        response = render(request, "public/event_list.html", {"content": content})
    response.headers["Vary"] = "HX-Request"  # one URL has two different responses
    return response


def _content(request: HttpRequest, inner: Shown) -> SafeString:
    """Return the content of the list. It is the same for all readers."""
    form = FilterForm(request.GET)
    form.is_valid()  # an invalid filter is ignored, and the page shows the error
    filters = ListFilters(form)
    page = Paginator(queries.filtered(form.cleaned_data), PAGE_SIZE).get_page(request.GET.get("page"))
    events = queries.cards_of(cast("QuerySet[Event]", page.object_list))
    page.object_list = events
    inner.add(events)
    is_empty = not page.paginator.count
    context = {
        "form": form,
        "filters": filters,
        "page_obj": page,
        "months": [(month, [row_of(event) for event in group]) for month, group in queries.by_month(events)],
        "resources": find_resources(words).count() if (words := filters.values.get("q")) else 0,
        "closest": close_matches(filters) if is_empty else [],
        "past": past_match(filters) if filters.applied and not is_empty and "when" not in filters.values else None,
    }
    return render_to_string("public/event_list.html#content", context, request)
