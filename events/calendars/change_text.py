"""Text that lists what has changed at an event, for notices."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.calendars.dates import when_text
from events.calendars.entry_text import venue_text
from events.models import Event, PendingUpdate

What = PendingUpdate.What


def describe_changes(before: PendingUpdate, event: Event, zone: ZoneInfo | None, *, shows_link: bool) -> list[str]:
    """Return one line for each change of event, with the new and the old value, in the active language.

    zone: the reader's time zone. Times are in the zone of the event, and also in the reader's zone if it shows others.
    shows_link: whether the reader may join online and so needs to know about a new link."""
    changed, old_event = before.differs(event, place=venue_text(event.venue)), before.as_event()
    lines = []
    if What.STATUS in changed and before.status == Event.Status.POSTPONED:
        lines.append(_("It was postponed. It has a date again: {when}.").format(when=when_text(event)))
    if event.status in Event.CALLED_OFF and What.STATUS in changed:
        return [
            _("The event is postponed.") if event.status == Event.Status.POSTPONED else _("The event is cancelled.")
        ]
    if What.WHEN in changed:
        lines += _date_changes(old_event, event, zone)
    if What.PLACE in changed:
        lines.append(_change(_("Place"), before.place, venue_text(event.venue)))
    if What.MODE in changed:
        lines.append(_change(_("How it takes place"), old_event.get_mode_display(), event.get_mode_display()))
    if What.TITLE in changed:
        lines.append(_change(_("Title"), before.title, event.title))
    if What.FORM in changed:
        lines.append(_calendar_form(event))
    if shows_link and event.join_url and before.join_url != event.join_url:
        lines.append(_("The link to join online is a new one."))
    return lines


def _date_changes(old_event: Event, event: Event, zone: ZoneInfo | None) -> list[str]:
    lines = [_change(_("Date and time"), when_text(old_event), when_text(event))]
    if zone is None:
        return lines
    old, new = when_text(old_event, zone), when_text(event, zone)
    if old or new:
        lines.append(_change(_("For you"), old or when_text(old_event), new or when_text(event)))
    return lines


def _calendar_form(event: Event) -> str:
    return {
        Event.DaysAs.FREE: _("Your calendar now shows it as whole days on which you are free."),
        Event.DaysAs.BUSY: _("Your calendar now shows it as whole days on which you are busy."),
        Event.DaysAs.HOURS: _("Your calendar now shows it on each day with its hours."),
        Event.DaysAs.BLOCK: _("Your calendar now shows it as one block, from its start to its end."),
    }[Event.DaysAs(event.calendar_form)]


def _change(label: str, old: str, new: str) -> str:
    if not new:
        return _("{label}: not known any more (it was: {was})").format(label=label, was=old)
    if not old:
        return _("{label}: {now}").format(label=label, now=new)
    return _("{label}: {now} (it was: {was})").format(label=label, now=new, was=old)
