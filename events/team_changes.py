"""Tell people that their role in a team has changed, and write it to the security log."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.protection import notices
from accounts.protection.snapshots import take
from accounts.security_log import SecurityEvent, record
from events.models import Programme, TeamMember

NO_ROLE = ""


def announce(
    programme: Programme,
    roles: Iterable[tuple[User, str]],
    *,
    request: HttpRequest | None = None,
    by: User | None = None,
) -> None:
    """Log the new roles of people in the team of programme, and mail each of them. The role is "" for a removed person.

    request: that of a change in the admin. by: who makes any other change. Call this in the transaction of the change."""
    for person, role in roles:
        record(
            SecurityEvent.ROLE_CHANGED,
            request=request,
            actor=by,
            subject=person,
            programme_id=programme.pk,
            role=role or "none",
        )
        notices.send_rights_changed(person, take(person), _sentences(programme.name, role))


def _sentences(programme: str, role: str) -> notices.Sentences:
    def write() -> list[str]:
        if role == NO_ROLE:
            return [_("You are no longer in the team of “%(programme)s”.") % {"programme": programme}]
        label = _(str(TeamMember.Role(role).label))
        return [
            _("Your role in the team of “%(programme)s” is now: %(role)s.") % {"programme": programme, "role": label}
        ]

    return write
