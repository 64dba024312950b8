"""Deletion of encrypted travel details when they expire, and encryption with a new key."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts import encryption
from events.models import (
    Event,
    LegTraveller,
    ListReader,
    PassportConsent,
    Registration,
    RegistrationChange,
    RoomStay,
    TravelDetails,
    TravellerFile,
)

# How long the details of a person whose registration has ended are kept, because the person may register again.
KEEP_ENDED = timedelta(days=7)


@transaction.atomic
def delete_expired() -> int:
    """Delete expired travel details; return how many.

    Details expire `Event.travel_keep_days` days after the end or the cancellation of the event, and KEEP_ENDED after
    the registration has ended."""
    moment = now()
    ended_recently = RegistrationChange.objects.filter(
        registration=OuterRef("registration"), to_status__in=Registration.ENDED, at__gte=moment - KEEP_ENDED
    )
    registration_ended = Q(registration__status__in=Registration.ENDED) & ~Exists(ended_recently)
    models: tuple[type[Model], ...] = (TravelDetails, TravellerFile)
    count = sum(_delete(model._default_manager.filter(registration_ended)) for model in models)
    for days in set(Event.objects.order_by().values_list("travel_keep_days", flat=True).distinct()):
        for model in models:
            count += _delete(model._default_manager.filter(_is_over(days, moment, "registration__event__")))
        count += _delete(RoomStay.objects.filter(_is_over(days, moment, "hotel__event__")))
        count += _delete(LegTraveller.objects.filter(_is_over(days, moment, "leg__event__")))
        count += _delete(PassportConsent.objects.filter(_is_over(days, moment, "registration__event__")))
        count += _delete(ListReader.objects.filter(_is_over(days, moment, "meeting__session__event__")))
    return count


def _is_over(days: int, moment: datetime, event: str) -> Q:
    """Return the condition that an event with this period is over since then. event: its lookup, with "__"."""
    before = moment - timedelta(days=days)
    cancelled = Q(**{f"{event}status": Event.Status.CANCELLED, f"{event}cancelled_at__lt": before})
    over = ~Q(**{f"{event}status": Event.Status.POSTPONED}) & Q(**{f"{event}ends_at__lt": before})
    return Q(**{f"{event}travel_keep_days": days}) & (cancelled | over)


def reencrypt_all() -> tuple[int, int]:
    """Encrypt all details with the first key; return how many, and how many could not be decrypted with any key."""
    return encryption.reencrypt_all(TravelDetails.objects.all())


def _delete(rows: QuerySet[Any]) -> int:
    return rows.delete()[1].get(rows.model._meta.label, 0)
