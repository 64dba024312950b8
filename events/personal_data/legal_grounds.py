"""What a programme must keep about its participants, by law, after they erase their data."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import now

from accounts.models import User
from events.models import Registration


@dataclass(frozen=True)
class LegalGround:
    """What a programme must keep about a person after an erasure, and until when."""

    programme: str
    event: str
    ground: str
    until_on: date


def legal_grounds(person: User) -> list[LegalGround]:
    """Return what the programmes of person must keep after an erasure."""
    registrations = (
        Registration.objects.of(person)
        .confirmed()
        .exclude(event__programme__retention_ground="")
        .filter(event__ends_at__lt=now())
        .select_related("event__programme")
    )
    grounds = []
    for registration in registrations:
        programme, until_on = registration.event.programme, kept_until(registration)
        if until_on:
            grounds.append(LegalGround(programme.name, registration.event.title, programme.retention_ground, until_on))
    return grounds


def kept_until(registration: Registration) -> date | None:
    """Return until when the law requires the programme to keep who took part; None if it does not, or no longer."""
    programme, ends_at = registration.event.programme, registration.event.ends_at
    if not programme.retention_ground or programme.retention_years is None or ends_at is None:
        return None
    until_on = (ends_at + timedelta(days=365 * programme.retention_years)).date()
    return until_on if until_on >= now().date() else None
