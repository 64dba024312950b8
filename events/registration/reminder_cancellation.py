"""Withdraw queued reminders that no longer concern their recipients.

Reminders are planned in a layer above registrations, which must not import it. So the withdrawal is here."""

from collections.abc import Collection, Mapping
from itertools import batched

from django.db.models import QuerySet

from accounts.models import User
from events.mails import sender
from events.models import Event, Registration, Reminder, ReminderAudience
from notifications.models import Message
from notifications.outbox import services as outbox

Audience, State = ReminderAudience, Reminder.State
# Requests for missing details, which are sent without a rule.
ASKING = ("details_wanted", "details_reminder")
BATCH = 500


def cancel_for_status(event: Event, people: Collection[User], status: str) -> None:
    """Withdraw the queued reminders of people whose registrations for event now have this status.

    The declaration of each audience says in which status its reminders stay."""
    others = [audience for audience in Audience if audience.traits.status not in {None, status}]
    _cancel(event, people, others)
    if status in Registration.ENDED:
        outbox.drop(topic=sender.topic(event), kinds=ASKING, recipients=people)


def cancel_for_contributors(event: Event, people: Collection[User]) -> None:
    """Withdraw the queued reminders of people who no longer contribute to event."""
    _cancel(event, people, [audience for audience in Audience if audience.traits.ends_with_contribution])


def restore_withdrawn(statuses: Mapping[str, str]) -> None:
    """Queue mails again that were withdrawn. statuses: the former status of each message, by its key as text."""
    by_status: dict[str, list[str]] = {}
    for key, status in statuses.items():
        by_status.setdefault(status, []).append(key)
    for status, keys in by_status.items():
        dropped = Message.objects.filter(pk__in=keys, status=Message.Status.DROPPED)
        reminders = [Reminder.key_of_mail(key) for key in dropped.values_list("dedupe_key", flat=True)]
        dropped.update(status=status)
        Reminder.objects.filter(pk__in=[key for key in reminders if key], state=State.SKIPPED).update(
            state=State.QUEUED, skip=""
        )


def _cancel(event: Event, people: Collection[User], audience: Collection[ReminderAudience]) -> None:
    reminders = Reminder.objects.filter(event=event, person__in=people, rule__audience__in=audience)
    withdrawn = cancel_queued(event, reminders)
    Reminder.objects.filter(pk__in=withdrawn).update(state=State.SKIPPED, skip=Reminder.Skip.GONE)


def cancel_queued(event: Event, reminders: QuerySet[Reminder]) -> list[int]:
    """Withdraw the queued mails of reminders, all of event; return the keys of the reminders that were withdrawn.

    A mail that a worker is sending at this moment is not withdrawn."""
    topic, withdrawn = sender.topic(event), []
    for batch in batched(list(reminders.filter(state=State.QUEUED).values_list("pk", flat=True)), BATCH):
        keys = {Reminder.mail_key(pk): pk for pk in batch}
        mails = Message.objects.filter(topic=topic, dedupe_key__in=keys)
        queued = list(
            mails.filter(status__in=[Message.Status.QUEUED, Message.Status.HELD]).values_list("dedupe_key", flat=True)
        )
        if queued:
            outbox.drop(topic=topic, keys=queued)
            dropped = mails.filter(dedupe_key__in=queued, status=Message.Status.DROPPED)
            withdrawn += [keys[key] for key in dropped.values_list("dedupe_key", flat=True)]
    return withdrawn
