"""What a person is: a member of a team, an administrator, protected by a second factor.

The login session loads the person with all of that in one query, so that no page needs another one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from accounts.models import User

Expressions = Callable[[], dict[str, Any]]

_declared: list[Expressions] = []


def declare_standing(expressions: Expressions) -> None:
    """Declare what a package above knows of people: `is_on_team`, and `manages_since` (the first appointment)."""
    if expressions not in _declared:
        _declared.append(expressions)


@dataclass(frozen=True)
class Standing:
    """is_team: member of a team, staff or superuser. required_since: since when a second factor is required, or None."""

    is_team: bool = False
    has_second_factor: bool = False
    required_since: datetime | None = None

    @property
    def deadline(self) -> datetime | None:
        """The end of the grace period, if a second factor is required and missing."""
        if self.required_since is None or self.has_second_factor:
            return None
        return self.required_since + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)


def standing_of(user: User | AnonymousUser) -> Standing:
    """Return the standing of a user, without a query if the login session has loaded the user."""
    if not isinstance(user, User):
        return Standing()
    known = user if hasattr(user, "has_second_factor") else _with_standing().get(pk=user.pk)
    return _standing(known)


def standings_of(people: Collection[int]) -> dict[int, Standing]:
    """Return the standing of people, by their primary key. One query."""
    return {person.pk: _standing(person) for person in _with_standing().filter(pk__in=people)}


def _standing(known: Any) -> Standing:
    """Return the standing of a person who was loaded with it."""
    is_admin = known.is_staff or known.is_superuser
    since = [getattr(known, "manages_since", None), (known.staff_since or known.date_joined) if is_admin else None]
    dates = [date for date in since if date is not None]
    # The people of the demo have no devices.
    is_exempt = settings.DEMO and known.is_sample
    return Standing(
        is_team=is_admin or bool(getattr(known, "is_on_team", False)),
        has_second_factor=known.has_second_factor,
        required_since=None if is_exempt or not dates else min(dates),
    )


class StandingBackend(AuthenticationBackend):
    """Load the person of a login session together with their standing."""

    def get_user(self, user_id: Any) -> User | None:
        user = _with_standing().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def _with_standing() -> Any:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=["totp", "webauthn"])
    expressions = {name: value for declared in _declared for name, value in declared().items()}
    return User.objects.annotate(has_second_factor=Exists(factors), **expressions)
