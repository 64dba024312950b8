"""The mails in the log of an event or a programme."""

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
    """Return the mails about event to people (by primary key) with their attempts, the latest first."""
    return search.filter_messages(of_event(event).filter(recipient__in=people), MessageFilter(), event.zone)


def of_programme(programme: Programme) -> QuerySet[Message]:
    """Return the mails about programme and each of its events."""
    topics = programme.events.order_by().values_list(sender.TOPIC_OF_EVENT)
    return search.messages_about([sender.programme_topic(programme)]) | search.messages_about(topics)


def event_of(message: Message, programme: Programme) -> Event | None:
    """Return the event of programme that message is about; None if it is about the programme."""
    name, _colon, key = message.topic.partition(":")
    if name != "event" or not key.isdecimal():
        return None
    return Event.objects.select_related("programme", "venue__country").filter(programme=programme, pk=int(key)).first()


def zone_of(event: Event | None) -> ZoneInfo:
    """Return the time zone of a log: that of the event, or of the site for a programme."""
    return event.zone if event else ZoneInfo(settings.TIME_ZONE)
