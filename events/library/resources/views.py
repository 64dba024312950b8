"""The public pages of resources."""

import uuid
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models.search import fold
from events.highlighting import mark_matches
from events.library.resources import citations, pages, search
from events.library.resources.facets import shown_facets
from events.models import Resource, ResourceCover, ResourceFile
from events.page_store.pages import stored_page
from events.permissions import Action, may, role_of
from events.questions.file_validation import PDF
from events.questions.files import attachment, shown_file
from events.questions.shared_pdfs import problem_of, withheld

PAGE_SIZE = 20


class CountedPaginator(Paginator):
    """A paginator that knows the number of rows already."""

    def __init__(self, rows: Any, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self._count = count

    @cached_property
    def count(self) -> int:  # type: ignore[override]  # a cached property there, too
        return self._count


@require_safe
@stored_page
def resource_list(request: HttpRequest) -> HttpResponse:
    """Show the resources that match the filters in the address. Two queries; a third one if none matches."""
    filters = search.Filters.read(request.GET)
    total, values = search.count(filters)
    page = CountedPaginator(filters.ordered(), PAGE_SIZE, total).get_page(request.GET.get("page"))
    words = fold(filters.text).split()
    context = {
        "filters": filters,
        "facets": shown_facets(values, filters.chosen),
        "page_obj": page,
        "rows": [(resource, mark_matches(resource.title, words)) for resource in page],
        "suggestion": search.suggest(filters.text) if filters.text and not total else "",
        "sorts": [("best", _("Best match")), ("newest", _("Newest")), ("title", _("Title"))],
        "sort": filters.sort or ("best" if filters.text else "newest"),
    }
    htmx = getattr(request, "htmx", None)
    name = "library/resource_list.html#results" if htmx and not htmx.boosted else "library/resource_list.html"
    response = render(request, name, context)
    response.headers["Vary"] = "HX-Request"  # one URL has two different responses
    return response


@require_safe
@stored_page
def resource_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a resource. At most five queries."""
    resource = get_object_or_404(pages.for_page(Resource.objects.published()), slug=slug)
    context = pages.context_of(resource)
    if may(request.user, Action.EDIT_EVENTS, resource.programme):
        context["edit_url"] = reverse("library:edit", args=[resource.programme.slug, resource.pk])
    return render(request, "library/resource_detail.html", context)


@require_safe
def cite(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Send the citation of a resource as a file for reference managers. form: "bib" or "ris"."""
    resource = get_object_or_404(Resource.objects.published(), slug=slug)
    text, content_type = (
        (citations.bibtex(resource), "application/x-bibtex")
        if form == "bib"
        else (citations.ris(resource), "application/x-research-info-systems")
    )
    name = f"{Truncator(resource.slug).chars(60, truncate='')}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers=headers)


@require_safe
def resource_file(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Send a version of the file of a resource: a PDF to read, unless the address asks for the download.

    Only the team gets the file of a resource that is not published, or a file with a finding: to save, not to read."""
    rows = ResourceFile.objects.select_related("resource__programme")
    file = get_object_or_404(rows, key=key)
    is_public = Resource.objects.published().filter(pk=file.resource_id).exists()
    is_team = role_of(request.user, file.resource.programme) is not None
    if not is_public and not is_team:
        raise Http404
    problem = problem_of(file)
    if problem and not is_team:
        return withheld(request)
    is_shown = file.content_type == PDF and "download" not in request.GET and not problem
    send = shown_file if is_shown else attachment
    response = send(file.file, file.name, file.content_type)
    response.headers["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    return response


@require_safe
def resource_cover(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Send the cover of a resource. Its address changes with the picture, so browsers keep it for a year.

    Only the team gets the cover of a resource that is not published."""
    cover = get_object_or_404(ResourceCover.objects.select_related("resource__programme"), resource=pk, digest=digest)
    is_public = Resource.objects.published().filter(pk=pk).exists()
    if not is_public and role_of(request.user, cover.resource.programme) is None:
        raise Http404
    kept = "public, max-age=31536000, immutable" if is_public else "private, no-store"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(cover.jpeg), content_type="image/jpeg", headers=headers)
