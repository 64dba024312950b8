"""What each role can do, in words. The rows follow events.permissions.ALLOWED; a test compares them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events.models import TeamMember
from events.permissions import ALLOWED, Action

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROLES = (TeamMember.Role.MANAGER, TeamMember.Role.COORDINATOR, TeamMember.Role.RECEPTION, TeamMember.Role.VIEWER)


@dataclass(frozen=True)
class Right:
    """A row of the table: actions that the same roles may do."""

    label: "StrOrPromise"
    actions: frozenset[Action]

    @property
    def by_role(self) -> list[bool]:
        """Whether each of ROLES permits all of the actions."""
        return [self.actions <= ALLOWED[role] for role in ROLES]


RIGHTS = (
    Right(_("View events, sessions and figures"), frozenset({Action.VIEW_EVENTS})),
    Right(_("View registrations, and check people in"), frozenset({Action.VIEW_REGISTRATIONS, Action.CHECK_IN})),
    Right(
        _("Edit events, decide on registrations, write to people, view travel details and emails"),
        frozenset(
            {
                Action.EDIT_EVENTS,
                Action.DECIDE_REGISTRATIONS,
                Action.VIEW_TRAVEL,
                Action.VIEW_DELIVERIES,
                Action.WRITE_TO_PEOPLE,
                Action.REMIND,
            }
        ),
    ),
    Right(_("Write the public pages and news of the programme, and release figures"), frozenset({Action.EDIT_WEBSITE})),
    Right(_("Publish, reschedule, postpone and cancel events"), frozenset({Action.PUBLISH})),
    Right(
        _("Change the programme, its team, reminder rules and privacy notice"),
        frozenset({Action.EDIT_PROGRAMME, Action.MANAGE_TEAM, Action.SET_PROGRAMME_REMINDERS, Action.EDIT_PRIVACY}),
    ),
    Right(
        _("Erase a person's data, delete notes, and see who viewed travel details"),
        frozenset({Action.ERASE_PEOPLE, Action.DELETE_NOTES, Action.VIEW_LOOKS}),
    ),
)
