from django.db.models import Q, QuerySet

from events.models import Event, Registration, RegistrationChange, TravelLook
from events.registration.queries import with_queue_position


def one_registration(event: Event, pk: int) -> QuerySet[Registration]:
    """Return the registration of event with this key, if there is one, with the relations that its page shows."""
    rows = event.registrations.filter(pk=pk).select_related("person__organisation", "delegation__country", "invite")
    return with_queue_position(rows)


def history(registration: Registration) -> QuerySet[RegistrationChange]:
    """Return the changes of the registration and of the registrations merged into it, the earliest first."""
    changes = RegistrationChange.objects.filter(_is_of_person(registration))
    return changes.select_related("by", "registration__person").order_by("at", "pk")


def looks(registration: Registration) -> QuerySet[TravelLook]:
    """Return which team members have viewed the travel details of the person, at any of their addresses."""
    return TravelLook.objects.filter(_is_of_person(registration)).select_related("by")


def _is_of_person(registration: Registration) -> Q:
    return Q(registration=registration) | Q(registration__merged_into=registration)
