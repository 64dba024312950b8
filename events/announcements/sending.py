"""Send announcements: first record the recipients, then queue their mails in batches.

Several workers can run this at the same time: a worker locks each announcement that it works on."""

import logging
from datetime import timedelta
from itertools import batched

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from events import history
from events.announcements import audience, mails
from events.announcements.audience import AnnouncementAudience
from events.announcements.errors import FilterGoneError
from events.models import Announcement, AnnouncementRecipient, Event
from notifications.outbox import services as outbox

logger = logging.getLogger(__name__)

State, Stopped = Announcement.State, Announcement.Stopped
Reason, RecipientState = AnnouncementRecipient.Reason, AnnouncementRecipient.State
ROWS = 2000  # recipients written in one statement
MAILS = 100  # mails queued in one transaction
LATEST = timedelta(days=1)  # an announcement is out of date after this delay, for example "See you tomorrow"


def send_due() -> int:
    """Start the announcements that are due, queue the mails of all started ones, and return the number of mails.

    This function is safe to run twice, and several times at the same moment."""
    for key in Announcement.objects.due().values_list("pk", flat=True):
        _start(key)
    count = 0
    for key in Announcement.objects.sending().values_list("pk", flat=True):
        try:
            while (queued := _lock_and_queue_batch(key)) is not None:
                count += queued
        except Exception:  # a failure of one announcement must not stop the others
            logger.exception("Announcement %s cannot be sent.", key)
    return count


@transaction.atomic
def _start(key: int) -> None:
    announcement = _lock(Announcement.objects.due(), key)
    if announcement is None:  # another worker has started it, or a person has cancelled it
        return
    if announcement.event.status != Event.Status.PUBLISHED:  # its author did not know that the event is called off
        _stop(announcement, Stopped.NO_EVENT)
        return
    if announcement.send_at and announcement.send_at < now() - LATEST:
        _stop(announcement, Stopped.LATE)
        return
    try:
        current = audience.resolve(announcement)
    except FilterGoneError:
        _stop(announcement, Stopped.FILTERS)
        return
    start_sending(announcement, current)
    history.record(
        announcement.event,
        history.What.WRITTEN,
        [mails.subject_of(announcement), history.people_notified(len(current.recipients))],
        by=announcement.sent_by,
    )


def start_sending(announcement: Announcement, current: AnnouncementAudience) -> None:
    """Record who gets a locked announcement, and who does not and why."""
    for members in batched(current.members.values(), ROWS):
        AnnouncementRecipient.objects.bulk_create(
            AnnouncementRecipient(
                announcement=announcement,
                person_id=member.person,
                registration_id=member.registration,
                role=member.role,
                state=RecipientState.LEFT_OUT if member.reason else RecipientState.DUE,
                reason=member.reason,
            )
            for member in members
        )
    announcement.state, announcement.begun_at = State.SENDING, now()
    announcement.people, announcement.left_out = len(current.recipients), len(current.left_out)
    announcement.save(update_fields=["state", "begun_at", "people", "left_out", "sent_by"])


@transaction.atomic
def _lock_and_queue_batch(key: int) -> int | None:
    announcement = _lock(Announcement.objects.sending(), key)
    return queue_batch(announcement) if announcement else None


def queue_batch(announcement: Announcement) -> int | None:
    """Queue the next mails of a locked announcement that is being sent.

    Return the number of recipients in the batch, or None if none was left. Check each recipient again: the workers may
    have been stopped for a day, and people who have left meanwhile must not get a mail."""
    due = announcement.recipients.filter(state=RecipientState.DUE).order_by("pk")
    batch = list(due.select_related("person", "registration__delegation", "registration__merged_into__person")[:MAILS])
    if batch:
        _queue(announcement, batch)
    if len(batch) == MAILS:
        return len(batch)
    announcement.state, announcement.ended_at = State.SENT, now()
    announcement.save(update_fields=["state", "ended_at"])
    return len(batch) or None


def _queue(announcement: Announcement, batch: list[AnnouncementRecipient]) -> None:
    try:
        members = audience.resolve(announcement, [recipient.person_id for recipient in batch]).members
    except FilterGoneError:
        members = {}
    recipients = []
    for recipient in batch:
        member = members.get(recipient.person_id)
        recipient.reason = member.reason if member else Reason.GONE
        recipient.state = RecipientState.LEFT_OUT if recipient.reason else RecipientState.QUEUED
        if not recipient.reason:
            recipients.append(recipient)
    outbox.queue(*mails.drafts(announcement, recipients))
    AnnouncementRecipient.objects.bulk_update(batch, ["state", "reason"])
    left_out = len(batch) - len(recipients)
    if left_out:
        rows = Announcement.objects.filter(pk=announcement.pk)
        rows.update(people=F("people") - left_out, left_out=F("left_out") + left_out)
        announcement.refresh_from_db(fields=["people", "left_out"])


def _stop(announcement: Announcement, reason: Announcement.Stopped) -> None:
    """Cancel a locked announcement that is due but must not be sent."""
    announcement.state, announcement.stopped, announcement.ended_at = State.CANCELLED, reason, now()
    announcement.save(update_fields=["state", "stopped", "ended_at"])
    history.record(
        announcement.event,
        history.What.WRITTEN,
        [mails.subject_of(announcement), _("Not sent"), str(reason.label)],
        by=None,
    )


def _lock(rows: QuerySet[Announcement], key: int) -> Announcement | None:
    """Return the announcement, locked, or None if it is not in rows or another worker has locked it."""
    rows = rows.select_related("event__programme", "event__venue__country")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=key).first()
