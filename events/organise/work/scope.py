"""The events in which a kind of work is looked for: never all events of a programme that has run for years."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from events.models import Event
from events.models.event import EventQuerySet

RECENT = timedelta(days=30)  # how long after its end an event can still have work
SOON = timedelta(days=60)  # for checks that read each session or each person


@dataclass(frozen=True)
class Scope:
    """The programmes in which a person may do a kind of work, and the present moment.

    event: the key of the one event that is of interest. A kind may find work of other events all the same."""

    programmes: frozenset[int]
    moment: datetime
    event: int | None = None

    def events(self) -> EventQuerySet:
        return Event.objects.filter(self.any_in(""))

    def any_in(self, event: str = "event__") -> Q:
        """Return the condition that an event belongs to the scope, whenever it takes place.

        event: the path from a row to its event."""
        return self._named(event, programme__in=self.programmes)

    def recent_in(self, event: str = "event__") -> Q:
        """Return the condition that an event is not over, or has ended in the last month.

        event: the path from a row to its event. As a join, the condition costs nothing where there are few rows."""
        return self._named(event, programme__in=self.programmes, ahead_until__gte=self.moment - RECENT)

    def ahead_in(self, event: str = "event__") -> Q:
        """Return the condition that an event is published and not over."""
        return self._named(
            event, programme__in=self.programmes, ahead_until__gte=self.moment, status=Event.Status.PUBLISHED
        )

    def soon_in(self, event: str = "event__") -> Q:
        """Return the condition that a draft or published event begins in the next two months or takes place now."""
        return self._named(
            event,
            programme__in=self.programmes,
            precision__in=[Event.Precision.TIME, Event.Precision.DAY],
            status__in=[Event.Status.DRAFT, Event.Status.PUBLISHED],
            starts_at__lt=self.moment + SOON,
            ahead_until__gte=self.moment,
        )

    def recent(self) -> EventQuerySet:
        return Event.objects.filter(self.recent_in(""))

    def ahead(self) -> EventQuerySet:
        return Event.objects.filter(self.ahead_in(""))

    def soon(self) -> EventQuerySet:
        return Event.objects.filter(self.soon_in(""))

    def topics(self) -> QuerySet[Event, str]:
        """Return the topics under which the outbox and the inbox keep the mails about recent events."""
        name = Concat(Value("event:"), Cast("pk", CharField()))
        return self.recent().order_by().annotate(topic_name=name).values_list("topic_name", flat=True)

    def _named(self, event: str, **conditions: Any) -> Q:
        if self.event is not None:
            conditions["pk"] = self.event
        return Q(**{f"{event}{name}": value for name, value in conditions.items()})


def event_of(topic: str) -> int:
    """Return the key of the event of a mail topic."""
    return int(topic.rpartition(":")[2])
