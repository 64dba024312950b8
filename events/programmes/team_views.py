"""The page of a team: invite people, change and end roles. Only managers open it; each change needs reauthentication."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.protection.guards import reauthenticated_to_change
from events.models import Programme, TeamInvitation, TeamMember
from events.models.team import INVITATION_LASTS
from events.permissions import Action, TeamRequest, programme_for
from events.programmes import invitations, roles, team_queries
from events.programmes.errors import TeamError
from events.programmes.rights import RIGHTS, ROLES
from events.programmes.team_forms import InviteForm, RoleForm


@programme_for(Action.MANAGE_TEAM)
@never_cache
@require_GET
def team(request: TeamRequest, programme: Programme) -> HttpResponse:
    return _page(request, programme, InviteForm())


@programme_for(Action.MANAGE_TEAM)
@require_POST
@reauthenticated_to_change
def invite(request: TeamRequest, programme: Programme) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, form)
    try:
        invitations.invite(programme, form.cleaned_data["email"], **form.service_fields(), by=request.user)
    except TeamError as error:
        form.add_error(error.field or None, str(error.advice))
        return _page(request, programme, form)
    messages.success(
        request, _("The invitation is on its way to %(address)s.") % {"address": form.cleaned_data["email"]}
    )
    return redirect("programmes:team", programme.slug)


@programme_for(Action.MANAGE_TEAM)
@require_POST
@reauthenticated_to_change
def invitation_resend(request: TeamRequest, programme: Programme, invitation: int) -> HttpResponse:
    found = _invitation_or_404(programme, invitation)
    try:
        invitations.resend(found, by=request.user)
    except TeamError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The invitation was sent again. The link in the earlier email has ended."))
    return redirect("programmes:team", programme.slug)


@programme_for(Action.MANAGE_TEAM)
@require_POST
@reauthenticated_to_change
def invitation_revoke(request: TeamRequest, programme: Programme, invitation: int) -> HttpResponse:
    found = _invitation_or_404(programme, invitation)
    try:
        invitations.revoke(found, by=request.user)
    except TeamError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The invitation was revoked. Its link has ended."))
    return redirect("programmes:team", programme.slug)


@programme_for(Action.MANAGE_TEAM)
@require_POST
@reauthenticated_to_change
def role_change(request: TeamRequest, programme: Programme, member: int) -> HttpResponse:
    found, form = _member_or_404(programme, member), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("programmes:team", programme.slug)
    try:
        if roles.change_role(found, TeamMember.Role(form.cleaned_data["role"]), by=request.user):
            messages.success(request, _("The role of %(name)s was changed.") % {"name": found.person.full_name})
    except TeamError as error:
        messages.error(request, error.advice)
    return _redirect(request, programme)


@programme_for(Action.MANAGE_TEAM)
@require_http_methods(["GET", "POST"])
@reauthenticated_to_change
def role_end(request: TeamRequest, programme: Programme, member: int) -> HttpResponse:
    """Ask whether a member is taken off the team, or leaves it; with POST, do it."""
    found = _member_or_404(programme, member)
    if request.method == "POST":
        try:
            roles.end_role(found, by=request.user)
        except TeamError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("%(name)s is no longer on the team.") % {"name": found.person.full_name})
        return _redirect(request, programme)
    context = {"programme": programme, "member": found, "is_last_manager": roles.is_last_manager(found)}
    return render(request, "programmes/role_end.html", context)


def _page(request: TeamRequest, programme: Programme, form: InviteForm) -> HttpResponse:
    context = {
        "programme": programme,
        "form": form,
        "members": team_queries.members(programme),
        "invitations": team_queries.invitations(programme),
        "days": INVITATION_LASTS.days,
        "roles": ROLES,
        "rights": RIGHTS,
    }
    return render(request, "programmes/team.html", context)


def _redirect(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Redirect to the team, or to the workspace for a user who has just given up the right to see it."""
    keeps = programme.team.filter(person=request.user, role=TeamMember.Role.MANAGER).exists()
    return redirect("programmes:team", programme.slug) if keeps else redirect("organise:home")


def _invitation_or_404(programme: Programme, key: int) -> TeamInvitation:
    found: TeamInvitation = get_object_or_404(programme.team_invitations.select_related("programme"), pk=key)
    return found


def _member_or_404(programme: Programme, key: int) -> TeamMember:
    found: TeamMember = get_object_or_404(programme.team.select_related("programme", "person"), pk=key)
    return found
