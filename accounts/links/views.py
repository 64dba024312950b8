"""The page that sends a person a new link."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.links.pages import link_page
from accounts.links.services import renew
from accounts.links.tokens import read_any_token
from accounts.security_log import SecurityEvent, record


@require_POST
def renew_link(request: HttpRequest, token: str) -> HttpResponse:
    """Mail the person of a link a new one. The page names the address only by its first letter and its domain."""
    link = read_any_token(token)
    if link is None or link.person is None or not link.can_be_renewed:
        return link_page(request, link)
    if not ratelimit.consume(request, action="renew_link", key=str(link.person.pk)):
        return render(request, "429.html", status=429)
    renew(link)
    record(SecurityEvent.LINK_RENEWED, request=request, subject=link.person, purpose=link.purpose.name)
    return render(request, "links/sent.html", {"address": link.person.hinted_email})
