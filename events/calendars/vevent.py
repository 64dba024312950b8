"""Events as VEVENT components (RFC 5545, 3.6.1; RFC 7986), and the VCALENDAR round them.

icalendar builds and folds the lines; it is imported where it is needed, so that pages without calendars
do not wait for it."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override

from events.calendars import timezones
from events.models import Event, Registration, Session, Venue

if TYPE_CHECKING:
    import icalendar

# Raise this when the text that comes out for an unchanged event changes: it is part of every ETag.
FORMAT = 2
PRODID = "-//Plenary//Plenary//EN"
DESCRIPTION_LENGTH = 800
STATUS = {
    Event.Status.PUBLISHED: "CONFIRMED",
    Event.Status.POSTPONED: "TENTATIVE",
    Event.Status.CANCELLED: "CANCELLED",
}
# A folded line goes on with a space or a tab (RFC 5545, 3.1): a property ends where none follows.
END_OF_PROPERTY = re.compile(r"\r\n(?![ \t])")
# How an event is called in the calendar of somebody who has no place in it yet.
TITLES = {
    Registration.Status.NOMINATED: gettext_lazy("Not confirmed yet: %(title)s"),
    Registration.Status.PENDING: gettext_lazy("Not confirmed yet: %(title)s"),
    Registration.Status.WAITLISTED: gettext_lazy("Offered to you: %(title)s"),
}
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Return text without the control characters that no calendar may hold (RFC 5545, 3.1)."""
    return CONTROL.sub(" ", text.replace("\r\n", "\n")).strip()


def render(event: Event) -> str:
    """Return the VEVENT of event, with CRLF, or "" for one that calendars are not told of: a draft, or no exact date.

    Reads event.venue and its country; the same event gives the same text. What it says is public."""
    if event.status == Event.Status.DRAFT or not event.is_dated:
        return ""
    return component(event).to_ical().decode()


def render_session(session: Session) -> str:
    """Return the VEVENT of a session, related to its event's (RFC 5545, 3.8.4.5), or "" for one without times."""
    event = session.event
    if session.starts_at is None or session.ends_at is None or event.status == Event.Status.DRAFT:
        return ""
    found = _begin(session.uid, session.sequence, event)
    _add_times(found, session.starts_at, session.ends_at, session.timezone or event.timezone)
    found.add("summary", clean_text(f"{session.title} ({event.title})"))
    if session.abstract:
        found.add("description", shorten(session.abstract))
    parts = [session.room, session.host_institution, venue_text(session.venue) or location(event)]
    if where := ", ".join(filter(None, parts)):
        found.add("location", clean_text(where))
    found.add("related-to", event.uid)
    return found.to_ical().decode()


def component(event: Event) -> "icalendar.Event":
    """Return event as an icalendar component; without DTSTART and DTEND if its date is not exact."""
    found = _begin(event.uid, event.sequence, event)
    if event.is_dated and event.starts_at and event.ends_at:
        if event.is_all_day:
            first, end = whole_days(event)
            found.add("dtstart", first)
            found.add("dtend", end)
            found.add("transp", "TRANSPARENT")
        else:
            _add_times(found, event.starts_at, event.ends_at, event.timezone)
    with override(settings.LANGUAGE_CODE):  # the block is stored once, whoever's language is active now
        found.add("summary", clean_text(event.title))
        if event.summary:
            found.add("description", shorten(event.summary))
        if where := location(event):
            found.add("location", where)
        found.add("categories", [str(event.get_kind_display()), str(event.get_mode_display())])
    return found


def whole_days(event: Event) -> tuple[date, date]:
    """Return the first day of an event that has a date, and the day after its last, on the clocks of its place.

    DTEND is exclusive (RFC 5545, 3.6.1), and so is ends_at; an end within a day takes that whole day."""
    assert event.local_starts_at  # noqa: S101 (for the type checker: it has both)
    assert event.local_ends_at  # noqa: S101
    last = (event.local_ends_at - timedelta(microseconds=1)).date()
    return event.local_starts_at.date(), last + timedelta(days=1)


def _begin(uid: str, sequence: int, event: Event) -> "icalendar.Event":
    import icalendar

    found = icalendar.Event()
    found.add("uid", uid)
    found.add("sequence", sequence)
    # Of the revision, not of this moment: an unchanged event is an unchanged text.
    found.add("dtstamp", event.revised_at)
    found.add("last-modified", event.revised_at)
    found.add("created", event.created_at)
    found.add("status", STATUS[Event.Status(event.status)])
    found.add("url", settings.BASE_URL + event.get_absolute_url())
    return found


