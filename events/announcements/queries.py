from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from events.announcements import mails
from events.mails import sender
from events.models import Announcement, AnnouncementRecipient, Event
from notifications.models import Message

Status = Message.Status


@dataclass(frozen=True)
class MailCounts:
    """The number of mails of an announcement, by their status."""

    sent: int
    waiting: int  # in the outbox
    failed: int
    dropped: int
    unwritten: int  # of recipients whose mail is not in the outbox yet

    @property
    def can_be_cancelled(self) -> int:
        return self.waiting + self.unwritten


def of_event(event: Event) -> QuerySet[Announcement]:
    """Return the announcements of event, latest first, with their texts and authors: two queries."""
    return event.announcements.select_related("written_by", "sent_by").prefetch_related("texts")


def get_or_404(event: Event, pk: int) -> Announcement:
    announcement = get_object_or_404(of_event(event), pk=pk)
    announcement.event = event
    return announcement


def started(event: Event) -> list[Announcement]:
    """Return the announcements of event that have recipients in the database, latest first, with their texts."""
    return list(of_event(event).filter(begun_at__isnull=False))


def messages_of(announcement: Announcement) -> QuerySet[Message]:
    return Message.objects.filter(
        topic=sender.topic(announcement.event), dedupe_key__startswith=mails.key_start(announcement)
    )


def mail_counts(announcement: Announcement) -> MailCounts:
    """Count the mails of announcement by their status: two queries."""
    counts = messages_of(announcement).aggregate(
        sent=Count("pk", Q(status=Status.SENT)),
        waiting=Count("pk", Q(status__in=[Status.QUEUED, Status.SENDING])),
        failed=Count("pk", Q(status=Status.FAILED)),
        dropped=Count("pk", Q(status=Status.DROPPED)),
    )
    due = announcement.recipients.filter(state=AnnouncementRecipient.State.DUE)
    return MailCounts(**counts, unwritten=due.count())
