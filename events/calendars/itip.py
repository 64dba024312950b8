"""Invites to one person's calendar: iTIP messages (RFC 5546) for mail (RFC 6047). Nothing here reads or writes rows
beyond the invite's event, programme and person.

The stored VEVENT is taken as it is and the lines of this person are put in: building it anew takes milliseconds."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext, override

from events.calendars import timezones, vevent
from events.calendars.dates import when_text
from events.models import Event, Invite

WHOLE_DAYS = (Event.DaysAs.FREE, Event.DaysAs.BUSY)


def request(invite: Invite, *, sequence: int) -> str:
    """Return the REQUEST (RFC 5546, 3.2.2) that puts the event, or what changed in it, into a confirmed person's calendar.

    "" while the event has no exact date or is a draft, and once it is cancelled: there is nothing to put there."""
    event = invite.event
    block = event.vevent or vevent.render(event)
    if not block or not event.is_dated or event.status in {Event.Status.DRAFT, Event.Status.CANCELLED}:
        return ""
    # Each SEQUENCE asks anew: PARTSTAT=ACCEPTED would take the buttons away (decision 0012).
    lines = _person_lines(invite, rsvp=True)
    with override(invite.person.language or settings.LANGUAGE_CODE):
        said = []
        if _form(event) in WHOLE_DAYS and not event.is_all_day:
            said.append(when_text(event))
        if event.join_url:
            # RFC 7986, 5.11. Only here: a public feed does not give the joining link away. Calendars that do not know
            # it (Google, Outlook) show the description.
            parameters = {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO", "LABEL": gettext("Join online")}
            lines += vevent.content_line("CONFERENCE", event.join_url, parameters, is_text=False)
            said.append(gettext("Join online:") + " " + event.join_url)
    block = _with(block, _times(event) | _stamped(sequence), lines, said="\n".join(said))
    return vevent.calendar([block], [event.timezone], method="REQUEST")


def cancel(invite: Invite, *, sequence: int) -> str:
    """Return the CANCEL (RFC 5546, 3.2.5) that takes the event out of this person's calendar.

    sequence must be higher than that of the last REQUEST. Made even when the event has lost its date: a CANCEL need
    not name one."""
    event = invite.event
    block = event.vevent or _without_date(event)
    replaced = _times(event) | _stamped(sequence) | {"STATUS": "STATUS:CANCELLED\r\n"}
    block = _with(block, replaced, _person_lines(invite, rsvp=False))
    return vevent.calendar([block], [event.timezone], method="CANCEL")


def organizer_address(reply_tag: str) -> str:
    """Return the ORGANIZER's address for an invite, the same for its life: calendars drop a change from another
    organizer. Its tag tells whose answer came back (RFC 5233)."""
    local, _, domain = _sender().partition("@")
    return f"{local}+{reply_tag}@{domain}"


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _without_date(event: Event) -> str:
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


def _times(event: Event) -> dict[str, str]:
    """Return the lines of the VEVENT that say when it is, and whether that time is taken, instead of the stored ones.

    Several days stand as the event says (decision 0012); what is postponed leaves the time free."""
    lines: dict[str, str] = {}
    form = _form(event)
    is_free = form == Event.DaysAs.FREE or event.status == Event.Status.POSTPONED
    if form == Event.DaysAs.HOURS:
        lines |= _daily(event)
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
    # [MS-OXCICAL] 2.1.3.1.1.20: what Outlook shows the time as, now and once the invite is accepted.
    lines["X-MICROSOFT-CDO-BUSYSTATUS"] = f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}\r\n"
    lines["X-MICROSOFT-CDO-INTENDEDSTATUS"] = f"X-MICROSOFT-CDO-INTENDEDSTATUS:{busy}\r\n"
    lines["X-MICROSOFT-CDO-ALLDAYEVENT"] = f"X-MICROSOFT-CDO-ALLDAYEVENT:{'TRUE' if is_all_day else 'FALSE'}\r\n"
    return lines


def _form(event: Event) -> str:
    """Return how the days of event stand. What repeats by the clock needs a zone that a calendar can be told of."""
    form = event.calendar_form
    if form != Event.DaysAs.HOURS or not (event.starts_at and event.ends_at):
        return form
    return form if timezones.is_expressible(event.timezone, event.starts_at, event.ends_at) else Event.DaysAs.FREE


def _daily(event: Event) -> dict[str, str]:
    """Return the lines of a VEVENT that repeats each day by its hours (RFC 5545, 3.8.5.3); it begins as it is stored."""
    start, end = event.local_starts_at, event.local_ends_at
    if start is None or end is None:
        return {}
    days = (end.date() - start.date()).days + 1
    return {
        "DTEND": f"DTEND;TZID={event.timezone}:{start:%Y%m%d}T{end:%H%M%S}\r\n",
        "RRULE": f"RRULE:FREQ=DAILY;COUNT={days}\r\n",
    }


def _stamped(sequence: int) -> dict[str, str]:
    """Return the lines of a message that is made now (DTSTAMP: RFC 5546, 3.2)."""
    return {"SEQUENCE": f"SEQUENCE:{sequence}\r\n", "DTSTAMP": f"DTSTAMP:{vevent.stamp(now())}\r\n"}


def _with(block: str, instead: dict[str, str], lines: str, *, said: str = "") -> str:
    """Return the VEVENT with these lines, by their name, in place of its own or besides, and those of this person; said
    goes before its description."""
    left, kept = dict(instead), ""
    for name_and_parameters, value, text in vevent.properties(block):
        name = name_and_parameters.partition(";")[0]
        if name in instead:
            kept += left.pop(name, "")
        elif name == "DESCRIPTION" and said:
            kept += vevent.content_line(name, f"{said}\n\n{vevent.unescaped(value)}")
            said = ""
        else:
            kept += f"{text}\r\n"
    if said:
        kept += vevent.content_line("DESCRIPTION", said)
    return f"{kept}{''.join(left.values())}{lines}END:VEVENT\r\n"
