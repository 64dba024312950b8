"""How long sealed details are kept, and with which key."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from events.models import Event, Registration, RegistrationChange, TravelDetails
from events.travel import encryption
from events.travel.encryption import DecryptionError

# For how long details are kept of somebody who comes no more: they may come back.
KEEP_ENDED = timedelta(days=7)


@transaction.atomic
def delete_expired() -> int:
    """Delete the travel details of events that are over for as long as each says, or cancelled for as long, and of
    people who come no more; return how many went."""
    moment = now()
    came_to_an_end = RegistrationChange.objects.filter(
        registration=OuterRef("registration"), to_status__in=Registration.ENDED, at__gte=moment - KEEP_ENDED
    )
    ended = Q(registration__status__in=Registration.ENDED) & ~Exists(came_to_an_end)
    count = _delete(TravelDetails.objects.filter(ended))
    limits = TravelDetails.objects.order_by().values_list("registration__event__travel_keep_days", flat=True)
    for days in limits.distinct():
        before = moment - timedelta(days=days)
        off = Q(registration__event__status=Event.Status.CANCELLED, registration__event__cancelled_at__lt=before)
        over = ~Q(registration__event__status=Event.Status.POSTPONED) & Q(registration__event__ends_at__lt=before)
        count += _delete(TravelDetails.objects.filter(off | over, registration__event__travel_keep_days=days))
    return count


def _delete(found: QuerySet[TravelDetails]) -> int:
    return found.delete()[1].get(TravelDetails._meta.label, 0)


def reencrypt_all() -> tuple[int, int]:
    """Seal everything with the first key; return how many that was, and how many no key of ours opens."""
    done = unreadable = 0
    for pk, sealed in TravelDetails.objects.values_list("pk", "sealed").iterator():
        try:
            fresh = encryption.reencrypt(sealed)
        except DecryptionError:
            unreadable += 1
        else:
            # Only what still stands there: whoever saves in the meantime seals with the first key as well.
            done += TravelDetails.objects.filter(pk=pk, sealed=sealed).update(sealed=fresh)
    return done, unreadable
