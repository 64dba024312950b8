"""Codes with which people register for an event by invitation. Each function is one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from events.models import Event, InvitationCode


@transaction.atomic
def make_code(event: Event, *, uses: int, expires_at: datetime | None = None, note: str = "") -> InvitationCode:
    """Create a code that `uses` people can use until `expires_at`, or as long as registration is open."""
    return InvitationCode.objects.create(event=event, uses=uses, expires_at=expires_at, note=note)


@transaction.atomic
def end_code(code: InvitationCode) -> None:
    """End the code now, so that no other person can use it. People who have used it keep their seats.

    Do not change a code that has already ended."""
    InvitationCode.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now()), pk=code.pk).update(
        expires_at=now()
    )
