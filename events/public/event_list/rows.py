"""The rows of the list of events: what a reader can do about each event, in a few words."""

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.timezones import city_name
from events.calendars.date_formats import clock_time, short_range, short_weekdays
from events.calendars.dates import zone_text
from events.models import Event


@dataclass(frozen=True)
class EventRow:
    """One event of the list. state and note say whether people can register; action is "" where they cannot."""

    event: Event
    state: str = ""
    note: str = ""
    action: str = ""
    action_label: str = ""

    @property
    def weekdays(self) -> str:
        """The weekday of a dated event, or its first and last one: "Tue–Wed"."""
        start, last = self.event.local_starts_at, self.event.last_day
        return short_weekdays(start, last) if self.event.is_dated and start and last else ""

    @property
    def time(self) -> str:
        """The time at which the event starts, and its city: "09:00 Bangkok"; "" without an exact time."""
        start = self.event.local_starts_at
        if self.event.precision != Event.Precision.TIME or start is None:
            return ""
        city = city_name(self.event.timezone, get_language() or "en")
        return f"{clock_time(start)} {city or zone_text(self.event.timezone, start)}"


def row_of(event: Event) -> EventRow:
    """Return the row of an event. No query."""
    if event.status != Event.Status.PUBLISHED or event.is_past:
        return EventRow(event)
    if event.is_registration_open:
        return _open_row(event)
    if event.registration_opens_later and event.registration_opens_at:
        day = event.registration_opens_at.astimezone(event.zone)
        return EventRow(event, note=_("Registration opens {day}").format(day=short_range(day, day)))
    if event.has_registration_closed:
        return EventRow(event, note=_("Registration closed"))
    return EventRow(event, note=_("By nomination") if event.policy == Event.Policy.NOMINATION else "")


def _open_row(event: Event) -> EventRow:
    state = _("Open")
    if event.registration_closes_at:
        day = event.registration_closes_at.astimezone(event.zone)
        state = _("Open until {day}").format(day=short_range(day, day))
    title = event.title
    if event.is_full:
        label = _("Join the waiting list of {title}").format(title=title)
        return EventRow(event, _("Full"), _("waiting list open"), _("Join the waiting list"), label)
    if event.policy == Event.Policy.APPROVAL:
        return EventRow(event, state, _("approval required"), _("Apply"), _("Apply for {title}").format(title=title))
    note = _("with an invitation code") if event.policy == Event.Policy.INVITATION else _seats_note(event)
    return EventRow(event, state, note, _("Register"), _("Register for {title}").format(title=title))


def _seats_note(event: Event) -> str:
    left = event.seats_left
    if left is None:
        return ""
    return ngettext("{left} place left", "{left} places left", left).format(left=left)
