"""The pages on which an invited person sees and accepts a role in a team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.views import mail_code
from events.models import TeamInvitation
from events.programmes import invitations, team_queries
from events.programmes.errors import TeamError
from events.programmes.links import INVITATION


@behind_link(INVITATION)
def invitation(request: HttpRequest, link: Link[TeamInvitation]) -> HttpResponse:
    """Show the invitation of the link. With POST, mail a code to its address.

    Its reader signs in with the code to accept it: the link alone gives no right, because mails are forwarded."""
    found = link.subject
    user = request.user if isinstance(request.user, User) else None
    if user and team_queries.invitations_of(user).filter(pk=found.pk).exists():
        # A form on this page would be refused: for a page without a referrer, browsers send no Origin to other addresses.
        return redirect("programmes:my_invitations")
    if request.method == "POST" and user is None and not found.accepted_at:
        return mail_code(request, found.email, next_url=reverse("programmes:my_invitations"))
    context = {
        "invitation": found,
        "is_accepted_by_user": user is not None and found.accepted_by_id == user.pk,
    }
    return render(request, "programmes/invitation.html", context)


@login_required
@never_cache
@require_GET
def my_invitations(request: SignedInRequest) -> HttpResponse:
    """Show the invitations to the addresses of the user. The sign-in from the mail of an invitation leads here."""
    found = [row for row in team_queries.invitations_of(request.user) if not row.is_expired]
    return render(request, "programmes/my_invitations.html", {"invitations": found})


@login_required
@require_POST
def accept(request: SignedInRequest, invitation: int) -> HttpResponse:
    """Accept an invitation of the user, and open the workspace. Answer 404 for another person's invitation."""
    found = get_object_or_404(team_queries.invitations_of(request.user), pk=invitation)
    try:
        member = invitations.accept(found, request.user)
    except TeamError as error:
        messages.error(request, error.advice)
        return redirect("programmes:my_invitations")
    messages.success(
        request,
        _("You are on the team of %(programme)s. Your role: %(role)s.")
        % {"programme": found.programme.name, "role": member.get_role_display()},
    )
    return redirect("organise:home")
