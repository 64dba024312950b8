"""Show which people a change of an event will notify, before the change is made."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.calendars.dates import clock_time, zone_text
from events.models import Event
from events.updates.notices import Recipients, all_recipients
from events.updates.queries import PendingNotice, pending_notice


def preview_recipients(event: Event) -> Recipients:
    """Return the people who are notified when event is rescheduled, postponed or cancelled, by status. A draft notifies no
    one, and neither does an event that is over."""
    if event.status == Event.Status.DRAFT or event.is_past:
        return Recipients([], [])
    recipients = all_recipients(event)
    recipients.registrations.sort(key=lambda registration: (registration.status, registration.pk))
    return recipients


def describe_notice(event: Event, zone: ZoneInfo) -> str:
    """Return how many people are told of a change, and until when it can be undone: a text for the page after the change.

    zone: of the reader."""
    waiting = pending_notice(event)
    if waiting is None or not waiting.lines:
        return ""
    if not waiting.recipient_count:
        return _("No one has to be told. You can undo this until %(time)s.") % {"time": _clock(waiting, zone)}
    text = ngettext(
        "%(count)d person is told at %(time)s. You can undo this until then, on this page.",
        "%(count)d people are told at %(time)s. You can undo this until then, on this page.",
        waiting.recipient_count,
    )
    return text % {"count": waiting.recipient_count, "time": _clock(waiting, zone)}


def _clock(waiting: PendingNotice, zone: ZoneInfo) -> str:
    due_at = waiting.due_at.astimezone(zone)
    return f"{clock_time(due_at)}, {zone_text(zone.key, due_at)}"
