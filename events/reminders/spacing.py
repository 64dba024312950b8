"""One reminder a person and evening: of two mails about one event, the later one waits until the next morning.

The mail about the next day of a journey ("tomorrow") never waits, because it would be useless. A reminder therefore waits
for it, too. Nothing waits until it is useless."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import now

from events.mails import sender
from events.models import Event
from notifications.models import Message
from notifications.outbox.services import Draft

TOMORROW = "journey_tomorrow"
# Two mails within this time reach a person on one evening.
EVENING = timedelta(hours=6)
MORNING, NIGHT_ENDS = time(8), time(4)
# A mail that would have less time than this before it is useless does not wait: the one of the evening before an event,
# or before a deadline of the next day, is read in the evening.
LEFT = timedelta(hours=12)

# Returns which of these people (by key) get the mail about their next day within EVENING.
type Expectation = Callable[[Event, Collection[int]], set[int]]
_expectations: list[Expectation] = []


def declare(expectation: Expectation) -> None:
    if expectation not in _expectations:
        _expectations.append(expectation)


def spaced(event: Event, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of reminders about event, those later whose recipient has another mail this evening.

    Three queries at most, beside those of the expectation."""
    people = {draft.recipient.pk for draft in drafts if draft.recipient}
    busy = _reached(event, drafts, people)
    busy |= (
        {key for expectation in _expectations for key in expectation(event, people - busy)} if people - busy else set()
    )
    moment = now()
    return [_later(event, draft, moment) if _key(draft) in busy else draft for draft in drafts]


def _reached(event: Event, drafts: Sequence[Draft], people: set[int]) -> set[int | str]:
    """Return the recipients who already have another such mail: sent in the last six hours, or waiting to be sent."""
    addresses = {draft.to_email for draft in drafts if not draft.recipient}
    rows = Message.objects.filter(Q(recipient__in=people) | Q(recipient=None, to_email__in=addresses))
    rows = rows.filter(Q(kind__startswith="reminder_") | Q(kind=TOMORROW), topic=sender.topic(event))
    rows = rows.filter(due_at__gt=now() - EVENING).exclude(status__in=[Message.Status.DROPPED, Message.Status.FAILED])
    rows = rows.exclude(dedupe_key__in=[draft.dedupe_key for draft in drafts])
    return {person or address for person, address in rows.values_list("recipient", "to_email")}


def _key(draft: Draft) -> int | str:
    return draft.recipient.pk if draft.recipient else draft.to_email


def _later(event: Event, draft: Draft, moment: datetime) -> Draft:
    """Return the draft for the next morning of its recipient, or as it is if that would be too late."""
    zone = (draft.recipient.zone if draft.recipient else None) or event.zone
    local = moment.astimezone(zone)
    day = local.date() + timedelta(days=0 if local.time() < NIGHT_ENDS else 1)
    due_at = datetime.combine(day, MORNING, zone)
    is_useless = draft.expires_at is not None and due_at + LEFT > draft.expires_at
    return draft if is_useless else replace(draft, due_at=due_at)
