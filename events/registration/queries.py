from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event, Registration

Status = Registration.Status
MAX_NAMES = 20


def with_queue_position(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Annotate `turn`: the position on the waiting list, from 1. It has a meaning for waitlisted people only."""
    ahead = (
        Registration.objects.filter(event=OuterRef("event"), status=Registration.Status.WAITLISTED)
        .filter(Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lt=OuterRef("pk")))
        .order_by()
        .values("event")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return registrations.annotate(turn=Coalesce(Subquery(ahead), 0) + 1)


def registrations_of(person: User) -> QuerySet[Registration]:
    """Return the registrations of person in all events, by the start of the event, with what the page shows."""
    return (
        with_queue_position(Registration.objects.of(person))
        .select_related("event__programme", "event__venue__country", "merged_into__person")
        .order_by(F("event__starts_at").asc(nulls_last=True), "pk")
    )


def other_registrations(registration: Registration) -> QuerySet[Registration]:
    """Return the person's registrations in the other events of the programme, latest event first."""
    others = Registration.objects.of(registration.person).not_merged().exclude(pk=registration.pk)
    return (
        others.filter(event__programme=registration.event.programme_id)
        .select_related("event")
        .defer("event__vevent", "event__description")
        .order_by(F("event__starts_at").desc(nulls_first=True), "pk")
    )


def people_without_seat(event: Event) -> list[str]:
    """Return the names of the people who lose their seat if `event` is saved with its new number of seats.

    The people who registered last lose their seat first. The last entry counts further missing seats: those of people
    beyond MAX_NAMES, and those that are kept for delegations and offers. Return an empty list if no seat is missing."""
    left_by_mode = {mode: event.seats_left_in(mode) for mode in event.modes}
    missing = {mode: -left for mode, left in left_by_mode.items() if left is not None and left < 0}
    if not missing:
        return []
    latest = (
        event.registrations.confirmed().filter(mode__in=missing).select_related("person").order_by("-created_at", "-pk")
    )
    count = max(missing.values())
    names = [registration.person.full_name for registration in latest[: min(count, MAX_NAMES)]]
    if count > len(names):
        names.append(_("%(count)d more") % {"count": count - len(names)})
    return names


def status_counts(event: Event) -> list[tuple[str, str, int]]:
    """Return (status, label, number of registrations) for each status."""
    counts = dict(event.registrations.not_merged().order_by().values_list("status").annotate(Count("pk")))
    return [(status.value, str(status.label), counts.get(status, 0)) for status in Status]
