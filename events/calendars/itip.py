"""iTIP messages (RFC 5546) to one person's calendar, for mails (RFC 6047).

The functions read the event, the programme and the person of an invite, and write nothing. They insert the lines of the
person into the stored VEVENT, because to build a VEVENT takes milliseconds."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext, override

from events.calendars import timezones, vevent
from events.calendars.dates import when_text
from events.models import Event, Invite

WHOLE_DAYS = (Event.DaysAs.FREE, Event.DaysAs.BUSY)


def request(invite: Invite, *, sequence: int) -> str:
    """Return the REQUEST (RFC 5546, 3.2.2) that adds the event to the calendar of a confirmed person, or updates it.

    Return "" for an event without an exact date, a draft or a cancelled event."""
    event = invite.event
    block = event.vevent or vevent.render(event)
    if not block or not event.is_dated or event.status in {Event.Status.DRAFT, Event.Status.CANCELLED}:
        return ""
    # Each SEQUENCE asks for a new reply: with PARTSTAT=ACCEPTED, calendars show no buttons (decision 0012).
    lines = _person_lines(invite, rsvp=True)
    with override(invite.person.language or settings.LANGUAGE_CODE):
        notes = []
        if _form(event) in WHOLE_DAYS and not event.is_all_day:
            notes.append(when_text(event))
        if event.join_url:
            # RFC 7986, 5.11. Only invites have the joining link, public feeds do not. Calendars that ignore CONFERENCE
            # (Google, Outlook) show the description.
            parameters = {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO", "LABEL": gettext("Join online")}
            lines += vevent.content_line("CONFERENCE", event.join_url, parameters, is_text=False)
            notes.append(gettext("Join online:") + " " + event.join_url)
    block = _with_lines(block, _time_lines(event) | _message_lines(sequence), lines, notes="\n".join(notes))
    return vevent.calendar([block], [event.timezone], method="REQUEST")


def cancel(invite: Invite, *, sequence: int) -> str:
    """Return the CANCEL (RFC 5546, 3.2.5) that removes the event from this person's calendar.

    sequence must be higher than that of the last REQUEST. The event may have lost its date: a CANCEL needs none."""
    event = invite.event
    block = event.vevent or _undated_block(event)
    replaced = _time_lines(event) | _message_lines(sequence) | {"STATUS": "STATUS:CANCELLED\r\n"}
    block = _with_lines(block, replaced, _person_lines(invite, rsvp=False))
    return vevent.calendar([block], [event.timezone], method="CANCEL")


def organizer_address(reply_tag: str) -> str:
    """Return the address of the ORGANIZER of an invite, with the tag that identifies the person in replies (RFC 5233).

    The address of an invite never changes: calendars ignore an update from another organizer."""
    local, _, domain = _sender().partition("@")
    return f"{local}+{reply_tag}@{domain}"


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _undated_block(event: Event) -> str:
    if event.status == Event.Status.DRAFT:
        event = Event(**{field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields})
        event.status = Event.Status.CANCELLED
    return vevent.component(event).to_ical().decode()


def _person_lines(invite: Invite, *, rsvp: bool) -> str:
    person = invite.person
    programme = invite.event.programme
    return _organizer_line(
        programme.short_name or programme.name, organizer_address(invite.reply_tag)
    ) + vevent.content_line(
        "ATTENDEE",
        f"mailto:{person.email}",
        {
            "CN": _common_name(person.name or person.email),
            "CUTYPE": "INDIVIDUAL",
            "ROLE": invite.role,
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "TRUE" if rsvp else "FALSE",
        },
        is_text=False,
    )


def _organizer_line(name: str, address: str) -> str:
    return vevent.content_line("ORGANIZER", f"mailto:{address}", {"CN": _common_name(name)}, is_text=False)


def _common_name(name: str) -> str:
    # A quoted parameter cannot hold a double quote (RFC 5545, 3.1).
    return vevent.clean_text(name).replace('"', "'").replace("\n", " ")


def _time_lines(event: Event) -> dict[str, str]:
    """Return the lines for the time and for free or busy, which replace those of the stored VEVENT.

    An event of several days has the chosen form (decision 0012). A postponed event leaves the time free."""
    lines: dict[str, str] = {}
    form = _form(event)
    is_free = form == Event.DaysAs.FREE or event.status == Event.Status.POSTPONED
    if form == Event.DaysAs.HOURS:
        lines |= _daily_lines(event)
    elif form in WHOLE_DAYS and not event.is_all_day:
        first, end = vevent.whole_days(event)
        lines["DTSTART"] = f"DTSTART;VALUE=DATE:{first:%Y%m%d}\r\n"
        lines["DTEND"] = f"DTEND;VALUE=DATE:{end:%Y%m%d}\r\n"
    busy = "FREE" if is_free else "BUSY"
    if event.status == Event.Status.POSTPONED:
        busy = "TENTATIVE"
    elif event.status == Event.Status.CANCELLED:
        busy = "FREE"
    is_all_day = event.is_all_day or "DTSTART" in lines  # in whole days
    lines["TRANSP"] = f"TRANSP:{'TRANSPARENT' if is_free else 'OPAQUE'}\r\n"
    # [MS-OXCICAL] 2.1.3.1.1.20: how Outlook shows the time, before and after the person accepts.
    lines["X-MICROSOFT-CDO-BUSYSTATUS"] = f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}\r\n"
    lines["X-MICROSOFT-CDO-INTENDEDSTATUS"] = f"X-MICROSOFT-CDO-INTENDEDSTATUS:{busy}\r\n"
    lines["X-MICROSOFT-CDO-ALLDAYEVENT"] = f"X-MICROSOFT-CDO-ALLDAYEVENT:{'TRUE' if is_all_day else 'FALSE'}\r\n"
    return lines


def _form(event: Event) -> str:
    """Return the calendar form of event. Daily hours need a time zone that a VTIMEZONE can describe; otherwise FREE."""
    form = event.calendar_form
    if form != Event.DaysAs.HOURS or not (event.starts_at and event.ends_at):
        return form
    return form if timezones.is_expressible(event.timezone, event.starts_at, event.ends_at) else Event.DaysAs.FREE


def _daily_lines(event: Event) -> dict[str, str]:
    """Return the lines of a VEVENT that repeats each day (RFC 5545, 3.8.5.3). The stored DTSTART stays."""
    start, end = event.local_starts_at, event.local_ends_at
    if start is None or end is None:
        return {}
    days = (end.date() - start.date()).days + 1
    return {
        "DTEND": f"DTEND;TZID={event.timezone}:{start:%Y%m%d}T{end:%H%M%S}\r\n",
        "RRULE": f"RRULE:FREQ=DAILY;COUNT={days}\r\n",
    }


def _message_lines(sequence: int) -> dict[str, str]:
    """Return the lines of a message that is created now (DTSTAMP: RFC 5546, 3.2)."""
    return {"SEQUENCE": f"SEQUENCE:{sequence}\r\n", "DTSTAMP": f"DTSTAMP:{vevent.stamp(now())}\r\n"}


def _with_lines(block: str, replaced: dict[str, str], lines: str, *, notes: str = "") -> str:
    """Return the VEVENT with new lines.

    replaced: lines by property name, which replace those of block or are added. lines: the lines of the person.
    notes: text that is added before the description."""
    left, text = dict(replaced), ""
    for name_and_parameters, value, line in vevent.properties(block):
        name = name_and_parameters.partition(";")[0]
        if name in replaced:
            text += left.pop(name, "")
        elif name == "DESCRIPTION" and notes:
            text += vevent.content_line(name, f"{notes}\n\n{vevent.unescaped(value)}")
            notes = ""
        else:
            text += f"{line}\r\n"
    if notes:
        text += vevent.content_line("DESCRIPTION", notes)
    return f"{text}{''.join(left.values())}{lines}END:VEVENT\r\n"
