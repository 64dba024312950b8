"""Guard the pages behind links."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.links import acting
from accounts.links.purposes import LinkPurpose
from accounts.links.tokens import Link, LinkState, read_token
from accounts.security_log import SecurityEvent, record

PAGE_METHODS = ("GET", "HEAD", "POST")  # mail scanners open links with GET and HEAD


def behind_link[Subject, **Rest](
    purpose: LinkPurpose[Subject], methods: tuple[str, ...] = PAGE_METHODS
) -> Callable[
    [Callable[Concatenate[HttpRequest, Link[Subject], Rest], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, str, Rest], HttpResponseBase],
]:
    """Decorator for a page behind a link of this purpose. The view gets the link instead of the token.

    A link that does not work gets a page that says what to do. While the view runs, history.record() and others know
    that the person acts by link. GET and HEAD must change nothing. The URL pattern must use the converter `link_token`,
    which gives the response its headers (accounts.links.middleware)."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, Link[Subject], Rest], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, str, Rest], HttpResponseBase]:
        @require_http_methods(methods)
        @wraps(view)
        def found(request: HttpRequest, token: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            link = read_token(purpose, token)
            if not link.works:
                return link_page(request, link)
            request.personal_link = link  # type: ignore[attr-defined]  # the template "links/person.html" reads it
            with acting.by_link(link, request.user):
                return view(request, link, *args, **kwargs)

        return found  # type: ignore[return-value]  # the name "token" is not a part of the type

    return decorate


def link_page(request: HttpRequest, link: Link[Any] | None) -> HttpResponse:
    """Return the page of a link that does not work, with what its reader can do. link: None for an unknown one."""
    state = link.state if link else LinkState.UNKNOWN
    record(SecurityEvent.LINK_INVALID, request=request, subject=link.person if link else None, state=state.value)
    status = 404 if state is LinkState.UNKNOWN else 410
    return render(request, "links/link.html", {"link": link, "state": state.value}, status=status)
