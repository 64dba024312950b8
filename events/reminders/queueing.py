"""Write the mails of due reminders into the outbox, in batches."""

import logging

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from events.models import PlannedReminder, Reminder
from events.reminders import anchors, audiences, spacing
from events.reminders.locking import lock_free_event
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

logger = logging.getLogger(__name__)

State, Skip = Reminder.State, Reminder.Skip
# The number of mails in one transaction. It locks the event, so people who register must wait for it.
MAILS = 50


def due_reminders() -> QuerySet[Reminder]:
    return Reminder.objects.filter(state=State.DUE)


def queue_mails(key: int) -> int:
    """Queue the mails of all due reminders of one event; return how many.

    Reminders whose mail cannot be written stay due."""
    count, failed = 0, set[int]()
    while len(failed) < MAILS and (queued := _queue_batch(key, failed)) is not None:
        count += queued
    return count


@transaction.atomic
def _queue_batch(key: int, failed: set[int]) -> int | None:
    """Queue the mails of a batch of due reminders, all of one plan; return how many, or None if nothing is due.

    Skip a reminder that no longer concerns its person, or whose date no longer applies. Ignore the reminders in failed,
    and add to it the keys of those whose mail cannot be written."""
    event = lock_free_event(key)
    waiting = due_reminders().filter(event=event).exclude(pk__in=failed).order_by("pk")
    first = waiting.first()
    if event is None or first is None:
        return None
    batch = list(waiting.filter(planned=first.planned_id)[:MAILS])
    planned = PlannedReminder.objects.select_related("rule").get(pk=first.planned_id)
    planned.event = event
    skip = _skip_reason(planned)
    drafts = [] if skip else spacing.spaced(event, _drafts(planned, batch, failed))
    outbox.queue(*drafts)
    written = {draft.dedupe_key for draft in drafts}
    queued = [reminder.pk for reminder in batch if Reminder.mail_key(reminder.pk) in written]
    Reminder.objects.filter(pk__in=queued).update(state=State.QUEUED)
    left = {reminder.pk for reminder in batch} - failed
    Reminder.objects.filter(pk__in=left, state=State.DUE).update(state=State.SKIPPED, skip=skip or Skip.GONE)
    return len(drafts)


def _drafts(planned: PlannedReminder, batch: list[Reminder], failed: set[int]) -> list[Draft]:
    try:
        return _drafts_to(planned, batch)
    except Exception:
        logger.exception("A mail of plan %s cannot be written, so its mails are written one by one.", planned.pk)
    drafts: list[Draft] = []
    for reminder in batch:
        try:
            drafts += _drafts_to(planned, [reminder])
        except Exception:
            logger.exception("Reminder %s is tried again at the next run.", reminder.pk)
            failed.add(reminder.pk)
    return drafts


def _drafts_to(planned: PlannedReminder, batch: list[Reminder]) -> list[Draft]:
    audience = audiences.of(planned.rule)
    people = {one.person_id: Reminder.mail_key(one.pk) for one in batch if one.person_id is not None}
    requests = {one.request_id: Reminder.mail_key(one.pk) for one in batch if one.request_id is not None}
    drafts = audience.drafts(planned, people) if people else []
    return drafts + (audience.institution_drafts(planned, requests) if requests else [])


def _skip_reason(planned: PlannedReminder) -> str:
    if not anchors.holds(planned):
        return Skip.VOID
    return Skip.TOO_LATE if planned.useful_until <= now() else ""
