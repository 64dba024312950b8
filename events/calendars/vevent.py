"""Events and sessions as VEVENT components (RFC 5545, 3.6.1; RFC 7986), and the VCALENDAR that contains them.

Feeds, downloads and invites show the same entry: the same title, times and form (decision 0023)."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.utils.translation import override

from events.calendars import timezones
from events.calendars.content_lines import clean_line, stamp, text_line, uri_line
from events.calendars.entry_text import (
    JOIN_LABEL,
    description,
    location,
    map_link,
    page_url,
    session_location,
    session_title,
    title,
    venue_in_person,
)
from events.calendars.entry_times import busy_lines, event_times, is_busy, moment_lines, shows_whole_days
from events.models import Event, Mission, Session, Venue
from events.models.venue import plain_number

# The version of the output. Increase it when the text of an unchanged event changes: it is part of every ETag.
FORMAT = 5
PRODID = "-//Plenary//Plenary//EN"
STATUS = {
    Event.Status.PUBLISHED: "CONFIRMED",
    Event.Status.POSTPONED: "TENTATIVE",
    Event.Status.CANCELLED: "CANCELLED",
}
# A VCALENDAR has at least one component (RFC 5545, 3.6). An empty feed has this time zone.
ZONE_OF_EMPTY_FEED = "Etc/GMT"


def render(event: Event) -> str:
    """Return the VEVENT of event with CRLF line ends; "" for a draft or an event without an exact date.

    The text is public, and the same event always gives the same text. Reads event.venue and its country."""
    if event.status == Event.Status.DRAFT or not event.is_dated:
        return ""
    return component(event, event_times(event))


def component(event: Event, times: Mapping[str, str]) -> str:
    """Return event as a VEVENT with these lines for its times (see entry_times)."""
    status = status_of(event)
    is_all_day = "VALUE=DATE" in times.get("DTSTART", "")
    lines = _first_lines(event.uid, event.sequence, event) | dict(times)
    with override(settings.LANGUAGE_CODE):  # one stored text for all readers
        lines |= _mission_texts(event) if is_closed_mission(event) else event_texts(event)
        lines["CATEGORIES"] = _categories([str(event.get_kind_display()), str(event.get_mode_display())])
    lines |= busy_lines(status=status, is_busy=is_busy(event), is_all_day=is_all_day)
    return _vevent(lines)


def status_of(event: Event) -> str:
    """Return the STATUS of the entry of event. A draft that had an entry is cancelled."""
    return STATUS.get(Event.Status(event.status), "CANCELLED")


def event_texts(event: Event, *, join_url: str = "") -> dict[str, str]:
    """Return the lines of the texts of event in the active language. join_url: only for people who may join online."""
    where, venue = location(event), venue_in_person(event)
    text = description(
        event,
        text=event.summary,
        shows_when=shows_whole_days(event),
        join_url=join_url,
        map_url=map_link(event),
    )
    return {
        "SUMMARY": text_line("SUMMARY", title(event.title, event.status)),
        "DESCRIPTION": text_line("DESCRIPTION", text),
        "LOCATION": text_line("LOCATION", where) if where else "",
        "GEO": geo_line(venue),
    }


def is_closed_mission(event: Event) -> bool:
    """Return whether feeds have only the title, the dates and the country of event. One query for an expert mission.

    An event that is not saved yet has no data of a mission."""
    is_mission = event.kind == Event.Kind.EXPERT_MISSION and event.pk is not None
    return is_mission and Mission.objects.filter(event=event).exists()


def _mission_texts(event: Event) -> dict[str, str]:
    """Return the texts of a mission that everybody may read. Its experts get those of event_texts()."""
    text = description(event, text="", shows_when=shows_whole_days(event))
    where = ", ".join(country.name for country in event.countries.all())
    return {
        "SUMMARY": text_line("SUMMARY", title(event.title, event.status)),
        "DESCRIPTION": text_line("DESCRIPTION", text),
        "LOCATION": text_line("LOCATION", clean_line(where)) if where else "",
    }


def geo_line(venue: Venue | None) -> str:
    """Return the GEO line of a venue with coordinates (RFC 5545, 3.8.1.6); "" for another one. Phones open a map for it."""
    if venue is None or venue.latitude is None or venue.longitude is None:
        return ""
    return f"GEO:{plain_number(venue.latitude)};{plain_number(venue.longitude)}\r\n"


def render_session(session: Session, *, is_busy: bool) -> str:
    """Return the VEVENT of a session, related to that of its event (RFC 5545, 3.8.4.5); "" without exact times.

    is_busy: whether the session takes the time of people. It does not if the entry of the event beside it does."""
    event = session.event
    if session.starts_at is None or not event.is_dated or event.status == Event.Status.DRAFT:
        return ""
    return session_component(session, session_times(session), is_busy=is_busy)


def session_times(session: Session) -> dict[str, str]:
    """Return the lines of DTSTART and DTEND of a session; {} for a session without times."""
    if session.starts_at is None or session.ends_at is None:
        return {}
    return moment_lines(session.starts_at, session.ends_at, session.timezone or session.event.timezone)


def session_component(session: Session, times: Mapping[str, str], *, is_busy: bool) -> str:
    """Return a session as a VEVENT with these lines for its times. is_busy: whether it takes the time of people."""
    event = session.event
    lines = _first_lines(session.uid, session.sequence, event) | dict(times)
    with override(settings.LANGUAGE_CODE):
        lines |= session_texts(session)
        lines["CATEGORIES"] = _session_categories(session)
    lines["RELATED-TO"] = text_line("RELATED-TO", event.uid)
    return _vevent(lines | busy_lines(status=status_of(event), is_busy=is_busy))


def session_texts(session: Session, *, join_url: str = "") -> dict[str, str]:
    """Return the lines of the texts of a session in the active language."""
    event, where = session.event, session_location(session)
    venue = session.venue or venue_in_person(event)
    text = description(event, text=session.abstract, join_url=join_url, map_url=venue.map_link if venue else "")
    return {
        "SUMMARY": text_line("SUMMARY", title(session_title(session), event.status)),
        "DESCRIPTION": text_line("DESCRIPTION", text),
        "LOCATION": text_line("LOCATION", where) if where else "",
        "GEO": geo_line(venue),
    }


def conference_line(join_url: str) -> str:
    """Return the CONFERENCE line (RFC 7986, 5.11): how to join online, in the active language."""
    parameters: dict[str, str | Sequence[str]] = {
        "VALUE": "URI",
        "FEATURE": ["AUDIO", "VIDEO"],
        "LABEL": str(JOIN_LABEL),
    }
    return uri_line("CONFERENCE", join_url, parameters)


def _first_lines(uid: str, sequence: int, event: Event) -> dict[str, str]:
    return {
        "UID": text_line("UID", uid),
        "SEQUENCE": f"SEQUENCE:{sequence}\r\n",
        # The time of the revision, not the current time: an unchanged event must give an unchanged text.
        "DTSTAMP": f"DTSTAMP:{stamp(event.revised_at)}\r\n",
        "LAST-MODIFIED": f"LAST-MODIFIED:{stamp(event.revised_at)}\r\n",
        "CREATED": f"CREATED:{stamp(event.created_at)}\r\n",
        "STATUS": f"STATUS:{status_of(event)}\r\n",
        "URL": uri_line("URL", page_url(event)),
    }


def _session_categories(session: Session) -> str:
    """Return the CATEGORIES line of a session (RFC 5545, 3.8.1.2): its track, and its kind if it is not a usual session."""
    kind = "" if session.kind == Session.Kind.SESSION else str(session.get_kind_display())
    names = [name for name in (session.track, kind) if name]
    return _categories(names) if names else ""


def _categories(names: list[str]) -> str:
    from icalendar.prop import vText  # noqa: PLC0415 (slow import)

    return "CATEGORIES:" + ",".join(vText(clean_line(name)).to_ical().decode() for name in names) + "\r\n"


def _vevent(lines: Mapping[str, str]) -> str:
    return f"BEGIN:VEVENT\r\n{''.join(lines.values())}END:VEVENT\r\n"


def calendar(
    blocks: Iterable[str], tzids: Iterable[str], *, name: str = "", source: str = "", url: str = "", method: str = ""
) -> str:
    """Return a VCALENDAR (RFC 5545, 3.4) with CRLF line ends.

    blocks: VEVENT components. tzids: the IANA names of the zones that they use. name: the title that programs show
    (RFC 7986, 5.1); a calendar with a name is a feed, and also has a refresh interval. source: the address of the feed.
    url: the page about it. method: an iTIP method (RFC 5546, 1.4)."""
    zones = [timezones.vtimezone(tzid) for tzid in sorted(set(tzids))]
    blocks = list(blocks)
    if not blocks and not any(zones):
        zones = [timezones.vtimezone(ZONE_OF_EMPTY_FEED)]
    return "".join(
        [
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\n",
            f"METHOD:{method}\r\n" if method else "",
            _feed_properties(name, source, url) if name else "",
            *zones,
            *blocks,
            "END:VCALENDAR\r\n",
        ]
    )


def _feed_properties(name: str, source: str, url: str) -> str:
    name = clean_line(name)
    return (
        text_line("NAME", name)
        + text_line("X-WR-CALNAME", name)
        + (uri_line("SOURCE", source, {"VALUE": "URI"}) if source else "")
        + (uri_line("URL", url) if url else "")
        + "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
    )
