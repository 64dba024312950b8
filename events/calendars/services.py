"""What changes calendars: the revision of an event, and the secrets of personal feeds."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import User
from events.calendars import vevent
from events.models import CalendarToken, Event, FeedRevision


def revise(event: Event, *, significant: bool) -> None:
    """Note that event was changed, and store its VEVENT anew; in the transaction of the change, its row locked.

    significant: a new time, place or status, which raises SEQUENCE (RFC 5546, 2.1.4); new words alone do not."""
    # Always later than before, whatever the clock does: the version of a personal feed sums them up.
    event.revised_at = max(now(), event.revised_at + timedelta(microseconds=1))
    if significant:
        event.sequence += 1
    event.vevent = vevent.render(event)
    event.save(update_fields=["revised_at", "sequence", "vevent"])
    touch_feeds()


def touch_feeds() -> None:
    """Note, in the transaction of the change, that public feeds may hold something else from now on."""
    FeedRevision.advance()


def revise_all(events: QuerySet[Event]) -> None:
    """Note that what these events show was changed in words, a venue's for instance; in the transaction of the change.

    No new SEQUENCE: nobody is mailed an update of their invite, and reminders that are planned stay."""
    for event in _locked(events):
        revise(event, significant=False)


def render_all(batch: int = 100) -> int:
    """Store the VEVENT of each event anew whose text would be another by now; return how many those were.

    For a new version of Plenary (vevent.FORMAT) or a new address of the site (BASE_URL). Safe to run at any time, and
    twice; each batch is one transaction."""
    changed, last = 0, 0
    while keys := list(Event.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            for event in _locked(Event.objects.filter(pk__in=keys)):
                if vevent.render(event) != event.vevent:
                    revise(event, significant=False)
                    changed += 1
        last = keys[-1]
    return changed


def _locked(events: QuerySet[Event]) -> list[Event]:
    """Return events with what their VEVENT needs, their rows locked in the order of their keys.

    Whoever else locks events locks one, so that two never wait for each other."""
    keys = events.order_by().values("pk")
    found = Event.objects.filter(pk__in=keys).select_related("venue__country").order_by("pk")
    return list(found.select_for_update(of=("self",)))


def token_digest(token: str) -> str:
    """Return what is stored of a personal feed's token; a lookup by it tells nothing by the time it takes."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(person: User) -> str:
    """Give person a new personal feed and return its token, which is shown once; an earlier one ends here."""
    token = secrets.token_urlsafe(32)
    CalendarToken.objects.update_or_create(person=person, defaults={"digest": token_digest(token)})
    return token


def revoke_token(person: User) -> None:
    """End person's personal feed; whoever still asks for it is told that there is none."""
    CalendarToken.objects.filter(person=person).delete()
