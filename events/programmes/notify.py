"""The mail that invites somebody to a team."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import languages
from accounts.links.tokens import make_url
from accounts.models import User
from events.calendars.dates import moment_text
from events.mails import sender
from events.models import TeamInvitation, TeamMember
from events.programmes.links import INVITATION
from notifications.mail import rendering
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

KIND = "team_invitation"


def invited(invitation: TeamInvitation, person: User | None) -> None:
    """Mail the invitation. person: the known reader of the address, whose language and name the mail uses."""
    programme = invitation.programme
    language = languages.first_supported(person.language if person else "", programme.language)
    name = person.full_name if person and person.name else invitation.name
    with override(languages.django_code(language)):
        context = {
            "programme": programme,
            "name": name,
            "role": _(str(TeamMember.Role(invitation.role).label)),
            "by": invitation.invited_by.full_name if invitation.invited_by else "",
            "until": moment_text(invitation.expires_at, (person and person.zone) or ZoneInfo(settings.TIME_ZONE)),
            "invitation_url": make_url(INVITATION, invitation),
        }
        mail = rendering.render(KIND, context)
    outbox.queue(
        Draft(
            dedupe_key=dedupe_key(invitation),
            kind=KIND,
            topic=sender.programme_topic(programme),
            recipient=person,
            to_email=invitation.email,
            to_name=name,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            reply_to=programme.contact_email,
            expires_at=invitation.expires_at,
        )
    )


def dedupe_key(invitation: TeamInvitation) -> str:
    """Return the key of the latest mail about an invitation."""
    return f"{KIND}:{invitation.pk}:{invitation.sent_at.isoformat()}"


def withdraw(invitation: TeamInvitation) -> None:
    """Stop the mail about an invitation if it has not left yet."""
    outbox.drop(topic=sender.programme_topic(invitation.programme), keys=[dedupe_key(invitation)])
