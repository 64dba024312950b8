"""What people were reminded of, taken back while it waits: reminders themselves are planned above registrations."""

from collections.abc import Collection
from itertools import batched

from django.db.models import QuerySet

from accounts.models import User
from events.mails import sender
from events.models import Event, Registration, Reminder, ReminderRule
from notifications.models import Message
from notifications.outbox import services as outbox

Audience, State = ReminderRule.Audience, Reminder.State
# Mails that remind without a rule.
ASKING = ("details_wanted", "details_reminder")
BATCH = 500


def cancel_for_status(event: Event, people: Collection[User], status: str) -> None:
    """Take back what waits in the outbox for people and reminds of what they had to do before their registrations came
    into this state."""
    others = [audience for audience in Audience if audience.traits.status not in {None, status}]
    gone = Reminder.objects.filter(event=event, person__in=people, rule__audience__in=others)
    taken = cancel_queued(event, gone)
    Reminder.objects.filter(pk__in=taken).update(state=State.SKIPPED, skip=Reminder.Skip.GONE)
    if status in Registration.ENDED:
        outbox.drop(topic=sender.topic(event), kinds=ASKING, recipients=people)


def cancel_for_contributors(event: Event, people: Collection[User]) -> None:
    """Take back what waits in the outbox for people who contribute no more, and reminds of what they contribute."""
    contributing = [audience for audience in Audience if audience.traits.ends_with_contribution]
    gone = Reminder.objects.filter(event=event, person__in=people, rule__audience__in=contributing)
    Reminder.objects.filter(pk__in=cancel_queued(event, gone)).update(state=State.SKIPPED, skip=Reminder.Skip.GONE)


def cancel_queued(event: Event, reminders: QuerySet[Reminder]) -> list[int]:
    """Take back the mails about event by which reminders wait in the outbox; return the keys of those reminders. What a
    worker is sending goes out."""
    topic, taken = sender.topic(event), []
    for batch in batched(list(reminders.filter(state=State.QUEUED).values_list("pk", flat=True)), BATCH):
        keys = {Reminder.mail_key(pk): pk for pk in batch}
        mailed = Message.objects.filter(topic=topic, dedupe_key__in=keys)
        waiting = list(mailed.filter(status=Message.Status.QUEUED).values_list("dedupe_key", flat=True))
        if waiting:
            outbox.drop(topic=topic, keys=waiting)
            dropped = mailed.filter(dedupe_key__in=waiting, status=Message.Status.DROPPED)
            taken += [keys[key] for key in dropped.values_list("dedupe_key", flat=True)]
    return taken
