"""What happens to hosts when the published agenda moves or removes their visit. See events.agenda.followers."""

from collections.abc import Sequence

from events.agenda.followers import AgendaFollower
from events.agenda.items import Item
from events.journeys.meetings import host_notices, mails
from events.journeys.meetings.services import AHEAD
from events.models import Meeting, Session


def is_host_mailed(meeting: Meeting) -> bool:
    """Return whether the host is mailed if the visit moves: they were told a time by mail, and the visit is ahead."""
    return meeting.status in AHEAD and bool(meeting.contact_email) and meeting.told_starts_at is not None


def _follow_removal(sessions: list[Session]) -> int:
    """Mail the hosts that their visit is cancelled, before its session is deleted."""
    meetings = Meeting.objects.filter(session__in=sessions, asked_at__isnull=False, status__in=AHEAD)
    return sum(
        mails.notify_cancelled(meeting)
        for meeting in meetings.select_related("session__event__programme", "session__venue")
        if meeting.contact_email
    )


def _readers(items: Sequence[Item]) -> list[str]:
    """Return the institutions of the hosts who would be mailed. One query."""
    drafts = {item.session.pk: item for item in items if item.draft and item.session}
    meetings = Meeting.objects.filter(session__in=drafts, status__in=AHEAD, asked_at__isnull=False)
    found = meetings.exclude(contact_email="").order_by("session__starts_at", "pk")
    return [
        meeting.institution or meeting.contact_name or meeting.contact_email
        for meeting in found
        if _is_mailed(meeting, drafts[meeting.session_id])
    ]


def _is_mailed(meeting: Meeting, item: Item) -> bool:
    if item.is_removed:
        return True
    told, row = (meeting.told_starts_at, meeting.told_ends_at), item.row
    return told[0] is not None and row.starts_at is not None and told != (row.starts_at, row.ends_at)


FOLLOWER = AgendaFollower(after_version=host_notices.schedule, before_removal=_follow_removal, readers=_readers)
