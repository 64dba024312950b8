"""The history of an event as a whole: who of the team changed what, for the team to read."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events.models import Event, EventChange

What = EventChange.What


def record(event: Event, what: EventChange.What, said: Iterable[str] = (), *, by: User | None) -> None:
    """Write down, in the transaction of the change, that by has done what to event; said is told in lines, empty ones
    left out."""
    EventChange.objects.create(event=event, what=what, by=by, said="\n".join(filter(None, said)))


def people_notified(count: int) -> str:
    """Return in words to how many people a mail went; "" for nobody."""
    return ngettext("%(count)d person told", "%(count)d people told", count) % {"count": count} if count else ""


def describe_change(label: object, before: object, after: object) -> str:
    """Return in words what something was and became."""
    nothing = _("nothing")
    was, is_now = (nothing if value in (None, "") else value for value in (before, after))
    return f"{label}: {was} → {is_now}"
