"""Invite people to the team of a programme. A role begins when its person accepts the invitation."""

from django.db import transaction
from django.utils.timezone import now

from accounts.addresses import canonical, written
from accounts.models import User
from accounts.names import is_same
from accounts.security_log import SecurityEvent
from accounts.security_log import record as record_security
from accounts.services import lock_people, people_at, update_profile
from events.models import Programme, TeamInvitation, TeamMember
from events.models.team import invitation_ends_at, new_invitation_key
from events.programmes import history, notify
from events.programmes.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    ClosedAccountError,
    InvitationEndedError,
    NotInvitedError,
    OtherNameError,
    SharedMailboxError,
    TooManyInvitationsError,
)
from events.programmes.history import What
from events.programmes.team_queries import invitations_of
from events.team_changes import announce

MOST_PENDING = 30  # invitations of one programme: whoever takes over a session cannot mail them to the whole world


@transaction.atomic
def invite(programme: Programme, email: str, *, name: str, role: TeamMember.Role, by: User) -> TeamInvitation:
    """Mail the reader of an address the offer of a role in the team of programme, and return the invitation.

    name: for a person who has none yet; a known person keeps their own. An expired invitation is replaced.
    Raise a TeamError, such as AlreadyMemberError, OtherNameError or SharedMailboxError."""
    programme = history.lock(programme)
    person = _invitable(programme, email, name)
    pending = programme.team_invitations.pending()
    earlier = pending.filter(email=canonical(email)).first()
    if earlier and not earlier.is_expired:
        raise AlreadyInvitedError
    if earlier is None and pending.count() >= MOST_PENDING:
        raise TooManyInvitationsError
    invitation = earlier or TeamInvitation(programme=programme, email=canonical(email))
    invitation.name, invitation.role, invitation.invited_by = name, role, by
    _send(invitation, person, What.INVITED, by=by)
    record_security(SecurityEvent.ROLE_OFFERED, actor=by, subject=person, programme_id=programme.pk, role=role)
    return invitation


@transaction.atomic
def resend(invitation: TeamInvitation, *, by: User) -> None:
    """Mail an invitation again, with a new link and a new expiry date. The link in the earlier mail no longer works.

    Raise InvitationEndedError if the invitation was accepted or revoked, and the errors of invite()."""
    programme, invitation = _lock(invitation)
    person = _invitable(programme, invitation.email, "")
    notify.withdraw(invitation)
    _send(invitation, person, What.RESENT, by=by)


@transaction.atomic
def revoke(invitation: TeamInvitation, *, by: User) -> None:
    """Revoke an invitation. Its link no longer works. Raise InvitationEndedError if it was accepted or revoked already."""
    programme, invitation = _lock(invitation)
    invitation.revoked_at = now()
    invitation.save(update_fields=["revoked_at"])
    notify.withdraw(invitation)
    history.record(programme, What.REVOKED, [_line(invitation)], by=by)


@transaction.atomic
def accept(invitation: TeamInvitation, person: User) -> TeamMember:
    """Give person, who has signed in, the role of their invitation. A member of the team keeps their present role.

    Raise InvitationEndedError, NotInvitedError or ClosedAccountError."""
    programme, invitation = _lock(invitation)
    if invitation.is_expired:
        raise InvitationEndedError
    if not invitations_of(person).filter(pk=invitation.pk).exists():
        raise NotInvitedError
    if not lock_people([person.pk]):
        raise ClosedAccountError
    member, is_new = TeamMember.objects.get_or_create(
        programme=programme, person=person, defaults={"role": invitation.role}
    )
    invitation.accepted_at, invitation.accepted_by = now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    if invitation.name and not person.name:
        update_profile(person, name=invitation.name)
    if is_new:
        history.record(programme, What.JOINED, [f"{person.full_name}: {member.get_role_display()}"], by=person)
        announce(programme, [(person, member.role)], by=person)
    return member


def _invitable(programme: Programme, email: str, name: str) -> User | None:
    """Return the known person who would accept an invitation, or None for an unknown address. Raise a TeamError."""
    person = next(iter(people_at(email)), None)
    if person is None:
        return None
    if person.mailbox_of_id:
        raise SharedMailboxError
    if not person.is_active or person.erase_at:
        raise ClosedAccountError
    if name and person.name and not is_same(person.name, name):
        raise OtherNameError(person.full_name)
    if programme.team.filter(person=person).exists():
        raise AlreadyMemberError
    return person


def _send(invitation: TeamInvitation, person: User | None, what: What, *, by: User) -> None:
    invitation.key, invitation.sent_at, invitation.expires_at = new_invitation_key(), now(), invitation_ends_at()
    invitation.save()
    history.record(invitation.programme, what, [_line(invitation)], by=by)
    notify.invited(invitation, person)


def _lock(invitation: TeamInvitation) -> tuple[Programme, TeamInvitation]:
    """Lock the programme of an invitation, and return both as they are now. Raise InvitationEndedError."""
    programme = history.lock(invitation.programme)
    fresh = programme.team_invitations.pending().filter(pk=invitation.pk).select_related("invited_by").first()
    if fresh is None:
        raise InvitationEndedError
    fresh.programme = programme
    return programme, fresh


def _line(invitation: TeamInvitation) -> str:
    return f"{written(invitation.email)}: {invitation.get_role_display()}"
