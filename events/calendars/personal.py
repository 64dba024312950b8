"""The entries of a personal feed: the events, sessions and legs in which a person takes part (decision 0023).

Which of the rows that participations() reads are shown, and as what, is decided here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import override

from accounts.models import User
from events.calendars import entry_text, itip, vevent
from events.calendars.content_lines import stamp, text_line, with_lines
from events.calendars.entry_times import TIME_PROPERTIES, busy_lines
from events.calendars.legs import leg_entries
from events.calendars.participations import Participation, participations
from events.models import Event, Invite, Session

# How long a feed still shows a cancelled event, and a past one.
CANCELLED_FOR = timedelta(days=60)
PAST_FOR = timedelta(days=366)
# How long a personal feed still shows a past event for which the registration was never decided.
UNDECIDED_FOR = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PersonalFeed:
    """The VEVENTs of a personal feed in the order of their times, the time zones that they use, and the last change.

    changed_at is None if the time is not certain."""

    blocks: list[str]
    zones: set[str]
    changed_at: datetime | None


def personal_feed(person: User) -> PersonalFeed:
    """Return the personal feed of person. Run three queries."""
    parts, legs = participations(person), leg_entries(person)
    entries = [entry for part in parts for entry in _entries(part, person)]
    zones = {zone for _at, _uid, _block, zone in entries} | {
        zone for leg in legs for zone in itip.TZID.findall(leg.block)
    }
    blocks = [(at, uid, block) for at, uid, block, _zone in entries]
    blocks += [(leg.starts_at, leg.uid, leg.block) for leg in legs]
    changes = [change for part in parts for change in _changes(part)]
    # Nothing tells when a person was taken off a leg, or when a host has declined: such a feed has a version, but no time
    # of its last change.
    is_journey = bool(legs) or any(part.visited for part in parts)
    changed_at = None if is_journey else max(changes, default=None)
    return PersonalFeed([block for _at, _uid, block in sorted(blocks)], zones, changed_at)


def today() -> datetime:
    """Return the start of the current day in UTC. Feeds compare the age of events with it."""
    return _midnight(now())


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _entries(part: Participation, person: User) -> Iterator[tuple[datetime, str, str, str]]:
    """Yield (start, UID, VEVENT, time zone) for each entry of part."""
    event = part.event
    shown: set[int | None] = set()
    is_shown = bool(event.vevent) and _is_shown(part)
    sessions = (None, *{**part.chosen, **part.visited, **part.spoken}.values()) if part.takes_part else ()
    for session in sessions:
        if session:
            session.event = event
        if block := _entry(part, session, person, is_shown=is_shown):
            shown.add(session.pk if session else None)
            yield _row(part, session, block)
    if event.status != Event.Status.DRAFT:
        for lost, times in _lost(part, shown, person):
            yield _row(part, lost, _cancelled_entry(part, lost, times, person))


def _row(part: Participation, session: Session | None, block: str) -> tuple[datetime, str, str, str]:
    # Times that were sent earlier may be in the zone that the event had then.
    zones = itip.TZID.findall(block) or [(session.timezone if session else "") or part.event.timezone]
    return (session or part.event).starts_at or EPOCH, part.invite_for(session).uid, block, zones[0]


def _is_shown(part: Participation) -> bool:
    event, moment = part.event, today()
    if event.status == Event.Status.CANCELLED:
        return event.cancelled_at is not None and event.cancelled_at >= moment - CANCELLED_FOR
    shown_for = UNDECIDED_FOR if part.undecided else PAST_FOR
    return event.ends_at is not None and event.ends_at >= moment - shown_for


def _lost(part: Participation, shown: set[int | None], person: User) -> Iterator[tuple[Session | None, dict[str, str]]]:
    """Yield what left the calendar of the person recently: the session, or None for the event, and its last times."""
    since, event, registration = today() - settings.CALENDAR_CANCELLED_FOR, part.event, part.registration
    for key, invite in part.invites.items():
        is_recent = invite.method == "CANCEL" and invite.sent_at is not None and invite.sent_at >= since
        if is_recent and key not in shown:
            shown.add(key)
            invite.event = event
            if invite.session:
                invite.session.event = event
            yield invite.session, dict(itip.sent_times(invite))
    if (
        None not in shown
        and event.vevent
        and registration
        and registration.left_calendar_at
        and registration.left_calendar_at >= since
    ):
        yield None, dict(itip.sent_times(Invite(event=event, person=person)))


def _entry(part: Participation, session: Session | None, person: User, *, is_shown: bool) -> str:
    """Return the VEVENT of the event, or of one of its sessions, for person; "" without exact times.

    is_shown: False to return only what stays in calendars without a date."""
    event, undecided = part.event, part.undecided
    block = vevent.render_session(session, is_busy=False) if session else event.vevent
    if not is_shown:
        block = itip.kept_block(part.invite_for(session))
    if not block:
        return ""
    status = "TENTATIVE" if undecided and event.status == Event.Status.PUBLISHED else vevent.status_of(event)
    join_url = "" if undecided or event.status == Event.Status.CANCELLED else event.join_url
    with override(entry_text.language(event, person)):
        if session:
            lines = vevent.session_texts(session, join_url=join_url)
        else:
            lines = vevent.event_texts(event, join_url=join_url)
        title = entry_text.session_title(session) if session else event.title
        lines["SUMMARY"] = text_line("SUMMARY", entry_text.title(title, event.status, undecided))
        added = vevent.conference_line(join_url) if join_url else ""
    takes_time = not undecided and (part.blocks_time if session is None else not part.blocks_time)
    lines |= itip.uid_lines(part.invite_for(session)) | _version_lines(part, part.sequence(session), status)
    lines |= busy_lines(status=status, is_busy=takes_time, is_all_day="\r\nDTSTART;VALUE=DATE:" in block)
    return with_lines(block, lines, added)


def _cancelled_entry(part: Participation, session: Session | None, times: dict[str, str], person: User) -> str:
    event = part.event
    with override(entry_text.language(event, person)):
        title = entry_text.session_title(session) if session else event.title
        summary = text_line("SUMMARY", entry_text.title(title, Event.Status.CANCELLED))
    block = vevent.session_component(session, times, is_busy=False) if session else vevent.component(event, times)
    lines = {**{name: times.get(name, "") for name in TIME_PROPERTIES}, "SUMMARY": summary}
    lines |= itip.uid_lines(part.invite_for(session)) | _version_lines(part, part.sequence(session), "CANCELLED")
    lines |= busy_lines(status="CANCELLED", is_busy=False, is_all_day="VALUE=DATE" in times["DTSTART"])
    return with_lines(block, lines)


def _version_lines(part: Participation, sequence: int, status: str) -> dict[str, str]:
    changed = stamp(part.changed_at)  # some programs (ICSx5) read only LAST-MODIFIED
    return {
        "SEQUENCE": f"SEQUENCE:{sequence}\r\n",
        "DTSTAMP": f"DTSTAMP:{changed}\r\n",
        "LAST-MODIFIED": f"LAST-MODIFIED:{changed}\r\n",
        "STATUS": f"STATUS:{status}\r\n",
    }


def _changes(part: Participation) -> Iterable[datetime]:
    """Return the past moments at which the entries of part changed, or left the feed because they were too old."""
    event, moment = part.event, now()
    lost = [part.registration.left_calendar_at if part.registration else None]
    lost += [invite.sent_at for invite in part.invites.values() if invite.method == "CANCEL"]
    ends = [
        (event.ends_at, PAST_FOR),
        (event.ends_at, UNDECIDED_FOR),
        (event.cancelled_at, CANCELLED_FOR),
        *((at, settings.CALENDAR_CANCELLED_FOR) for at in lost),
    ]
    # An entry leaves at the first midnight on which it is too old.
    midnights = [_midnight(at + shown_for + timedelta(days=1)) for at, shown_for in ends if at]
    return [part.changed_at, *(at for at in midnights if at <= moment)]
