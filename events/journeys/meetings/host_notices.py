"""When hosts are told of a new time, and that the event is cancelled or postponed. See events.updates.followers.

A new time is mailed after UPDATE_DELAY: a move that is undone until then mails nobody, and of several moves only the result."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from events import history
from events.journeys.meetings import mails
from events.journeys.meetings.services import is_host_behind, mail_new_time, meetings_of
from events.models import Event, Meeting, PendingUpdate
from events.registration import transitions
from events.updates.followers import UpdateFollower
from events.updates.services import SOON

EXPECTED = frozenset({Meeting.Status.ASKED, Meeting.Status.TENTATIVE, Meeting.Status.CONFIRMED})


def schedule(event: Event) -> int:
    """Schedule the mails to the hosts whose visit has moved; withdraw those that are no longer true.

    A visit that is near is mailed at once. Return the number of mails queued now. The event is locked."""
    count, moment, waiting = 0, now(), []
    for meeting in meetings_of(event):
        if not is_host_behind(meeting) or meeting.session.starts_at is None:
            due_at = None
        elif settings.UPDATE_DELAY and not _is_near(meeting, moment):
            due_at = moment + settings.UPDATE_DELAY
        else:
            count += mail_new_time(meeting)
            continue
        if meeting.notice_due_at != due_at:
            meeting.notice_due_at = due_at
            waiting.append(meeting)
    Meeting.objects.bulk_update(waiting, ["notice_due_at"])
    return count


def _is_near(meeting: Meeting, moment: datetime) -> bool:
    times = (meeting.told_starts_at, meeting.session.starts_at)
    return any(moment - SOON < start < moment + SOON for start in times if start)


def tell_due() -> int:
    """Send the mails that are due. Return their number. Any number of workers can run this at the same time."""
    due = Meeting.objects.filter(notice_due_at__lte=now()).order_by("session__event")
    events = due.values_list("session__event", flat=True).distinct()
    return sum(_tell_event(key) for key in list(events))


@transaction.atomic
def _tell_event(key: int) -> int:
    event = transitions.lock_event(Event.objects.get(pk=key))
    count, lines, moment = 0, [], now()
    for meeting in meetings_of(event):
        if meeting.notice_due_at is None or meeting.notice_due_at > moment:
            continue
        if is_host_behind(meeting) and meeting.session.starts_at:
            count += mail_new_time(meeting)
            lines.append(f"{meeting.session.title}: {mails.when_of(meeting)}")
        else:
            Meeting.objects.filter(pk=meeting.pk).update(notice_due_at=None)
    if lines:
        history.record(event, history.What.MEETINGS, [*lines, history.people_notified(count)], by=None)
    return count


def _to_tell(event: Event) -> list[Meeting]:
    """Return the visits whose hosts were asked, or have confirmed by mail or by phone. One query."""
    return [one for one in meetings_of(event) if one.status in EXPECTED and one.contact_email]


def _call_off(event: Event, reason: str) -> int:
    """Tell each host once that the visit is cancelled or postponed."""
    count = 0
    for meeting in _to_tell(event):
        if meeting.told_off == event.status:
            continue
        count += mails.notify_called_off(meeting, reason)
        meeting.told_off, meeting.notice_due_at = str(event.status), None
        meeting.save(update_fields=["told_off", "notice_due_at"])
    return count


def _take_place_again(event: Event, _before: PendingUpdate) -> int:
    """Tell the new time to the hosts who were told that the event does not take place. The others are told later."""
    return sum(
        mail_new_time(meeting)
        for meeting in meetings_of(event)
        if meeting.told_off and is_host_behind(meeting) and meeting.session.starts_at
    )


FOLLOWER = UpdateFollower(called_off=_call_off, moved=_take_place_again, readers=lambda event: len(_to_tell(event)))
