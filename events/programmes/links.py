"""The link in the mail that invites somebody to a team. It shows the invitation; only a sign-in can accept it."""

from accounts.links.purposes import LinkPurpose, declare
from events.models import TeamInvitation

INVITATION = declare(
    LinkPurpose[TeamInvitation](
        name="team-invitation",
        page="programmes:invitation",
        values=lambda invitation: (invitation.pk,),
        find=lambda pk: TeamInvitation.objects.select_related("programme", "invited_by").filter(pk=pk).first(),
        person=lambda invitation: None,  # the address may have no account yet
        expiry=lambda invitation: invitation.expires_at,
        secret=lambda invitation: invitation.key,
        is_open=lambda invitation: invitation.revoked_at is None,
    )
)
