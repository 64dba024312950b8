"""What a host does by the personal link. Each function is one transaction that locks the event."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from events import history
from events.journeys.meetings import mails
from events.journeys.meetings.errors import HostTooLateError
from events.journeys.meetings.services import AHEAD, ANSWERS, lock
from events.journeys.states import MEETING
from events.models import Event, Meeting

# What a host may change. The rest of a meeting is not theirs.
HOST_FIELDS = (
    "programme_of_host",
    "contact_on_day",
    "capacity",
    "interpreter_by",
    "photographs",
    "is_step_free",
    "gate",
    "security_list",
    "list_for",
)


def is_open(meeting: Meeting) -> bool:
    """Return whether the host can still answer: the visit is ahead, and neither it nor its event is called off."""
    session, status = meeting.session, meeting.status
    is_over = session.ends_at is not None and session.ends_at <= now()
    return (
        not is_over
        and session.event.status not in Event.CALLED_OFF
        and (status in AHEAD or status == Meeting.Status.DECLINED)
    )


@transaction.atomic
def save_host_details(meeting: Meeting, values: Mapping[str, Any]) -> Meeting:
    """Save what the host says about the visit; values: by names of HOST_FIELDS. Raise HostTooLateError after the visit."""
    _event, meeting = lock(meeting)
    if not is_open(meeting):
        raise HostTooLateError
    changed = {name: values[name] for name in HOST_FIELDS if name in values and getattr(meeting, name) != values[name]}
    for name, value in changed.items():
        setattr(meeting, name, value)
    if "security_list" in changed:
        meeting.list_released_at = None  # the team releases another list anew
        changed["list_released_at"] = None
        meeting.list_readers.all().delete()
    meeting.save(update_fields=[*changed])
    return meeting


@transaction.atomic
def answer(meeting: Meeting, step: str, *, note: str = "") -> Meeting:
    """Record the answer of the host, and tell the team. step: one of ANSWERS. Raise HostTooLateError after the visit.

    The same answer with the same note changes nothing. The team is told once more if the host has entered something else
    since the last mail, such as that they need a list of the visitors: the page stores it while it is typed."""
    event, meeting = lock(meeting)
    if not is_open(meeting) or step not in ANSWERS:
        raise HostTooLateError
    before, status = meeting.get_status_display(), MEETING.target(step, meeting.status)
    if (meeting.status, meeting.answer_note) == (status, note) and meeting.answered_at:
        mails.notify_answered(meeting, _entered(meeting))
        return meeting
    meeting.status, meeting.answer_note, meeting.answered_at = status, note, now()
    if step == "decline":
        meeting.list_released_at = None
    meeting.save(update_fields=["status", "answer_note", "answered_at", "list_released_at"])
    line = history.describe_change(meeting.session.title, before, meeting.get_status_display())
    count = mails.notify_answered(meeting, _entered(meeting))
    history.record(event, history.What.MEETINGS, [line, note, history.people_notified(count)], by=None)
    return meeting


def _entered(meeting: Meeting) -> str:
    """Return a key of what the host has entered, for their present answer."""
    values = repr([getattr(meeting, name) for name in HOST_FIELDS])
    return f"{meeting.answered_at}:{sha256(values.encode()).hexdigest()[:16]}"
