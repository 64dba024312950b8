"""What changes calendars: the revision of an event, and the secrets of personal feeds."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.calendars import vevent
from events.models import CalendarToken, Event


def revise(event: Event, *, significant: bool) -> None:
    """Note that event was changed, and store its VEVENT anew; in the transaction of the change, its row locked.

    significant: a new time, place or status, which raises SEQUENCE (RFC 5546, 2.1.4); new words alone do not."""
    # Always later than before, whatever the clock does: the version of a feed is its latest revision.
    event.revised_at = max(now(), event.revised_at + timedelta(microseconds=1))
    if significant:
        event.sequence += 1
    event.vevent = vevent.render(event)
    event.save(update_fields=["revised_at", "sequence", "vevent"])


def digest(token: str) -> str:
    """Return what is stored of a personal feed's token; a lookup by it tells nothing by the time it takes."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(person: User) -> str:
    """Give person a new personal feed and return its token, which is shown once; an earlier one ends here."""
    token = secrets.token_urlsafe(32)
    CalendarToken.objects.update_or_create(person=person, defaults={"digest": digest(token)})
    return token


def revoke_token(person: User) -> None:
    """End person's personal feed; whoever still asks for it is told that there is none."""
    CalendarToken.objects.filter(person=person).delete()
