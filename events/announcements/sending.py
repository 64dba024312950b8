"""Announcements on their way: first whom one is for is written down, then the mails are, in portions. Any number of
workers may do it at once: each has an announcement to itself."""

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
Reason, Of = AnnouncementRecipient.Reason, AnnouncementRecipient.State
# How many rows one statement writes; and how many mails one transaction.
ROWS, MAILS = 2000, 100
# "See you tomorrow" is not said the day after.
LATEST = timedelta(days=1)


def send_due() -> int:
    """Begin what is due and write the mails of all that has begun; return how many mails. Safe to run twice, and at the
    same time."""
    for key in Announcement.objects.due().values_list("pk", flat=True):
        _begin_one(key)
    count = 0
    for key in Announcement.objects.sending().values_list("pk", flat=True):
        try:
            while (queued := _queue_some_of(key)) is not None:
                count += queued
        except Exception:  # of one announcement: the others do not wait for it
            logger.exception("Announcement %s cannot be sent.", key)
    return count


@transaction.atomic
def _begin_one(key: int) -> None:
    found = _take(Announcement.objects.due(), key)
    if found is None:  # somebody was quicker, or it was cancelled
        return
    if found.event.status == Event.Status.CANCELLED:
        _stop(found, Stopped.NO_EVENT)
        return
    if found.send_at and found.send_at < now() - LATEST:
        _stop(found, Stopped.LATE)
        return
    try:
        who = audience.resolve(found)
    except FilterGoneError:
        _stop(found, Stopped.FILTERS)
        return
    start_sending(found, who)
    history.record(
        found.event,
        history.What.WRITTEN,
        [mails.subject_of(found), history.people_notified(len(who.chosen))],
        by=found.sent_by,
    )


def start_sending(announcement: Announcement, who: AnnouncementAudience) -> None:
    """Write down who gets a locked announcement, and who does not and why."""
    for some in batched(who.people.values(), ROWS):
        AnnouncementRecipient.objects.bulk_create(
            AnnouncementRecipient(
                announcement=announcement,
                person_id=one.person,
                registration_id=one.registration,
                role=one.role,
                state=Of.LEFT_OUT if one.reason else Of.DUE,
                reason=one.reason,
            )
            for one in some
        )
    announcement.state, announcement.begun_at = State.SENDING, now()
    announcement.people, announcement.left_out = len(who.chosen), len(who.left_out)
    announcement.save(update_fields=["state", "begun_at", "people", "left_out", "sent_by"])


@transaction.atomic
def _queue_some_of(key: int) -> int | None:
    found = _take(Announcement.objects.sending(), key)
    return queue_batch(found) if found else None


def queue_batch(announcement: Announcement) -> int | None:
    """Write some mails of a locked announcement that is being sent; return how many, None when none are left.

    Who does not fit any more, or cannot be reached since, is left out: a day without workers tells nobody who left."""
    due = announcement.recipients.filter(state=Of.DUE).order_by("pk")
    some = list(due.select_related("person", "registration__delegation", "registration__merged_into__person")[:MAILS])
    if some:
        _queue(announcement, some)
    if len(some) == MAILS:
        return len(some)
    announcement.state, announcement.ended_at = State.SENT, now()
    announcement.save(update_fields=["state", "ended_at"])
    return len(some) or None


def _queue(announcement: Announcement, some: list[AnnouncementRecipient]) -> None:
    try:
        who = audience.resolve(announcement, [one.person_id for one in some]).people
    except FilterGoneError:
        who = {}
    told, gone = [], 0
    for one in some:
        found = who.get(one.person_id)
        one.reason = found.reason if found else Reason.GONE
        one.state = Of.LEFT_OUT if one.reason else Of.QUEUED
        if one.reason:
            gone += 1
        else:
            told.append(one)
    outbox.queue(*mails.drafts(announcement, told))
    AnnouncementRecipient.objects.bulk_update(some, ["state", "reason"])
    if gone:
        announcement.people, announcement.left_out = F("people") - gone, F("left_out") + gone
        announcement.save(update_fields=["people", "left_out"])
        announcement.refresh_from_db(fields=["people", "left_out"])


def _stop(announcement: Announcement, why: Announcement.Stopped) -> None:
    announcement.state, announcement.stopped, announcement.ended_at = State.CANCELLED, why, now()
    announcement.save(update_fields=["state", "stopped", "ended_at"])
    history.record(
        announcement.event,
        history.What.WRITTEN,
        [mails.subject_of(announcement), _("Not sent"), str(why.label)],
        by=None,
    )


def _take(rows: QuerySet[Announcement], key: int) -> Announcement | None:
    rows = rows.select_related("event__programme", "event__venue__country")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=key).first()
