"""Where somebody whose calendar declined says what that means: by the link in a mail, without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from events.calendar_replies.services import is_decline_open, keep_place
from events.calendars.dates import when_text
from events.models import Event, Invite
from events.registration import links
from events.registration.errors import RegistrationError
from events.registration.services import withdraw
from notifications.inbox import services as inbox


@login_required
@require_POST
def address_works(request: SignedInRequest) -> HttpResponse:
    """Write again to an address that bounced: its owner says that it takes mail."""
    if inbox.clear_bounce(request.user.email):
        messages.success(request, _("Thank you. We write to you there again."))
    return redirect("self_service:me")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])  # programs that look at mails ask for the head alone
def declined(request: HttpRequest, token: str) -> HttpResponse:
    """Give back my place, or keep it. Nothing is changed by opening the link: programs that look at mails open each."""
    registration = links.find_registration(token)
    if registration is None:
        return links.without_indexing(render(request, "self_service/own_gone.html", status=404))
    event = registration.event
    if event.status == Event.Status.DRAFT:
        raise Http404
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action not in {"withdraw", "keep"}:
            raise Http404
        try:
            if action == "withdraw":
                withdraw(registration, by=registration.person)
                messages.success(request, _("Your place has been given back. Thank you for telling us."))
            else:
                keep_place(registration)
                messages.success(request, _("You keep your place. The invitation comes to you by mail once more."))
        except RegistrationError as error:
            messages.error(request, error.advice)
        return links.without_indexing(redirect(links.registration_link(registration)))
    invite = Invite.objects.filter(registration=registration).first()
    if not is_decline_open(registration, invite):
        return links.without_indexing(redirect(links.registration_link(registration)))
    context = {"registration": registration, "event": event, "when": when_text(event), "invite": invite}
    return links.without_indexing(render(request, "calendar_replies/declined.html", context))
