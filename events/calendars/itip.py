"""iTIP messages (RFC 5546) to one person's calendar, for mails (RFC 6047).

The functions read the event, the session, the programme and the person of an invite, and write nothing. They put the lines
of the person into the stored VEVENT, because to build a VEVENT takes longer."""

import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import override

from events.calendars import entry_text, vevent
from events.calendars.content_lines import clean_line, lines_of, properties, stamp, text_line, uri_line, with_lines
from events.calendars.entry_times import TIME_PROPERTIES, busy_lines, day_lines, whole_days
from events.models import Event, Invite

# Only in the lines of times: a title may contain the same characters.
TZID = re.compile("^DT(?:START|END);TZID=([^:;\r]+):", re.MULTILINE)


def request(invite: Invite, *, sequence: int) -> str:
    """Return the REQUEST (RFC 5546, 3.2.2) that adds an entry to the calendar of a person, or updates it.

    Return "" for an event or session without an exact date, a draft or a cancelled event. A postponed event without a date
    stays where it is in calendars that show it."""
    event = invite.event
    block = _stored_block(invite) or kept_block(invite)
    if not block or event.status in {Event.Status.DRAFT, Event.Status.CANCELLED}:
        return ""
    # Each SEQUENCE asks for a new reply: with PARTSTAT=ACCEPTED, calendars show no buttons (decision 0012). A new text
    # with the same SEQUENCE keeps the answer, and asks nothing of people who have answered (decision 0025).
    lines = _person_lines(invite, rsvp=invite.partstat == Invite.Partstat.NEEDS_ACTION)
    with override(entry_text.language(event, invite.person)):
        texts = _texts(invite, join_url=event.join_url)
        if event.join_url:
            # Only invites have the joining link, public feeds do not. Calendars that ignore CONFERENCE (Google, Outlook)
            # show the description.
            lines += vevent.conference_line(event.join_url)
    return _calendar(with_lines(block, uid_lines(invite) | texts | _message_lines(sequence), lines), "REQUEST")


def cancel(invite: Invite, *, sequence: int) -> str:
    """Return the CANCEL (RFC 5546, 3.2.5) that removes the entry from this person's calendar.

    sequence must be higher than that of the last REQUEST. The times are those that were sent last: the event may have no
    date any more, but no calendar program reads an entry without DTSTART."""
    times = sent_times(invite)
    block = _stored_block(invite) or _block(invite, times)
    with override(entry_text.language(invite.event, invite.person)):
        title = entry_text.title(_title(invite), Event.Status.CANCELLED)
    replaced = {
        **{name: times.get(name, "") for name in TIME_PROPERTIES},
        **uid_lines(invite),
        **_message_lines(sequence),
        "STATUS": "STATUS:CANCELLED\r\n",
        "SUMMARY": text_line("SUMMARY", title),
        **busy_lines(status="CANCELLED", is_busy=False, is_all_day="VALUE=DATE" in times["DTSTART"]),
    }
    return _calendar(with_lines(block, replaced, _person_lines(invite, rsvp=False)), "CANCEL")


def sent_times(invite: Invite) -> Mapping[str, str]:
    """Return the lines DTSTART, DTEND and RRULE of the last message of invite, by name.

    If they are not known, return those of the event or session as it is; without a date, the day of its revision."""
    event = invite.event
    block = invite.sent_times or _stored_block(invite)
    if block:
        return {
            name.partition(";")[0]: f"{line}\r\n"
            for name, _value, line in properties(block)
            if name.partition(";")[0] in TIME_PROPERTIES
        }
    day = whole_days(event)[0] if event.starts_at and event.ends_at else event.revised_at.astimezone(event.zone).date()
    return day_lines(day, day + timedelta(days=1))


def kept_block(invite: Invite) -> str:
    """Return the VEVENT of a postponed event without an exact date, or of its session, at the times that were sent last.

    Return "" for any other event, and for a calendar that does not show it."""
    is_kept = invite.event.status == Event.Status.POSTPONED and not invite.event.is_dated
    return _block(invite, sent_times(invite)) if is_kept and invite.is_held and invite.sent_times else ""


def uid_lines(invite: Invite) -> dict[str, str]:
    """Return the lines that identify the entry of invite, and the entry of the event beside that of a session."""
    lines = {"UID": text_line("UID", invite.uid)}
    if invite.session:
        lines["RELATED-TO"] = text_line("RELATED-TO", invite.event_uid or invite.event.uid)
    return lines


def times_of(ics: str) -> str:
    """Return the lines DTSTART, DTEND and RRULE of the VEVENT of a message, to be stored in Invite.sent_times."""
    return lines_of(ics[ics.index("BEGIN:VEVENT") :], TIME_PROPERTIES)


def _stored_block(invite: Invite) -> str:
    """Return the VEVENT of the event or session of invite; "" without an exact date."""
    if invite.session:
        return vevent.render_session(invite.session, is_busy=True)
    return (invite.event.vevent or vevent.render(invite.event)) if invite.event.is_dated else ""


def _block(invite: Invite, times: Mapping[str, str]) -> str:
    if invite.session:
        return vevent.session_component(invite.session, times, is_busy=False)
    return vevent.component(invite.event, times)


def _title(invite: Invite) -> str:
    return entry_text.session_title(invite.session) if invite.session else invite.event.title


def _texts(invite: Invite, *, join_url: str) -> dict[str, str]:
    if invite.session:
        return vevent.session_texts(invite.session, join_url=join_url)
    return vevent.event_texts(invite.event, join_url=join_url)


def _calendar(block: str, method: str) -> str:
    return vevent.calendar([block], TZID.findall(block), method=method)


def organizer_address(reply_tag: str) -> str:
    """Return the address of the ORGANIZER of an invite, with the tag that identifies the person in replies (RFC 5233).

    The address of an invite never changes: calendars ignore an update from another organizer."""
    local, _, domain = _sender().partition("@")
    return f"{local}+{reply_tag}@{domain}"


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _person_lines(invite: Invite, *, rsvp: bool) -> str:
    person = invite.person
    programme = invite.event.programme
    return _organizer_line(programme.short_name or programme.name, organizer_address(invite.reply_tag)) + uri_line(
        "ATTENDEE",
        f"mailto:{person.mail_address}",
        {
            "CN": _common_name(person.name or person.email),
            "CUTYPE": "INDIVIDUAL",
            "ROLE": invite.role,
            "PARTSTAT": invite.partstat,
            "RSVP": "TRUE" if rsvp else "FALSE",
        },
    )


def _organizer_line(name: str, address: str) -> str:
    return uri_line("ORGANIZER", f"mailto:{address}", {"CN": _common_name(name)})


def _common_name(name: str) -> str:
    # A quoted parameter cannot hold a double quote (RFC 5545, 3.1).
    return clean_line(name).replace('"', "'")


def _message_lines(sequence: int) -> dict[str, str]:
    """Return the lines of a message that is created now (DTSTAMP: RFC 5546, 3.2)."""
    return {"SEQUENCE": f"SEQUENCE:{sequence}\r\n", "DTSTAMP": f"DTSTAMP:{stamp(now())}\r\n"}
