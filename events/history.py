"""The history of an event: which member of the team changed what. The team reads it on a page of the workspace."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events.models import Event, EventChange

What = EventChange.What


def record(event: Event, what: EventChange.What, lines: Iterable[str] = (), *, by: User | None) -> None:
    """Add an entry to the history of event. Call this in the transaction of the change.

    `lines` are the details of the entry; empty lines are left out. `by` is None for a change without a user."""
    EventChange.objects.create(event=event, what=what, by=by, said="\n".join(filter(None, lines)))


def people_notified(count: int) -> str:
    """Return the number of people who got a mail as a text; "" for none."""
    return ngettext("%(count)d person notified", "%(count)d people notified", count) % {"count": count} if count else ""


def describe_change(label: object, before: object, after: object) -> str:
    """Return a line of the history with the old and the new value."""
    nothing = _("nothing")
    old, new = (nothing if value in (None, "") else value for value in (before, after))
    return f"{label}: {old} → {new}"
