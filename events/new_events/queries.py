"""Which events are new to a person, and which of them the person has asked for."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from events.models import Event, EventAlert, Registration
from events.models.event import EventQuerySet


def new_for(alert: EventAlert, until: datetime) -> EventQuerySet:
    """Return the public events that were published since the last mail, match the alert, and are still to come.

    Events for which the person is registered are left out: they know them."""
    own = Registration.objects.active().filter(person=alert.person_id, event=OuterRef("pk"))
    events = (
        Event.objects.listed()
        .upcoming()
        .filter(status=Event.Status.PUBLISHED, published_at__gt=alert.told_until, published_at__lte=until)
        .exclude(Exists(own))
    )
    if alert.kinds:
        events = events.filter(kind__in=alert.kinds)
    if alert.countries:
        events = events.in_country(alert.countries)
    if alert.areas:
        events = events.with_public_area().in_area(alert.areas)
    return events
