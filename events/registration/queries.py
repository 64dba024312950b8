from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from events.models import Registration


def with_turn(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
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


def of_person(person: User) -> QuerySet[Registration]:
    """Return where person stands, in every event, with what the page shows."""
    return (
        with_turn(Registration.objects.of(person))
        .select_related("event__programme", "event__venue__country")
        .order_by(F("event__starts_at").asc(nulls_last=True), "pk")
    )
