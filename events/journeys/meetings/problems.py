"""What may go wrong with the meetings of an event. No queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from events.journeys.meetings.services import AHEAD, awaits_new_answer, is_host_behind
from events.models import Meeting

MOST_VISITS_A_DAY = 2
CONFIRMED_DAYS_BEFORE = 10
Status = Meeting.Status


class MeetingRisk(StrEnum):
    UNCONFIRMED = "unconfirmed"  # ten days before, or later
    TOO_SMALL = "too_small"  # the host can receive fewer people than come
    HOST_BEHIND = "host_behind"  # the host was told another time
    NO_NEW_ANSWER = "no_new_answer"  # the host was told a new time, and has not answered about it
    NO_TIME = "no_time"
    DECLINED = "declined"  # it is still on the agenda
    NOT_RECORDED = "not_recorded"  # it is over, and nobody has said whether it took place


@dataclass(frozen=True)
class MeetingProblem:
    """A problem of one meeting. capacity, group: of TOO_SMALL."""

    kind: MeetingRisk
    meeting: Meeting
    group: int = 0


def problems_of(meeting: Meeting, *, group: int, moment: datetime) -> list[MeetingProblem]:
    """Return the problems of a meeting. group: how many people come. moment: now."""
    return [MeetingProblem(kind, meeting, group) for kind in _kinds(meeting, group, moment)]


def _kinds(meeting: Meeting, group: int, moment: datetime) -> Iterable[MeetingRisk]:
    session, status = meeting.session, meeting.status
    if status == Status.DECLINED:
        yield MeetingRisk.DECLINED
    if status not in AHEAD:
        return
    if session.starts_at is None or session.ends_at is None:
        yield MeetingRisk.NO_TIME
        return
    if session.ends_at <= moment:
        yield MeetingRisk.NOT_RECORDED
        return
    days = (session.starts_at.astimezone(session.zone).date() - moment.astimezone(session.zone).date()).days
    if status != Status.CONFIRMED and days <= CONFIRMED_DAYS_BEFORE:
        yield MeetingRisk.UNCONFIRMED
    if meeting.capacity is not None and meeting.capacity < group:
        yield MeetingRisk.TOO_SMALL
    if is_host_behind(meeting):
        yield MeetingRisk.HOST_BEHIND
    elif awaits_new_answer(meeting):
        yield MeetingRisk.NO_NEW_ANSWER


def full_days(meetings: Iterable[Meeting]) -> list[date]:
    """Return the days with more visits than MOST_VISITS_A_DAY, on the clocks of each place."""
    days: Counter[date] = Counter()
    for meeting in meetings:
        if meeting.session.starts_at and meeting.status in AHEAD | {Status.HELD}:
            days[meeting.session.starts_at.astimezone(meeting.session.zone).date()] += 1
    return sorted(day for day, count in days.items() if count > MOST_VISITS_A_DAY)
