"""The mails to hosts, and to the team about their answers. They are queued in the transaction of their cause.

No text has gifts, protocol, notes or the names of visitors: see mail_texts."""

from collections.abc import Callable, Iterable
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from events.calendars.dates import moment_range_text
from events.journeys.meetings import mail_texts
from events.journeys.meetings.links import host_link
from events.journeys.meetings.visitors import group_of
from events.mails import outside
from events.mails.outside import OutsideReader, OutsideText
from events.models import Event, Meeting


def host_of(meeting: Meeting) -> OutsideReader:
    return OutsideReader(email=meeting.contact_email, name=meeting.contact_name, language=meeting.contact_language)


def when_of(meeting: Meeting) -> str:
    """Return the time of the meeting at its place; "" without a time."""
    session = meeting.session
    if session.starts_at is None or session.ends_at is None:
        return ""
    return moment_range_text(session.starts_at, session.ends_at, session.zone)


def notify_asked(meeting: Meeting) -> int:
    """Ask the host whether the visit is possible. Return the number of mails queued, as all functions here do."""
    link = host_link(meeting)
    return _to_host(
        "host_asked", meeting, lambda: mail_texts.host_asked(meeting, when_of(meeting), group_of(meeting), link)
    )


def notify_moved(meeting: Meeting) -> int:
    """Tell the host the new time. The earlier one is that of the last mail."""
    link, session = host_link(meeting), meeting.session
    told = (meeting.told_starts_at, meeting.told_ends_at)

    def text() -> OutsideText:
        before = moment_range_text(told[0], told[1], session.zone) if told[0] and told[1] else ""
        return mail_texts.host_moved(meeting, when_of(meeting), before, link)

    return _to_host("host_moved", meeting, text)


def notify_cancelled(meeting: Meeting, reason: str = "") -> int:
    return _to_host("host_cancelled", meeting, lambda: mail_texts.host_cancelled(meeting, when_of(meeting), reason))


def notify_called_off(meeting: Meeting, reason: str) -> int:
    """Tell the host that the event is cancelled or postponed. reason: as the team wrote it for everybody."""
    if meeting.session.event.status == Event.Status.CANCELLED:
        return notify_cancelled(meeting, reason)
    link = host_link(meeting)
    return _to_host(
        "host_postponed", meeting, lambda: mail_texts.host_postponed(meeting, when_of(meeting), reason, link)
    )


def notify_list_released(meeting: Meeting) -> int:
    """Tell the host, who has asked for a list of the visitors, that it is on their page."""
    link = host_link(meeting)
    return _to_host("host_list", meeting, lambda: mail_texts.host_list(meeting, when_of(meeting), link))


def notify_thanks(meeting: Meeting) -> int:
    return _to_host("host_thanks", meeting, lambda: mail_texts.host_thanks(meeting, when_of(meeting)))


def notify_contact(meeting: Meeting) -> int:
    """Give the link to a contact who takes over a visit that is confirmed."""
    link = host_link(meeting)
    return _to_host("host_contact", meeting, lambda: mail_texts.host_contact(meeting, when_of(meeting), link))


def notify_answered(meeting: Meeting, entered: str) -> int:
    """Tell the team what the host has answered. entered: a key of the answer; the same one is told once."""
    event = meeting.session.event
    page = settings.BASE_URL + reverse("meetings:sheet", args=[event.slug, meeting.pk])
    readers = outside.team_readers(event.programme)
    return outside.queue(
        readers,
        lambda: mail_texts.host_answered(meeting, when_of(meeting), page),
        kind="host_answered",
        key=f"host_answered:{meeting.pk}:{entered}",
        programme=event.programme,
        event=event,
    )


def _to_host(kind: str, meeting: Meeting, write: Callable[[], OutsideText]) -> int:
    return _queue(kind, meeting, write, [host_of(meeting)]) if meeting.contact_email else 0


def _queue(kind: str, meeting: Meeting, write: Callable[[], OutsideText], readers: Iterable[OutsideReader]) -> int:
    event = meeting.session.event
    key = f"{kind}:{meeting.pk}:{uuid4()}"
    return outside.queue(readers, write, kind=kind, key=key, programme=event.programme, event=event)
