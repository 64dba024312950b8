"""Dates in words, as exact as they are known, on the clocks of the place."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.calendars.vevent import venue_text
from events.models import Event, PendingUpdate

What = PendingUpdate.What


def when_text(event: Event, zone: ZoneInfo | None = None) -> str:
    """Return when event is, for a mail or a page: "Tuesday 9 March 2027, 09:00 to 17:00, Bangkok time (UTC+7)".

    Whole days: "9 to 11 March 2027". Less than a day known: what the source says, or the month or year. No date: that
    it is to be confirmed. In the language that is active.

    zone: that of a reader, for an exact time on their clocks; "" if those show the same, or no time is known."""
    if zone is not None:
        return _for_reader(event, zone)
    if event.precision == Event.Precision.TBC or event.local_starts_at is None or event.local_ends_at is None:
        return event.date_text or _("Date to be confirmed")
    start, end = event.local_starts_at, event.local_ends_at
    if event.precision == Event.Precision.TIME:
        return _("{when}, {zone}").format(when=_times(start, end), zone=zone_text(event.timezone, start))
    return _vague(event, start, end - timedelta(microseconds=1))  # the end is exclusive


def _vague(event: Event, start: datetime, last: datetime) -> str:
    if event.precision == Event.Precision.DAY:
        return date_range_text(start, last)
    if event.date_text:
        return event.date_text
    form = pgettext("form of a date", "F Y") if event.precision == Event.Precision.MONTH else "Y"
    return _range(date_format(start, form), date_format(last, form))


def _for_reader(event: Event, zone: ZoneInfo) -> str:
    if event.precision != Event.Precision.TIME or event.local_starts_at is None or event.local_ends_at is None:
        return ""
    start, end = event.local_starts_at.astimezone(zone), event.local_ends_at.astimezone(zone)
    if start.utcoffset() == event.local_starts_at.utcoffset() and end.utcoffset() == event.local_ends_at.utcoffset():
        return ""
    return _("{when}, {zone}").format(when=_times(start, end), zone=zone_text(zone.key, start))


def short_text(event: Event) -> str:
    """Return when event is in one short line, for lists: "11 to 12 January 2027, from 09:00, Bangkok time (UTC+7)"."""
    if event.precision != Event.Precision.TIME or event.local_starts_at is None or event.local_ends_at is None:
        return when_text(event)
    start, end = event.local_starts_at, event.local_ends_at
    if start.date() == end.date():
        return when_text(event)
    return _("{days}, from {start}, {zone}").format(
        days=date_range_text(start, end), start=date_format(start, "H:i"), zone=zone_text(event.timezone, start)
    )


def date_range_text(first: datetime, last: datetime) -> str:
    """Return whole days, both included: "9 March 2027", "9 to 11 March 2027", "30 March to 2 April 2027"."""
    if first.date() == last.date():
        return date_format(first, pgettext("form of a date", "l j F Y"))
    if (first.year, first.month) == (last.year, last.month):
        return _range(
            date_format(first, pgettext("form of a date", "j")), date_format(last, pgettext("form of a date", "j F Y"))
        )
    if first.year == last.year:
        return _range(
            date_format(first, pgettext("form of a date", "j F")),
            date_format(last, pgettext("form of a date", "j F Y")),
        )
    return _range(
        date_format(first, pgettext("form of a date", "j F Y")), date_format(last, pgettext("form of a date", "j F Y"))
    )


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment on the clocks of zone: "Friday 5 March 2027, 17:00, Bangkok time (UTC+7)"."""
    local = moment.astimezone(zone)
    return _("{day}, {time}, {zone}").format(
        day=date_format(local, pgettext("form of a date", "l j F Y")),
        time=date_format(local, "H:i"),
        zone=zone_text(zone.key, local),
    )


def hours_text(hours: int) -> str:
    """Return a number of hours for people: "36 hours", but whole days as days, from two on: "7 days"."""
    days, rest = divmod(hours, 24)
    if days > 1 and not rest:
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}


def zone_text(tzid: str, moment: datetime) -> str:
    """Return the zone for people: "Yangon time (UTC+6:30)", with its offset at moment (aware, in that zone)."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "UTC"
    city = tzid.rsplit("/", 1)[-1].replace("_", " ")
    if "/" not in tzid or tzid.startswith("Etc/"):
        return offset
    return _("{city} time ({offset})").format(city=city, offset=offset)


def _times(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return _("{day}, {start} to {end}").format(
            day=date_format(start, pgettext("form of a date", "l j F Y")),
            start=date_format(start, "H:i"),
            end=date_format(end, "H:i"),
        )
    return _("{first}, {start} to {last}, {end}").format(
        first=date_format(start, pgettext("form of a date", "l j F Y")),
        start=date_format(start, "H:i"),
        last=date_format(end, pgettext("form of a date", "l j F Y")),
        end=date_format(end, "H:i"),
    )


def _range(first: str, last: str) -> str:
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


def describe_changes(before: PendingUpdate, event: Event, zone: ZoneInfo | None, *, tells_link: bool) -> list[str]:
    """Return what has changed at event, a line each, as it is and as it was, in the language that is active: on the
    clocks of the place, and of zone if a reader's is given and shows others.

    tells_link: whether the reader may join online, and so is told that the link is another one."""
    what, was = before.differs(event, place=venue_text(event.venue)), before.as_event()
    found = []
    if What.STATUS in what and before.status == Event.Status.POSTPONED:
        found.append(_("It was postponed. It has a date again: {when}.").format(when=when_text(event)))
    if What.WHEN in what:
        found.append(_became(_("Date and time"), when_text(was), when_text(event)))
        theirs = [when_text(one, zone) if zone else "" for one in (was, event)]
        if zone and any(theirs):
            old, new = (said or when_text(one) for said, one in zip(theirs, (was, event), strict=True))
            found.append(_became(_("For you"), old, new))
    if What.PLACE in what:
        found.append(_became(_("Place"), before.place, venue_text(event.venue)))
    if What.MODE in what:
        found.append(_became(_("How it takes place"), was.get_mode_display(), event.get_mode_display()))
    if What.TITLE in what:
        found.append(_became(_("Title"), before.title, event.title))
    if What.FORM in what:
        found.append(_form(event))
    if tells_link and event.join_url and before.join_url != event.join_url:
        found.append(_("The link to join online is a new one."))
    return found


def _form(event: Event) -> str:
    return {
        Event.DaysAs.FREE: _("In your calendar it now stands as whole days that leave your time free."),
        Event.DaysAs.BUSY: _("In your calendar it now stands as whole days on which you are busy."),
        Event.DaysAs.HOURS: _("In your calendar it now stands on each day by its hours."),
        Event.DaysAs.BLOCK: _("In your calendar it now stands as one block of time, from its beginning to its end."),
    }[Event.DaysAs(event.calendar_form)]


def _became(label: str, was: str, is_now: str) -> str:
    if not is_now:
        return _("{label}: not known any more (it was: {was})").format(label=label, was=was)
    if not was:
        return _("{label}: {now}").format(label=label, now=is_now)
    return _("{label}: {now} (it was: {was})").format(label=label, now=is_now, was=was)
