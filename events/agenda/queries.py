"""What the workspace reads."""

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from events.models import Event, Registration
from events.permissions import Action, programmes_where
from events.registration.queries import with_turn
from events.registration.telling import topic
from notifications.models import Message

Status = Registration.Status


def workspace(user: User) -> QuerySet[Event]:
    """Return the events of the user's programmes, with how many registrations stand where; what is next first."""
    return (
        Event.objects.filter(programme__in=programmes_where(user, Action.VIEW_EVENTS))
        .select_related("programme", "venue__country")
        .defer("vevent", "description")
        .annotate(
            pending=Count("registrations", Q(registrations__status=Status.PENDING)),
            waitlisted=Count("registrations", Q(registrations__status=Status.WAITLISTED)),
        )
        .order_by(F("starts_at").desc(nulls_first=True), "pk")
    )


def registrations(event: Event) -> QuerySet[Registration]:
    return with_turn(event.registrations.select_related("person__organisation", "delegation")).order_by(
        "created_at", "pk"
    )


def deliveries(event: Event) -> QuerySet[Message]:
    """Return the mails about event with their attempts, latest first."""
    found = Message.objects.filter(topic=topic(event)).defer("text", "html", "ics")
    return found.prefetch_related("deliveries").order_by("-created_at", "-pk")
