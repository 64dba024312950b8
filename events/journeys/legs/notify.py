"""Mails to the travellers of changed legs. They are queued in the transaction of the change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

from django.utils.timezone import now

from accounts.models import User
from events.journeys.links import journey_link
from events.mails.context import JourneyFacts, LegChange, MailContext, MailLinks
from events.mails.writer import MailWriter
from events.models import Event, Leg
from notifications.outbox import services as outbox

CHANGED = "leg_changed"


def are_told(event: Event) -> bool:
    """Return whether travellers get mails about their legs: while the event is published. A draft tells nobody."""
    return event.status == Event.Status.PUBLISHED


class ChangesByPerson:
    """The changes of legs that each person is told of, collected during one service."""

    def __init__(self) -> None:
        self._changes: defaultdict[User, list[LegChange]] = defaultdict(list)

    def add(self, people: Iterable[User], before: Leg | None, after: Leg | None) -> None:
        """Add a change for some people. A leg that has arrived tells nobody, and neither do closed accounts."""
        leg = after or before
        if leg is None or max(leg.arrives_at, before.arrives_at if before else leg.arrives_at) < now():
            return
        for person in people:
            if person.is_active:
                self._changes[person].append(LegChange(before, after))

    def mail(self, event: Event) -> int:
        """Mail each person their changes in one mail. Return the number of people."""
        return notify_of_legs(event, self._changes)


def notify_of_legs(event: Event, changes: Mapping[User, Sequence[LegChange]]) -> int:
    """Mail people the changes of their legs, each in one mail. Return the number of mails."""
    if not are_told(event) or not changes:
        return 0
    writer, occasion = MailWriter(event), uuid4()
    return outbox.queue(
        *(
            writer.draft(
                CHANGED,
                MailContext(
                    event=event,
                    person=person,
                    links=MailLinks(journey=journey_link(event, person)),
                    journey=JourneyFacts(changes=own),
                ),
                f"{CHANGED}:{event.pk}:{person.pk}:{occasion}",
            )
            for person, own in changes.items()
        )
    )
