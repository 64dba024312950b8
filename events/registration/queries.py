from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event, Registration

Status = Registration.Status
MOST_NAMES = 20


def with_queue_position(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Annotate `turn`: place in the queue, from 1, of those who wait."""
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
    """Return where person stands, in every event, with what the page shows."""
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
    """Return who would lose their place, came last, if event (not saved) had no more than it has now: names, and in a
    word what is kept for delegations and offers. Empty if all fit."""
    left = {mode: event.seats_left_in(mode) for mode in event.modes}
    short = {mode: -number for mode, number in left.items() if number is not None and number < 0}
    if not short:
        return []
    last = (
        event.registrations.confirmed().filter(mode__in=short).select_related("person").order_by("-created_at", "-pk")
    )
    count = max(short.values())
    names = [registration.person.full_name for registration in last[: min(count, MOST_NAMES)]]
    if count > len(names):
        names.append(_("%(count)d more") % {"count": count - len(names)})
    return names


def status_counts(event: Event) -> list[tuple[str, str, int]]:
    """Return (status, in words, how many registrations) for each status."""
    counted = dict(event.registrations.not_merged().order_by().values_list("status").annotate(Count("pk")))
    return [(status.value, str(status.label), counted.get(status, 0)) for status in Status]
