"""Deletion of encrypted travel details when they expire, and encryption with a new key."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts import encryption
from accounts.encryption import DecryptionError
from events.models import Event, Registration, RegistrationChange, TravelDetails

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
    count = _delete(TravelDetails.objects.filter(registration_ended))
    limits = TravelDetails.objects.order_by().values_list("registration__event__travel_keep_days", flat=True)
    for days in limits.distinct():
        before = moment - timedelta(days=days)
        cancelled = Q(registration__event__status=Event.Status.CANCELLED, registration__event__cancelled_at__lt=before)
        over = ~Q(registration__event__status=Event.Status.POSTPONED) & Q(registration__event__ends_at__lt=before)
        count += _delete(TravelDetails.objects.filter(cancelled | over, registration__event__travel_keep_days=days))
    return count


def reencrypt_all() -> tuple[int, int]:
    """Encrypt all details with the first key; return how many, and how many could not be decrypted with any key."""
    done = unreadable = 0
    for pk, stored in TravelDetails.objects.values_list("pk", "sealed").iterator():
        try:
            encrypted = encryption.reencrypt(stored)
        except DecryptionError:
            unreadable += 1
        else:
            # The filter skips details that were saved in the meantime: they already use the first key.
            done += TravelDetails.objects.filter(pk=pk, sealed=stored).update(sealed=encrypted)
    return done, unreadable


def _delete(details: QuerySet[TravelDetails]) -> int:
    return details.delete()[1].get(TravelDetails._meta.label, 0)
