"""Events as VEVENT components (RFC 5545, 3.6.1; RFC 7986), and the VCALENDAR that contains them.

icalendar builds and folds the lines. Its import is slow, so the functions that need it import it: processes that build no
calendar never load it."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override

from events.calendars import timezones
from events.models import Event, Registration, Session, Venue

if TYPE_CHECKING:
    import icalendar

# The version of the output. Increase it when the text of an unchanged event changes: it is part of every ETag.
FORMAT = 2
PRODID = "-//Plenary//Plenary//EN"
DESCRIPTION_LENGTH = 800
STATUS = {
    Event.Status.PUBLISHED: "CONFIRMED",
    Event.Status.POSTPONED: "TENTATIVE",
    Event.Status.CANCELLED: "CANCELLED",
}
# A folded line continues with a space or a tab (RFC 5545, 3.1). A property ends at a line break without one.
END_OF_PROPERTY = re.compile(r"\r\n(?![ \t])")
# The title of an event in the calendar of a person who has no seat yet.
TITLES = {
    Registration.Status.NOMINATED: gettext_lazy("Not confirmed yet: %(title)s"),
    Registration.Status.PENDING: gettext_lazy("Not confirmed yet: %(title)s"),
    Registration.Status.WAITLISTED: gettext_lazy("Offered to you: %(title)s"),
}
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Return text without the control characters that RFC 5545, 3.1, forbids."""
    return CONTROL.sub(" ", text.replace("\r\n", "\n")).strip()


def render(event: Event) -> str:
    """Return the VEVENT of event with CRLF line ends; "" for a draft or an event without an exact date.

    The text is public, and the same event always gives the same text. Reads event.venue and its country."""
    if event.status == Event.Status.DRAFT or not event.is_dated:
        return ""
    return component(event).to_ical().decode()


def render_session(session: Session) -> str:
    """Return the VEVENT of a session, related to that of its event (RFC 5545, 3.8.4.5); "" for a session without times."""
    event = session.event
    if session.starts_at is None or session.ends_at is None or event.status == Event.Status.DRAFT:
        return ""
    vevent = _begin(session.uid, session.sequence, event)
    _add_times(vevent, session.starts_at, session.ends_at, session.timezone or event.timezone)
    vevent.add("summary", clean_text(f"{session.title} ({event.title})"))
    if session.abstract:
        vevent.add("description", shorten(session.abstract))
    parts = [session.room, session.host_institution, venue_text(session.venue) or location(event)]
    if where := ", ".join(filter(None, parts)):
        vevent.add("location", clean_text(where))
    vevent.add("related-to", event.uid)
    return vevent.to_ical().decode()


def component(event: Event) -> "icalendar.Event":
    """Return event as an icalendar component. Without an exact date, it has no DTSTART and DTEND."""
    vevent = _begin(event.uid, event.sequence, event)
    if event.is_dated and event.starts_at and event.ends_at:
        if event.is_all_day:
            first, end = whole_days(event)
            vevent.add("dtstart", first)
            vevent.add("dtend", end)
            vevent.add("transp", "TRANSPARENT")
        else:
            _add_times(vevent, event.starts_at, event.ends_at, event.timezone)
    with override(settings.LANGUAGE_CODE):  # one stored text for all readers
        vevent.add("summary", clean_text(event.title))
        if event.summary:
            vevent.add("description", shorten(event.summary))
        if where := location(event):
            vevent.add("location", where)
        vevent.add("categories", [str(event.get_kind_display()), str(event.get_mode_display())])
    return vevent


def whole_days(event: Event) -> tuple[date, date]:
    """Return the first day of a dated event and the day after its last day, in the time zone of the event.

    The end is exclusive, as DTEND is (RFC 5545, 3.6.1). If the event ends within a day, that whole day counts."""
    assert event.local_starts_at  # noqa: S101 (for the type checker: a dated event has both times)
    assert event.local_ends_at  # noqa: S101 (same reason)
    last = (event.local_ends_at - timedelta(microseconds=1)).date()
    return event.local_starts_at.date(), last + timedelta(days=1)


def _begin(uid: str, sequence: int, event: Event) -> "icalendar.Event":
    import icalendar  # noqa: PLC0415 (slow import)

    vevent = icalendar.Event()
    vevent.add("uid", uid)
    vevent.add("sequence", sequence)
    # The time of the revision, not the current time: an unchanged event must give an unchanged text.
    vevent.add("dtstamp", event.revised_at)
    vevent.add("last-modified", event.revised_at)
    vevent.add("created", event.created_at)
    vevent.add("status", STATUS[Event.Status(event.status)])
    vevent.add("url", settings.BASE_URL + event.get_absolute_url())
    return vevent


