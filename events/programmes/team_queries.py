"""What the page of a team shows. The number of queries does not depend on the size of the team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from accounts.models import User
from accounts.standing import Standing, standings_of
from events.models import Programme, TeamInvitation, TeamMember
from events.programmes import notify
from events.programmes.team_forms import RoleForm
from notifications.models import Message

Factor = Authenticator.Type


@dataclass(frozen=True)
class MemberRow:
    """A member of a team. standing: whether a second factor is required. factors: the ones that they have."""

    member: TeamMember
    standing: Standing
    factors: frozenset[str]
    is_last_manager: bool
    form: RoleForm

    @property
    def has_passkey(self) -> bool:
        return Factor.WEBAUTHN in self.factors

    @property
    def deadline(self) -> datetime | None:
        """Until when a second factor is required that is missing."""
        return self.standing.deadline


@dataclass(frozen=True)
class InvitationRow:
    invitation: TeamInvitation
    is_undelivered: bool


def members(programme: Programme) -> list[MemberRow]:
    """Return the members of the team, managers first. Three queries."""
    rows = sorted(
        programme.team.select_related("person"), key=lambda row: (TeamMember.Role.values.index(row.role), row.pk)
    )
    people = [row.person_id for row in rows]
    standings, factors = standings_of(people), _factors(people)
    managers = [row for row in rows if row.is_active_manager]
    return [
        MemberRow(
            row,
            standings[row.person_id],
            factors[row.person_id],
            row.role == TeamMember.Role.MANAGER and not [other for other in managers if other != row],
            RoleForm(initial={"role": row.role}, auto_id=f"id_%s_{row.pk}"),
        )
        for row in rows
    ]


def invitations(programme: Programme) -> list[InvitationRow]:
    """Return the pending invitations, with those whose mail was not delivered. Two queries."""
    rows = list(programme.team_invitations.pending())
    keys = {notify.dedupe_key(row): row.pk for row in rows}
    failed = Message.objects.filter(dedupe_key__in=keys, status=Message.Status.FAILED).values_list(
        "dedupe_key", flat=True
    )
    undelivered = {keys[key] for key in failed}
    return [InvitationRow(row, row.pk in undelivered) for row in rows]


def invitations_of(person: User) -> QuerySet[TeamInvitation]:
    """Return the pending invitations to the addresses that person has proved to read. They may have expired.

    The reader of a shared mailbox can sign in as each of its people, so only the holder can get a role (decision 0018)."""
    own = EmailAddress.objects.filter(user=person, user__mailbox_of=None, user__is_active=True, verified=True)
    pending = TeamInvitation.objects.pending().filter(email__in=own.values("email"))
    return pending.select_related("programme", "invited_by")


def _factors(people: Iterable[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {person: set() for person in people}
    kinds = (Factor.TOTP, Factor.WEBAUTHN)
    for person, kind in Authenticator.objects.filter(user__in=found, type__in=kinds).values_list("user", "type"):
        found[person].add(kind)
    return {person: frozenset(types) for person, types in found.items()}
