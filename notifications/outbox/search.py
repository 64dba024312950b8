"""What the delivery log reads: what was written to whom, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from notifications.models import Message

Status = Message.Status


@dataclass(frozen=True)
class MessageFilter:
    """Which messages are looked for; what is empty does not matter. The day is one of the zone it is asked with."""

    status: str = ""
    kind: str = ""
    q: str = ""
    keys: str = ""  # how their dedupe keys begin
    day: date | None = None


@dataclass(frozen=True)
class DayCount:
    """How many messages were written on a day, by what has become of them."""

    on: date
    sent: int = 0
    waiting: int = 0
    failed: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.failed + self.dropped


def messages_about(topics: Collection[str]) -> QuerySet[Message]:
    """Return the messages under these topics."""
    return Message.objects.filter(topic__in=topics)


def filter_messages(messages: QuerySet[Message], sought: MessageFilter, zone: ZoneInfo) -> QuerySet[Message]:
    """Return those of messages that are sought, latest first, with their attempts and without their long texts."""
    if sought.status:
        messages = messages.filter(status=sought.status)
    if sought.kind:
        messages = messages.filter(kind=sought.kind)
    if sought.keys:
        messages = messages.filter(dedupe_key__startswith=sought.keys)
    for word in sought.q.split():
        messages = messages.filter(Q(to_email__icontains=word) | Q(to_name__icontains=word))
    if sought.day:
        begins = datetime.combine(sought.day, time(), zone)
        ends = datetime.combine(sought.day + timedelta(days=1), time(), zone)
        messages = messages.filter(created_at__gte=begins, created_at__lt=ends)
    found = messages.defer("text", "html", "ics").prefetch_related("deliveries")
    return found.order_by("-created_at", "-pk")


def mail_names(messages: QuerySet[Message]) -> list[str]:
    """Return the kinds that occur among messages."""
    return list(messages.order_by("kind").values_list("kind", flat=True).distinct())


def count_by_day(messages: QuerySet[Message], zone: ZoneInfo, *, days: int = 30) -> list[DayCount]:
    """Return how many of messages were written on each day of the zone: the last so many days up to the latest with
    mail, days without any among them. Two queries, whatever they are."""
    latest = messages.order_by("-created_at").values_list("created_at", flat=True)[:1]
    ends = next((moment.astimezone(zone).date() for moment in latest), None)
    if ends is None:
        return []
    begins = ends - timedelta(days=days - 1)
    counted = (
        messages.filter(created_at__gte=datetime.combine(begins, time(), zone))
        .order_by()
        .values(on=TruncDate("created_at", tzinfo=zone))
        .annotate(
            sent=Count("pk", Q(status=Status.SENT)),
            waiting=Count("pk", Q(status__in=[Status.QUEUED, Status.SENDING])),
            failed=Count("pk", Q(status=Status.FAILED)),
            dropped=Count("pk", Q(status=Status.DROPPED)),
        )
    )
    found = {row["on"]: DayCount(**row) for row in counted}
    first = min(found)
    return [found.get(day, DayCount(day)) for day in (first + timedelta(n) for n in range((ends - first).days + 1))]