def _add_times(vevent: "icalendar.Event", starts_at: datetime, ends_at: datetime, tzid: str) -> None:
    # Both times in the zone, or both in UTC: some programs cannot read a mixture.
    zone = ZoneInfo(tzid) if timezones.is_expressible(tzid, starts_at, ends_at) else UTC
    vevent.add("dtstart", starts_at.astimezone(zone))
    vevent.add("dtend", ends_at.astimezone(zone))


def shorten(text: str, length: int = DESCRIPTION_LENGTH) -> str:
    """Return text without forbidden control characters, cut to at most length characters."""
    text = clean_text(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def venue_text(venue: Venue | None) -> str:
    """Return the name, the street, the city and the country of venue as one text; "" without a venue."""
    if venue is None:
        return ""
    country = venue.country.name if venue.country else ""
    return ", ".join(filter(None, [venue.name, venue.address, venue.city, country]))


def location(event: Event) -> str:
    """Return the LOCATION of event. It never contains the joining link, which only confirmed people get."""
    where = clean_text(venue_text(event.venue))
    if event.mode == Event.Mode.ONLINE:
        return gettext("Online")
    if event.mode == Event.Mode.HYBRID:
        return ", ".join(filter(None, [where, gettext("and online")]))
    return where


def properties(block: str) -> list[tuple[str, str, str]]:
    """Return (name with parameters, value, whole text) for each property of a VEVENT from render(). Lines stay folded."""
    texts = END_OF_PROPERTY.split(block.removesuffix("END:VEVENT\r\n"))[:-1]
    return [(name, value, text) for text in texts for name, _colon, value in [text.partition(":")]]


def stamp(moment: datetime) -> str:
    """Return moment as a DATE-TIME in UTC (RFC 5545, 3.3.5)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def personalise(block: str, changed_at: datetime, status: str) -> str:
    """Return the VEVENT of a stored block for the calendar of one person.

    changed_at: the last change of the event or the registration. Some programs (ICSx5) read only LAST-MODIFIED, so it
    must change with a decision. status: the status of an undecided registration (a key of TITLES), or "" for a
    confirmed one. An undecided event leaves the time free: TRANSP (RFC 5545, 3.8.2.7) and its equivalent in Outlook."""
    replaced = {"DTSTAMP": stamp(changed_at), "LAST-MODIFIED": stamp(changed_at)}
    lines = ""
    kept = properties(block)
    if status and ("STATUS", "CANCELLED") not in [(name, value) for name, value, _text in kept]:
        replaced["STATUS"] = "TENTATIVE"
        lines = "TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\n"
        kept = [property for property in kept if property[0] != "TRANSP"]
    text = ""
    for name, value, whole in kept:
        if name == "SUMMARY" and lines:
            with override(settings.LANGUAGE_CODE):
                text += content_line(name, TITLES[Registration.Status(status)] % {"title": unescaped(value)})
        else:
            text += f"{name}:{replaced[name]}\r\n" if name in replaced else f"{whole}\r\n"
    return f"{text}{lines}END:VEVENT\r\n"


def calendar(blocks: Iterable[str], tzids: Iterable[str], *, name: str = "", method: str = "") -> str:
    """Return a VCALENDAR (RFC 5545, 3.4) with CRLF line ends.

    blocks: VEVENT components. tzids: the IANA names of the zones that they use. name: the title that programs show
    (RFC 7986, 5.1); a calendar with a name is a feed, and also has a refresh interval. method: an iTIP method
    (RFC 5546, 1.4)."""
    return "".join(
        [
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\n",
            f"METHOD:{method}\r\n" if method else "",
            _feed_properties(name) if name else "",
            *(timezones.vtimezone(tzid) for tzid in sorted(set(tzids))),
            *blocks,
            "END:VCALENDAR\r\n",
        ]
    )


def _feed_properties(name: str) -> str:
    name = clean_text(name)
    return (
        content_line("NAME", name)
        + content_line("X-WR-CALNAME", name)
        + "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
    )


def content_line(name: str, value: str, parameters: dict[str, str] | None = None, *, is_text: bool = True) -> str:
    """Return one content line with CRLF. icalendar escapes, quotes and folds it (RFC 5545, 3.1).

    is_text: whether the value has the type TEXT, which needs escapes."""
    from icalendar.parser import Contentline, Parameters  # noqa: PLC0415 (slow import)
    from icalendar.prop import vText  # noqa: PLC0415 (slow import)

    parts = Contentline.from_parts(name, Parameters(parameters or {}), vText(value) if is_text else value, sorted=False)
    return parts.to_ical().decode() + "\r\n"


def unescaped(value: str) -> str:
    """Return the text of a folded and escaped TEXT value (RFC 5545, 3.1 and 3.3.11)."""
    # icalendar can only parse whole lines, and reads an escaped backslash before an n as a line break.
    unfolded = re.sub(r"\r\n[ \t]", "", value)
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], unfolded)
