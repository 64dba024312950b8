"""Refusing such mails by the link that each of them holds: by one click of a mail program (RFC 8058), or on a page."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from notifications.models import Refusal
from notifications.preferences import links, services
from notifications.preferences.queries import optional as optional_as


# Mail programs post without a cookie of ours; the token says who asks, and no other site knows it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def optional(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing is changed by opening the link: programs that look at mails open each."""
    choice = links.choice_of(token)
    if choice is None:
        return _unlisted(render(request, "preferences/gone.html", status=404))
    if request.method == "POST":
        if request.POST.get("action") == "accept":
            services.accept(choice)
        else:
            services.refuse(choice)
        # RFC 8058, 3.1: no redirect for a program that posts.
        return HttpResponse(status=200) if "List-Unsubscribe" in request.POST else redirect(request.path)
    context = {
        "what": Refusal.What(choice.what).label,
        "address": choice.person.email if choice.person else choice.email,
        "is_refused": services.is_refused(choice),
    }
    return _unlisted(render(request, "preferences/optional.html", context))


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Lead who is signed in to the page that their morning mails link to."""
    person = cast(User, request.user)
    return redirect(links.link(person, person.email, optional_as(Refusal.What.DIGEST)))


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
