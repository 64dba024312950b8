"""Events that need a least number of people on a day. With fewer, the team decides whether they take place."""

from datetime import date, timedelta

from django.db.models import F, QuerySet
from django.utils.timezone import now

from events.models import Event

WARNING = timedelta(days=14)  # before the day of decision


def short_of_people(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return those of events that have too few confirmed people, two weeks before the day of decision or later."""
    ahead = events.filter(status=Event.Status.PUBLISHED, ahead_until__gte=now(), minimum_people__gt=F("seats_taken"))
    return ahead.filter(decide_on__lte=now().date() + WARNING).order_by("decide_on", "pk")


def is_short_of_people(event: Event) -> bool:
    """Return whether short_of_people() would return event."""
    if event.status != Event.Status.PUBLISHED or event.is_past or not (event.minimum_people and event.decide_on):
        return False
    return event.seats_taken < event.minimum_people and event.decide_on <= today_of(event) + WARNING


def today_of(event: Event) -> date:
    return now().astimezone(event.zone).date()
