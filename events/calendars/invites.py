"""Invites to one person's calendar: iTIP messages (RFC 5546) for mail (RFC 6047). Nothing here reads or writes rows
beyond the invite's event, programme and person.

The stored VEVENT is taken as it is and the lines of this person are put in: building it anew takes milliseconds."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext

from events.calendars import vevent
from events.models import Event, Invite


def request(invite: Invite, *, sequence: int) -> str:
    """Return the REQUEST (RFC 5546, 3.2.2) that puts the event, or what changed in it, into a confirmed person's calendar.

    "" while the event has no exact date or is a draft, and once it is cancelled: there is nothing to put there."""
    event = invite.event
    block = event.vevent or vevent.render(event)
    if not block or not event.is_dated or event.status in {Event.Status.DRAFT, Event.Status.CANCELLED}:
        return ""
    lines = _person_lines(invite, "ACCEPTED")
    join_url = event.join_url
    if join_url:
        # RFC 7986, 5.11. Only here: a public feed does not give the joining link away.
        lines += vevent.line("CONFERENCE", join_url, {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO"}, is_text=False)
    block = _with(block, lines, sequence=sequence, join_url=join_url)
    return vevent.calendar([block], [event.timezone], method="REQUEST")


def cancel(invite: Invite, *, sequence: int) -> str:
    """Return the CANCEL (RFC 5546, 3.2.5) that takes the event out of this person's calendar.

    sequence must be higher than that of the last REQUEST. Made even when the event has lost its date: a CANCEL need
    not name one."""
    event = invite.event
    block = event.vevent or _without_date(event)
    block = _with(block, _person_lines(invite, "ACCEPTED"), sequence=sequence, status="CANCELLED")
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


def _person_lines(invite: Invite, partstat: str) -> str:
    person = invite.person
    programme = invite.event.programme
    return _organizer_line(programme.short_name or programme.name, organizer_address(invite.reply_tag)) + vevent.line(
        "ATTENDEE",
        f"mailto:{person.email}",
        {
            "CN": _common_name(person.name or person.email),
            "CUTYPE": "INDIVIDUAL",
            "ROLE": invite.role,
            "PARTSTAT": partstat,
            "RSVP": "FALSE",
        },
        is_text=False,
    )


def _organizer_line(name: str, address: str) -> str:
    return vevent.line("ORGANIZER", f"mailto:{address}", {"CN": _common_name(name)}, is_text=False)


def _common_name(name: str) -> str:
    # A quoted parameter cannot hold a double quote (RFC 5545, 3.1).
    return vevent.plain(name).replace('"', "'").replace("\n", " ")


def _with(block: str, lines: str, *, sequence: int, status: str = "", join_url: str = "") -> str:
    """Return the VEVENT with this person's lines and a DTSTAMP of now, when the message is made (RFC 5546, 3.2)."""
    replaced = {"SEQUENCE": str(sequence), "DTSTAMP": vevent.stamp(now())}
    if status:
        replaced["STATUS"] = status
    kept = ""
    for name, value, text in vevent.properties(block):
        if name in replaced:
            kept += f"{name}:{replaced[name]}\r\n"
        elif name == "DESCRIPTION" and join_url:
            kept += vevent.line(name, f"{_join_line(join_url)}\n\n{vevent.unescaped(value)}")
            join_url = ""
        else:
            kept += f"{text}\r\n"
    if join_url:
        kept += vevent.line("DESCRIPTION", _join_line(join_url))
    return f"{kept}{lines}END:VEVENT\r\n"


def _join_line(join_url: str) -> str:
    # Calendars that do not know CONFERENCE (Google, Outlook) show the description.
    return gettext("Join online:") + " " + join_url
