"""The deadline for nominations of an event, and the delegations that follow it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.calendars.dates import moment_text
from events.mails.context import DelegationTerms
from events.models import Delegation, Event
from events.nominations import notify, queries


@dataclass(frozen=True)
class Following:
    """What an event had before its deadline changes.

    delegations: the keys of those with the deadline of the event. terms: what their focal points know."""

    before: datetime | None
    delegations: frozenset[int]
    terms: list[tuple[Delegation, DelegationTerms]]


def deadline_of_new(event: Event) -> datetime | None:
    """Return the deadline of a new delegation: that of the event, unless it has passed: nobody could be nominated then."""
    closes_at = event.nominations_close_at
    return closes_at if closes_at and closes_at > now() else None


def following(event: Event) -> Following:
    """Return which delegations follow the deadline of event. event: locked, before the change."""
    before = event.nominations_close_at
    rows = queries.delegations(event)
    keys = frozenset(one.pk for one in rows if one.nomination_closes_at == before)
    return Following(before, keys, notify.terms_of(event))


def follow(event: Event, known: Following, *, by: User | None) -> None:
    """Give the new deadline of event to the delegations that had its old one. Notify their focal points.

    known: from following(), before the change. The event is locked."""
    event.delegations.filter(pk__in=known.delegations).update(nomination_closes_at=event.nominations_close_at)
    count = notify.notify_differences(event, known.terms)
    before, after = (
        moment_text(moment, event.zone) if moment else "" for moment in (known.before, event.nominations_close_at)
    )
    line = history.describe_change(_("Nominations close"), before, after)
    history.record(event, history.What.SEATS, [line, history.people_notified(count)], by=by)
