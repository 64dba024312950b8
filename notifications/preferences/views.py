"""Refusing such mails by the link that each of them holds: by one click of a mail program (RFC 8058), or on a page."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import SignedInRequest
from notifications.models import Refusal
from notifications.preferences import choices, links, services
from notifications.preferences.queries import refusals_of


# Mail programs post without a cookie of ours; the token says who asks, and no other site knows it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def optional(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing is changed by opening the link: programs that look at mails open each."""
    choice = links.parse_link(token)
    if choice is None:
        return _unlisted(render(request, "preferences/gone.html", status=404))
    if request.method == "POST":
        if choice.person and request.POST.get("action") == "choose":
            services.save_choices(choice.person, request.POST.getlist("wanted"))
            messages.success(request, _("Saved."))
        elif request.POST.get("action") == "accept":
            services.accept(choice)
        else:
            services.refuse(choice)
        # RFC 8058, 3.1: no redirect for a program that posts.
        return HttpResponse(status=200) if "List-Unsubscribe" in request.POST else redirect(request.path)
    context = {
        "what": Refusal.What(choice.what).label,
        "address": choice.person.email if choice.person else choice.email,
        "is_refused": services.is_refused(choice),
        "options": _options(choice.person) if choice.person else [],
    }
    return _unlisted(render(request, "preferences/optional.html", context))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    """What who is signed in gets, and which of it they can do without."""
    person = cast(User, request.user)
    if request.method == "POST":
        services.save_choices(person, request.POST.getlist("wanted"))
        messages.success(request, _("Saved."))
        return redirect("preferences:mine")
    return render(request, "preferences/mine.html", {"options": _options(person), "address": person.email})


def _options(person: User) -> list[tuple[choices.Option, bool]]:
    """Return each that person may choose, with whether they get it."""
    refused = refusals_of(person)
    return [(one, not {(one.what, one.scope), (one.what, "")} & refused) for one in choices.options_for(person)]


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
