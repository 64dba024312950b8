from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class TeamError(DomainError):
    """Raised when a change of a team is refused. `field` is the field of the form that caused it, or ""."""

    field = ""


class OnlyManagerError(TeamError):
    advice = _("A programme needs a manager. Make another person a manager first.")


class AlreadyMemberError(TeamError):
    field = "email"
    advice = _("This person is on the team already. Change their role in the list below.")


class AlreadyInvitedError(TeamError):
    field = "email"
    advice = _("This address is invited already. Resend or revoke that invitation in the list below.")


class OtherNameError(TeamError):
    """Raised when the mailbox belongs to a person with another name. The team must not appoint the wrong one."""

    field = "name"

    def __init__(self, known: str) -> None:
        super().__init__(
            _(
                "This is the address of %(name)s. To invite them, type this name or none. Another person needs an address "
                "of their own."
            )
            % {"name": known}
        )


class SharedMailboxError(TeamError):
    field = "email"
    advice = _(
        "Only a person with an email address of their own can join a team. This one uses the mailbox of another."
    )


class ClosedAccountError(TeamError):
    field = "email"
    advice = _("This account is closed, so its owner cannot join a team.")


class TooManyInvitationsError(TeamError):
    advice = _("There are too many pending invitations. Revoke those that are no longer needed.")


class InvitationEndedError(TeamError):
    advice = _("This invitation has ended. Ask the team for a new one.")


class NotInvitedError(TeamError):
    advice = _("This invitation is for another address. Sign in with that address to accept it.")
