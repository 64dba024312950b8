"""The mails to those whom reminders concern, written into the outbox in portions."""

import logging

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from events.models import PlannedReminder, Reminder
from events.reminders import anchors, audiences
from events.reminders.locking import lock_free_event
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

logger = logging.getLogger(__name__)

State, Skip = Reminder.State, Reminder.Skip
# How many mails one transaction writes, for which people who register have to wait.
MAILS = 50


def due_reminders() -> QuerySet[Reminder]:
    return Reminder.objects.filter(state=State.DUE)


def queue_mails(key: int) -> int:
    """Write the mails of an event that are due, in portions; return how many. Those that cannot be written are left."""
    count, failed = 0, set[int]()
    while len(failed) < MAILS and (queued := _queue_some(key, failed)) is not None:
        count += queued
    return count


@transaction.atomic
def _queue_some(key: int, failed: set[int]) -> int | None:
    """Write the mails of some people who are due, all of one plan; return how many, None when nobody is due.

    Who has left since, or whose date does not hold any more, is told nothing. Whose mail cannot be written is added to
    failed: keys of reminders that are left alone."""
    event = lock_free_event(key)
    waiting = due_reminders().filter(event=event).exclude(pk__in=failed).order_by("pk")
    first = waiting.first()
    if event is None or first is None:
        return None
    some = list(waiting.filter(planned=first.planned_id)[:MAILS])
    planned = PlannedReminder.objects.select_related("rule").get(pk=first.planned_id)
    planned.event = event
    skip = _out_of_time(planned)
    drafts = [] if skip else _drafts(planned, some, failed)
    outbox.queue(*drafts)
    written = {draft.dedupe_key for draft in drafts}
    queued = [one.pk for one in some if Reminder.mail_key(one.pk) in written]
    Reminder.objects.filter(pk__in=queued).update(state=State.QUEUED)
    left = {one.pk for one in some} - failed
    Reminder.objects.filter(pk__in=left, state=State.DUE).update(state=State.SKIPPED, skip=skip or Skip.GONE)
    return len(drafts)


def _drafts(planned: PlannedReminder, some: list[Reminder], failed: set[int]) -> list[Draft]:
    audience = audiences.of(planned.rule)
    try:
        return audience.drafts(planned, {one.person_id: Reminder.mail_key(one.pk) for one in some})
    except Exception:
        logger.exception("Reminders of plan %s are written one by one, since one cannot be.", planned.pk)
    drafts: list[Draft] = []
    for one in some:
        try:
            drafts += audience.drafts(planned, {one.person_id: Reminder.mail_key(one.pk)})
        except Exception:
            logger.exception("Reminder %s is tried again at the next turn.", one.pk)
            failed.add(one.pk)
    return drafts


def _out_of_time(planned: PlannedReminder) -> str:
    if not anchors.holds(planned):
        return Skip.VOID
    return Skip.TOO_LATE if planned.useful_until <= now() else ""
