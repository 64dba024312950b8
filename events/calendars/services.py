"""Services that change calendars: the revision of an event, and the tokens of personal feeds."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.links.stored import digest_of, new_token
from accounts.models import User
from events.calendars import vevent
from events.models import CalendarToken, Event, FeedRevision


def revise(event: Event, *, significant: bool) -> None:
    """Record a change of event, and render its VEVENT again.

    The caller locks the row and calls this in the transaction of the change.
    significant: whether the time, the venue or the status has changed. Then SEQUENCE grows (RFC 5546, 2.1.4)."""
    # It always grows, even if the clock goes back: the version of a personal feed contains the sum of these times.
    event.revised_at = max(now(), event.revised_at + timedelta(microseconds=1))
    if significant:
        event.sequence += 1
    event.vevent = vevent.render(event)
    event.save(update_fields=["revised_at", "sequence", "vevent"])
    touch_feeds()


def touch_feeds() -> None:
    """Record that public feeds may have changed. Call this in the transaction of the change."""
    FeedRevision.advance()


def revise_all(events: QuerySet[Event]) -> None:
    """Record that the text of these events has changed, for example the name of a venue.

    Call this in the transaction of the change. SEQUENCE stays: nobody gets an updated invite, and planned reminders do
    not change."""
    for event in _locked(events):
        revise(event, significant=False)


def render_all(batch: int = 100) -> int:
    """Render every VEVENT again, and return the number of those that have changed.

    Run this after a change of vevent.FORMAT or BASE_URL. It can run at any time and more than once. Each batch of
    events is one transaction."""
    changed, last = 0, 0
    while ids := list(Event.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            for event in _locked(Event.objects.filter(pk__in=ids)):
                if vevent.render(event) != event.vevent:
                    revise(event, significant=False)
                    changed += 1
        last = ids[-1]
    return changed


def _locked(events: QuerySet[Event]) -> list[Event]:
    """Lock events in the order of their primary keys, and return them with their venues.

    All other code locks one event at a time, so there is no deadlock."""
    ids = events.order_by().values("pk")
    ordered = Event.objects.filter(pk__in=ids).select_related("venue__country").order_by("pk")
    return list(ordered.select_for_update(of=("self",)))


@transaction.atomic
def issue_token(person: User) -> str:
    """Create a personal feed for person, and return its token, which is shown once. An older token becomes invalid."""
    token = new_token()
    CalendarToken.objects.update_or_create(person=person, defaults={"digest": digest_of(token)})
    return token


def revoke_token(person: User) -> None:
    """Delete the personal feed of person. Its address then returns 404."""
    CalendarToken.objects.filter(person=person).delete()
