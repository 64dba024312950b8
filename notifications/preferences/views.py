"""Pages to choose optional mails: for signed-in people, and for the link in each mail (RFC 8058, or a page)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.models import User
from accounts.requests import SignedInRequest
from notifications.models import Refusal
from notifications.preferences import choices, links, services
from notifications.preferences.queries import refusals_of


# Mail programs post without a cookie. The token identifies the person, and other sites do not know it.
@csrf_exempt
@behind_link(links.OPTIONAL)
def optional(request: HttpRequest, link: Link[links.MailChoice]) -> HttpResponse:
    """Show the choice that a link is about, and save a posted one. GET changes nothing: mail scanners open all links."""
    choice = link.subject
    if request.method == "POST":
        if choice.person and request.POST.get("action") == "choose":
            services.save_choices(choice.person, request.POST.getlist("wanted"))
            messages.success(request, _("Saved."))
        elif request.POST.get("action") == "accept":
            services.accept(choice)
        else:
            services.refuse(choice)
        # RFC 8058, 3.1: a program that posts must not be redirected.
        return HttpResponse(status=200) if "List-Unsubscribe" in request.POST else redirect(request.path)
    context = {
        "what": Refusal.What(choice.what).label,
        "address": choice.person.email if choice.person else choice.email,
        "is_refused": services.is_refused(choice),
        "options": _options(choice.person) if choice.person else [],
    }
    return render(request, "preferences/optional.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    """Show the optional mails of the signed-in person, and save their choice."""
    person = request.user
    if request.method == "POST":
        services.save_choices(person, request.POST.getlist("wanted"))
        messages.success(request, _("Saved."))
        return redirect("preferences:mine")
    return render(request, "preferences/mine.html", {"options": _options(person), "address": person.email})


def _options(person: User) -> list[tuple[choices.Option, bool]]:
    """Return the options of person, each with True if it is accepted."""
    refused = refusals_of(person)
    return [
        (option, not {(option.what, option.scope), (option.what, "")} & refused)
        for option in choices.options_for(person)
    ]
