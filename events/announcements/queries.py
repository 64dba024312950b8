"""What the pages of announcements read."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.announcements import mails
from events.mails import sender as common
from events.models import Announcement, AnnouncementRecipient, Event
from notifications.models import Message

Status = Message.Status


@dataclass(frozen=True)
class Figures:
    """What has become of the mails of an announcement; unwritten: of people whose mail is not in the outbox yet."""

    sent: int
    waiting: int
    failed: int
    dropped: int
    unwritten: int

    @property
    def to_take_back(self) -> int:
        return self.waiting + self.unwritten


def of_event(event: Event) -> QuerySet[Announcement]:
    """Return the announcements of event, latest first, with what they say and who wrote them: two queries."""
    return event.announcements.select_related("written_by", "sent_by").prefetch_related("texts")


def started(event: Event) -> list[Announcement]:
    """Return those announcements of event of which mails were written, latest first, with what they say."""
    return list(of_event(event).filter(begun_at__isnull=False))


def messages_of(announcement: Announcement) -> QuerySet[Message]:
    """Return the mails of announcement."""
    return Message.objects.filter(
        topic=common.topic(announcement.event), dedupe_key__startswith=mails.key_start(announcement)
    )


def figures(announcement: Announcement) -> Figures:
    """Count the mails of announcement by what has become of them: two queries."""
    counted = messages_of(announcement).aggregate(
        sent=Count("pk", Q(status=Status.SENT)),
        waiting=Count("pk", Q(status__in=[Status.QUEUED, Status.SENDING])),
        failed=Count("pk", Q(status=Status.FAILED)),
        dropped=Count("pk", Q(status=Status.DROPPED)),
    )
    due = announcement.recipients.filter(state=AnnouncementRecipient.State.DUE)
    return Figures(**counted, unwritten=due.count())


def reasons(announcement: Announcement) -> list[tuple[str, int]]:
    """Return why people were left out, in words, and how many."""
    left_out = announcement.recipients.filter(state=AnnouncementRecipient.State.LEFT_OUT)
    counted = dict(left_out.order_by().values_list("reason").annotate(Count("pk")))
    return [(str(reason.label), counted[reason]) for reason in AnnouncementRecipient.Reason if reason in counted]
