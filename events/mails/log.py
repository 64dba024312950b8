"""Which messages an event's team reads, and which a programme's."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from events.mails import sender
from events.models import Event, Programme
from notifications.models import Message
from notifications.outbox import search
from notifications.outbox.search import MessageFilter


def of_event(event: Event) -> QuerySet[Message]:
    """Return the mails about event."""
    return search.messages_about([sender.topic(event)])


def to_people(event: Event, people: Collection[int]) -> QuerySet[Message]:
    """Return the mails about event to these people (by key) with their attempts, latest first."""
    return search.filter_messages(of_event(event).filter(recipient__in=people), MessageFilter(), event.zone)


def of_programme(programme: Programme) -> QuerySet[Message]:
    """Return the mails about programme and each of its events."""
    events = Event.objects.filter(programme=programme).order_by().only("pk")
    return search.messages_about([sender.programme_topic(programme), *(sender.topic(event) for event in events)])


def event_of(message: Message, programme: Programme) -> Event | None:
    """Return the event of programme that message is about, if it is about one."""
    name, _colon, key = message.topic.partition(":")
    if name != "event" or not key.isdecimal():
        return None
    return Event.objects.select_related("programme", "venue__country").filter(programme=programme, pk=int(key)).first()


def zone_of(event: Event | None) -> ZoneInfo:
    """Return on whose clocks a log is read: the event's, or those of the site for a programme."""
    return event.zone if event else ZoneInfo(settings.TIME_ZONE)
