"""Queries of the mail log: messages, their recipients and their deliveries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from notifications.models import Message

Status = Message.Status


@dataclass(frozen=True)
class MessageFilter:
    """The filter of the mail log. An empty field does not filter. `day` is a day in the zone of the query."""

    status: str = ""
    kind: str = ""
    q: str = ""
    keys: str = ""  # the beginning of the dedupe keys
    day: date | None = None


@dataclass(frozen=True)
class DayCount:
    """The numbers of messages that were queued on a day, by their present status."""

    on: date
    sent: int = 0
    waiting: int = 0
    failed: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.failed + self.dropped


def messages_about(topics: Collection[str] | QuerySet[Any, str]) -> QuerySet[Message]:
    """Return the messages about these topics: texts, or a query of them."""
    return Message.objects.filter(topic__in=topics)


def filter_messages(messages: QuerySet[Message], wanted: MessageFilter, zone: ZoneInfo) -> QuerySet[Message]:
    """Return the messages that match the filter, latest first, with their deliveries and without their long texts."""
    if wanted.status:
        messages = messages.filter(status=wanted.status)
    if wanted.kind:
        messages = messages.filter(kind=wanted.kind)
    if wanted.keys:
        messages = messages.filter(dedupe_key__startswith=wanted.keys)
    for word in wanted.q.split():
        messages = messages.filter(Q(to_email__icontains=word) | Q(to_name__icontains=word))
    if wanted.day:
        begins = datetime.combine(wanted.day, time(), zone)
        ends = datetime.combine(wanted.day + timedelta(days=1), time(), zone)
        messages = messages.filter(created_at__gte=begins, created_at__lt=ends)
    messages = messages.defer("text", "html", "ics").prefetch_related("deliveries")
    return messages.order_by("-created_at", "-pk")


def mail_names(messages: QuerySet[Message]) -> list[str]:
    """Return the kinds of these messages, in alphabetical order."""
    return list(messages.order_by("kind").values_list("kind", flat=True).distinct())


def count_by_day(messages: QuerySet[Message], zone: ZoneInfo, *, days: int = 30) -> list[DayCount]:
    """Return the numbers of messages for each day in zone, in two queries.

    The last day is the day of the latest message. The first day is the earliest day with a message among the `days`
    before it. Days without messages between them are included."""
    latest = messages.order_by("-created_at").values_list("created_at", flat=True)[:1]
    last = next((created_at.astimezone(zone).date() for created_at in latest), None)
    if last is None:
        return []
    earliest = last - timedelta(days=days - 1)
    rows = (
        messages.filter(created_at__gte=datetime.combine(earliest, time(), zone))
        .order_by()
        .values(on=TruncDate("created_at", tzinfo=zone))
        .annotate(
            sent=Count("pk", Q(status=Status.SENT)),
            waiting=Count("pk", Q(status__in=[Status.HELD, Status.QUEUED, Status.SENDING])),
            failed=Count("pk", Q(status=Status.FAILED)),
            dropped=Count("pk", Q(status=Status.DROPPED)),
        )
    )
    counts = {row["on"]: DayCount(**row) for row in rows}
    first = min(counts)
    return [counts.get(day, DayCount(day)) for day in (first + timedelta(n) for n in range((last - first).days + 1))]
