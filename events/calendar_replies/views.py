"""The page where a person whose calendar declined says whether they come. The link is in a mail and needs no account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.links.confirmation import ask_first
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.requests import SignedInRequest
from events.calendar_replies.services import is_decline_open, keep_seat
from events.calendars.dates import when_text
from events.models import Invite, Registration
from events.registration import links, questions
from events.registration.errors import RegistrationError
from events.registration.services import withdraw
from notifications.inbox import services as inbox


@login_required
@require_POST
def address_works(request: SignedInRequest) -> HttpResponse:
    """Send mail again to an address that bounced, because its owner says that it works."""
    if inbox.clear_bounce(request.user.mail_address):
        messages.success(request, _("Thank you. We send emails to this address again."))
    return redirect("self_service:me")


@behind_link(links.DECLINED)
def declined(request: HttpRequest, link: Link[Registration]) -> HttpResponse:
    """Ask the person whether they keep or cancel their registration; with POST, do it."""
    registration, event = links.published_registration(link)
    invite = Invite.objects.filter(registration=registration).first()
    if request.method == "POST":
        question = questions.about_withdrawing(registration) if request.POST.get("action") == "withdraw" else None
        if page := ask_first(request, question):
            return page
        _answer(request, registration)
    elif is_decline_open(registration, invite):
        context = {"registration": registration, "event": event, "when": when_text(event), "invite": invite}
        return render(request, "calendar_replies/declined.html", context)
    return redirect(links.registration_link(registration))


def _answer(request: HttpRequest, registration: Registration) -> None:
    action = request.POST.get("action", "")
    try:
        if action == "withdraw":
            thanks = questions.thanks_for_withdrawing(registration)
            withdraw(registration, by=registration.person)
            messages.success(request, thanks)
        elif action == "keep":
            keep_seat(registration)
            messages.success(request, _("You keep your place. You will get the invitation again by email."))
        else:
            raise Http404
    except RegistrationError as error:
        messages.error(request, error.advice)
