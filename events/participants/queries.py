from django.db.models import Q, QuerySet

from events.models import Event, Registration, RegistrationChange, TravelLook
from events.registration.queries import with_queue_position


def one_registration(event: Event, pk: int) -> QuerySet[Registration]:
    """Return event's registration with this key, if it has one, with what its page says of the person."""
    found = event.registrations.filter(pk=pk).select_related("person__organisation", "delegation__country", "invite")
    return with_queue_position(found)


def history(registration: Registration) -> QuerySet[RegistrationChange]:
    """Return what has become of the registration, and of those that went into it, and through whom, in order."""
    found = RegistrationChange.objects.filter(_of_both(registration))
    return found.select_related("by", "registration__person").order_by("at", "pk")


def looks(registration: Registration) -> QuerySet[TravelLook]:
    """Return who of the team has looked at the person's passport and journey, under any address."""
    return TravelLook.objects.filter(_of_both(registration)).select_related("by")


def _of_both(registration: Registration) -> Q:
    return Q(registration=registration) | Q(registration__merged_into=registration)