def _add_times(found: "icalendar.Event", starts_at: datetime, ends_at: datetime, tzid: str) -> None:
    from zoneinfo import ZoneInfo

    # Both ends in the zone or neither: clients stumble over a start in one and an end in the other.
    zone = ZoneInfo(tzid) if timezones.is_expressible(tzid, starts_at, ends_at) else UTC
    found.add("dtstart", starts_at.astimezone(zone))
    found.add("dtend", ends_at.astimezone(zone))


def shorten(text: str, length: int = DESCRIPTION_LENGTH) -> str:
    """Return text without what no calendar may hold, and no longer than length."""
    text = clean_text(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def venue_text(venue: Venue | None) -> str:
    """Return where venue is, from its name outwards; "" for none."""
    if venue is None:
        return ""
    country = venue.country.name if venue.country else ""
    return ", ".join(filter(None, [venue.name, venue.address, venue.city, country]))


def location(event: Event) -> str:
    """Where it is; never the joining link, which is for those who have a place."""
    where = clean_text(venue_text(event.venue))
    if event.mode == Event.Mode.ONLINE:
        return gettext("Online")
    if event.mode == Event.Mode.HYBRID:
        return ", ".join(filter(None, [where, gettext("and online")]))
    return where


def properties(block: str) -> list[tuple[str, str, str]]:
    """Return the properties of a VEVENT that render() gave, each as (name, value, whole text): folded as they stand."""
    texts = END_OF_PROPERTY.split(block.removesuffix("END:VEVENT\r\n"))[:-1]
    return [(name, value, text) for text in texts for name, _colon, value in [text.partition(":")]]


def stamp(moment: datetime) -> str:
    """Return moment as a DATE-TIME in UTC (RFC 5545, 3.3.5)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def personalise(block: str, changed_at: datetime, status: str) -> str:
    """Return the VEVENT for the calendar of a person whose place in the event last changed at changed_at; status is what
    it is if nobody has a place yet, as TITLES has it, "" for who has one.

    Programs that look at LAST-MODIFIED alone (ICSx5) would miss that a place was decided after the event was revised. What
    is not decided blocks nobody's time: TRANSP (RFC 5545, 3.8.2.7), and its word in Outlook."""
    found = {"DTSTAMP": stamp(changed_at), "LAST-MODIFIED": stamp(changed_at)}
    lines = ""
    kept = properties(block)
    if status and ("STATUS", "CANCELLED") not in [(name, value) for name, value, _text in kept]:
        found["STATUS"] = "TENTATIVE"
        lines = "TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\n"
        kept = [property for property in kept if property[0] != "TRANSP"]
    text = ""
    for name, value, whole in kept:
        if name == "SUMMARY" and lines:
            with override(settings.LANGUAGE_CODE):
                text += content_line(name, TITLES[Registration.Status(status)] % {"title": unescaped(value)})
        else:
            text += f"{name}:{found[name]}\r\n" if name in found else f"{whole}\r\n"
    return f"{text}{lines}END:VEVENT\r\n"


def calendar(blocks: Iterable[str], tzids: Iterable[str], *, name: str = "", method: str = "") -> str:
    """Return a whole VCALENDAR (RFC 5545, 3.4): VEVENT blocks and the zones that they may name, with CRLF.

    name is shown by clients as the calendar's own (RFC 7986, 5.1); a calendar with a name is one to subscribe to and
    also says how often to look again. method is an iTIP method (RFC 5546, 1.4)."""
    return "".join(
        [
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\n",
            f"METHOD:{method}\r\n" if method else "",
            _heading(name) if name else "",
            *(timezones.vtimezone(tzid) for tzid in sorted(set(tzids))),
            *blocks,
            "END:VCALENDAR\r\n",
        ]
    )


def _heading(name: str) -> str:
    name = clean_text(name)
    return (
        content_line("NAME", name)
        + content_line("X-WR-CALNAME", name)
        + "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
    )


def content_line(name: str, value: str, parameters: dict[str, str] | None = None, *, is_text: bool = True) -> str:
    """Return one content line, escaped, quoted and folded by icalendar (RFC 5545, 3.1), with CRLF."""
    from icalendar.parser import Contentline, Parameters
    from icalendar.prop import vText

    parts = Contentline.from_parts(name, Parameters(parameters or {}), vText(value) if is_text else value, sorted=False)
    return parts.to_ical().decode() + "\r\n"


def unescaped(value: str) -> str:
    """Return the text of a folded and escaped TEXT value (RFC 5545, 3.1 and 3.3.11)."""
    # icalendar reads values as whole lines only, and then takes a backslash before an n for a line's end.
    unfolded = re.sub(r"\r\n[ \t]", "", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], unfolded)
