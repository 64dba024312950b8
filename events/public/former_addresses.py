"""Pages whose address has changed lead to the new address: the one place that redirects from former slugs."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from events.library import queries as library
from events.models import AreaOfAction, NewsItem, PolicyDeclaration, Programme, Resource
from events.public import queries
from events.public.preview import is_preview
from events.slugs import find_by_slug

# All pages whose address has the slug of a programme: public ones, frames, privacy notices and the workspace.
ROUTES = tuple(
    f"{prefix}<slug:slug>/" for prefix in ("programmes/", "embed/programmes/", "privacy/", "organise/programmes/")
)
# The other pages, by the beginning of their route. Nobody learns the address of a row that they may not see.
VISIBLE: dict[str, Callable[[HttpRequest], QuerySet[Any]]] = {
    "events/<slug:slug>/": lambda request: queries.visible_to(request.user),
    "organise/events/<slug:slug>/": lambda request: queries.visible_to(request.user),
    "resources/<slug:slug>/": lambda request: Resource.objects.published(),
    "pictures/<slug:slug>/": lambda request: library.albums(),
}
# What has a page below that of its programme, by the name of its slug in the route.
ROWS: dict[str, type[AreaOfAction | PolicyDeclaration | NewsItem]] = {
    "area_slug": AreaOfAction,
    "declaration_slug": PolicyDeclaration,
    "news_slug": NewsItem,
}
SAFE_METHODS = {"GET", "HEAD"}


class FormerAddressMiddleware:
    """When a page is not found and its address is a former one, redirect to the new address. A few queries, only then.

    It is one place for all pages, as django.contrib.redirects is. The method and the content of a POST stay: somebody may
    have changed the address while a form was open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or not (address := _present_address(request)):
            return response
        moved = HttpResponsePermanentRedirect(address, preserve_request=request.method not in SAFE_METHODS)
        moved.headers["Cache-Control"] = "no-cache"  # the row may get its former address back
        return moved


def _present_address(request: HttpRequest) -> str:
    """Return the present address of a page at a former one; "" if it is none."""
    match = request.resolver_match
    if match is None:
        return ""
    present: dict[str, str] = {}
    if match.route.startswith(ROUTES):
        present = _slugs_of_programme(request, match.kwargs)
    else:
        for route, visible in VISIBLE.items():
            if match.route.startswith(route):
                present = _slug_of(visible(request), "slug", match.kwargs)
    kwargs = {**match.kwargs, **present}
    return "" if kwargs == match.kwargs else reverse(match.view_name, kwargs=kwargs, query=request.GET)


def _slugs_of_programme(request: HttpRequest, kwargs: dict[str, Any]) -> dict[str, str]:
    """Return the present slugs in an address of a programme. Both its own and that of a row may have changed."""
    programme = find_by_slug(Programme.objects.only("slug"), kwargs["slug"])
    if programme is None:
        return {}
    present = {"slug": programme.slug}
    for name, model in ROWS.items():
        if name in kwargs:
            rows = model._default_manager.filter(programme=programme)
            if hasattr(rows, "published") and not is_preview(request, programme):
                rows = rows.published()
            present |= _slug_of(rows, name, kwargs, within=programme.pk)
    return present


def _slug_of(rows: QuerySet[Any], name: str, kwargs: dict[str, Any], *, within: int = 0) -> dict[str, str]:
    """Return the present slug of the row that has or had the slug with this name in an address; {} without one."""
    row = find_by_slug(rows, kwargs[name], within=within)
    return {} if row is None else {name: row.slug}
