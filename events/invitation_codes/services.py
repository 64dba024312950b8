"""Codes that let people register for an event by invitation. Each function is one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from events.models import Event, InvitationCode


@transaction.atomic
def make_code(event: Event, *, uses: int, expires_at: datetime | None = None, note: str = "") -> InvitationCode:
    """Return a new code for so many people; it works until expires_at, or for as long as registration is open."""
    return InvitationCode.objects.create(event=event, uses=uses, expires_at=expires_at, note=note)


@transaction.atomic
def end_code(code: InvitationCode) -> None:
    """Let nobody else in by this code; whom it let in keep their place. One that has ended stays as it is."""
    InvitationCode.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now()), pk=code.pk).update(
        expires_at=now()
    )
