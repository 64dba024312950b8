"""Change and end roles in the team of a programme. A programme never loses its last manager."""

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.history import describe_change
from events.models import Programme, TeamMember
from events.programmes import history
from events.programmes.errors import OnlyManagerError
from events.programmes.history import What
from events.team_changes import NO_ROLE, announce

Role = TeamMember.Role


@transaction.atomic
def change_role(member: TeamMember, role: TeamMember.Role, *, by: User) -> bool:
    """Give a member another role, and tell them. Return False if they have this role already, or left the team.

    The rules for a role hold at the next page that the member opens; their login sessions stay (decision 0021). Raise
    OnlyManagerError."""
    programme, current = _lock(member)
    if current is None or current.role == role:
        return False
    _require_other_manager(current)
    before, current.role = current.get_role_display(), role
    if role == Role.MANAGER:
        current.appointed_at = now()  # the time to set up a second factor begins
    current.save(update_fields=["role", "appointed_at"])
    change = describe_change(current.person.full_name, before, current.get_role_display())
    history.record(programme, What.ROLE, [change], by=by)
    announce(programme, [(current.person, role)], by=by)
    return True


@transaction.atomic
def end_role(member: TeamMember, *, by: User) -> bool:
    """Take a member off the team, and tell them. Return False if they have left already. Raise OnlyManagerError."""
    programme, current = _lock(member)
    if current is None:
        return False
    _require_other_manager(current)
    line = f"{current.person.full_name}: {current.get_role_display()}"
    current.delete()
    history.record(programme, What.LEFT, [line], by=by)
    announce(programme, [(current.person, NO_ROLE)], by=by)
    return True


def is_last_manager(member: TeamMember) -> bool:
    """Return whether the programme would have no active manager without this member."""
    if member.role != Role.MANAGER:
        return False
    managers = TeamMember.objects.active_managers().filter(programme=member.programme_id)
    return not managers.exclude(pk=member.pk).exists()


def _require_other_manager(member: TeamMember) -> None:
    if is_last_manager(member):
        raise OnlyManagerError


def _lock(member: TeamMember) -> tuple[Programme, TeamMember | None]:
    """Lock the programme, so that two managers cannot take each other off at the same time; return both as they are."""
    programme = history.lock(member.programme)
    return programme, programme.team.select_related("person").filter(pk=member.pk).first()
