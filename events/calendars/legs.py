"""Legs as entries of the personal feeds of their travellers. No public feed has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from events.calendars import entry_text, timezones, vevent
from events.calendars.content_lines import clean_line, stamp, text_line, uri_line
from events.calendars.entry_times import busy_lines
from events.calendars.leg_text import leg_times, leg_title
from events.models import Event, Leg

PAST_FOR = timedelta(days=366)  # how long a feed shows a leg after its arrival


@dataclass(frozen=True)
class LegEntry:
    """The entry of a leg in the feed of a traveller."""

    starts_at: datetime
    uid: str
    block: str


def leg_entries(person: User) -> list[LegEntry]:
    """Return the legs on which person travels, except those of drafts and old ones. One query."""
    moment = now()
    legs: Iterable[Leg] = (
        Leg.objects.filter(travellers__person=person, arrives_at__gte=moment - PAST_FOR)
        .exclude(event__status=Event.Status.DRAFT)
        .exclude(status=Leg.Status.CANCELLED, revised_at__lt=moment - settings.CALENDAR_CANCELLED_FOR)
        .select_related("event__programme")
        .order_by("departs_at", "pk")
    )
    return [LegEntry(leg.departs_at, leg.uid, leg_component(leg, person)) for leg in legs]


def leg_component(leg: Leg, person: User) -> str:
    """Return a leg as a VEVENT, related to that of its event (RFC 5545, 3.8.4.5), in the language of person.

    DTSTART is in the zone of departure and DTEND in that of arrival. The booking reference stays out: calendars of
    people are often read by others."""
    event = leg.event
    status = vevent.status_of(event) if leg.takes_place else "CANCELLED"
    changed = stamp(leg.revised_at)
    with override(entry_text.language(event, person)):
        title = entry_text.title(leg_title(leg), Event.Status.CANCELLED if status == "CANCELLED" else event.status)
        description = _description(leg)
        where = clean_line(", ".join(filter(None, [leg.from_stop, leg.from_city])))
    lines = {
        "UID": text_line("UID", leg.uid),
        "SEQUENCE": f"SEQUENCE:{leg.sequence}\r\n",
        "DTSTAMP": f"DTSTAMP:{changed}\r\n",
        "LAST-MODIFIED": f"LAST-MODIFIED:{changed}\r\n",
        "STATUS": f"STATUS:{status}\r\n",
        **_time_lines(leg),
        "SUMMARY": text_line("SUMMARY", title),
        "DESCRIPTION": text_line("DESCRIPTION", description),
        "LOCATION": text_line("LOCATION", where),
        "RELATED-TO": text_line("RELATED-TO", event.uid),
        "URL": uri_line("URL", entry_text.page_url(event)),
        **busy_lines(status=status, is_busy=True),
    }
    return f"BEGIN:VEVENT\r\n{''.join(lines.values())}END:VEVENT\r\n"


def _description(leg: Leg) -> str:
    end = ", ".join(filter(None, [leg.to_stop, leg.to_city]))
    parts = [
        leg_times(leg),
        _("Arrives at %(place)s") % {"place": end} if leg.to_stop else "",
        leg.meeting_line,
        leg.note,
        leg.event.title,
    ]
    return "\n".join(filter(None, parts))


def _time_lines(leg: Leg) -> dict[str, str]:
    """Return DTSTART and DTEND, each in its zone; both in UTC if a VTIMEZONE cannot describe one of the zones."""
    ends = (("DTSTART", leg.departs_at, leg.from_timezone), ("DTEND", leg.arrives_at, leg.to_timezone))
    if all(timezones.is_expressible(tzid, moment) for _name, moment, tzid in ends):
        return {
            name: f"{name};TZID={tzid}:{moment.astimezone(timezones.ZoneInfo(tzid)):%Y%m%dT%H%M%S}\r\n"
            for name, moment, tzid in ends
        }
    return {name: f"{name}:{stamp(moment)}\r\n" for name, moment, _tzid in ends}
