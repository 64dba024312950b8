from django.db.models import Q, QuerySet

from events.models import Delegation, Event, Registration, RegistrationChange, TravelLook
from events.registration.queries import with_queue_position


def one_registration(event: Event, pk: int) -> QuerySet[Registration]:
    """Return the registration of event with this key, if there is one, with the relations that its page shows."""
    rows = event.registrations.filter(pk=pk).select_related(
        "person__organisation", "person__mailbox_of", "delegation__country", "invite"
    )
    return with_queue_position(rows)


def delegations_with_seats(registration: Registration) -> QuerySet[Delegation]:
    """Return the delegations of the event that have a free seat for this person; none after the end of the event."""
    if not registration.event.is_ahead or registration.merged_into_id:
        return Delegation.objects.none()
    free = registration.event.delegations.with_room().select_related("country")
    is_seated = registration.status == Registration.Status.CONFIRMED
    return free.exclude(pk=registration.delegation_id) if is_seated and registration.delegation_id else free


def history(registration: Registration) -> QuerySet[RegistrationChange]:
    """Return the changes of the registration and of the registrations merged into it, the earliest first."""
    changes = RegistrationChange.objects.filter(_is_of_person(registration))
    return changes.select_related("by", "registration__person").order_by("at", "pk")


def looks(registration: Registration) -> QuerySet[TravelLook]:
    """Return which team members have viewed the travel details of the person, at any of their addresses."""
    return TravelLook.objects.filter(_is_of_person(registration)).select_related("by")


def _is_of_person(registration: Registration) -> Q:
    return Q(registration=registration) | Q(registration__merged_into=registration)
