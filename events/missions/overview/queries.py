"""What the overview of a mission shows. Each function makes a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.calendars.dates import short_text
from events.missions.deliverable_rows import read_rows
from events.missions.stages import LABELS, LINE, MissionFacts, MissionStage, stage_of
from events.models import (
    Assignment,
    Deliverable,
    Event,
    FollowUp,
    Meeting,
    Mission,
    MissionReport,
    MissionRequest,
    RequestChange,
    TermsOfReference,
)

GONE = (Assignment.Status.RELEASED, Assignment.Status.WITHDREW, Assignment.Status.NOT_AVAILABLE)
NO_MEETING = (Meeting.Status.CANCELLED, Meeting.Status.DECLINED, Meeting.Status.NOT_HELD)
REPORT_IN_REVIEW = (MissionReport.Status.SUBMITTED, MissionReport.Status.RETURNED, MissionReport.Status.ACCEPTED)
NEXT_MEETINGS = 4


@dataclass(frozen=True)
class StageStep:
    """One stage of the line. note: a date and a name, or what is due. is_late: the date has passed."""

    label: str
    is_done: bool
    is_now: bool
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class DueRow:
    """A deliverable of the agreed terms, with the state of the owner's deliverable, if the owner is an expert."""

    number: int
    title: str
    owner: str
    rule: str
    due_on: date | None
    received_at: datetime | None
    is_late: bool
    is_perhaps_outdated: bool


@dataclass(frozen=True)
class MeetingLine:
    """A meeting with its start on the clocks of its place (naive, so that templates do not convert it)."""

    meeting: Meeting
    starts: datetime


@dataclass(frozen=True)
class Overview:
    """Everything that the page shows."""

    stage: MissionStage
    stage_label: str
    steps: list[StageStep]
    today: list[MeetingLine]
    upcoming: list[MeetingLine]
    due_rows: list[DueRow]
    team: list[Assignment]
    requests: list[MissionRequest]
    agreed: TermsOfReference | None
    latest: TermsOfReference | None


def overview_of(mission: Mission) -> Overview:
    """Return the overview. Eight queries."""
    event, moment = mission.event, now()
    today = moment.astimezone(event.zone).date()
    versions = list(mission.terms.order_by("-number")) if mission.pk else []
    agreed = _agreed(versions)
    report = MissionReport.objects.filter(mission=mission).first() if mission.pk else None
    requests = _requests(mission)
    due_rows = _due_rows(event, agreed, today)
    facts = MissionFacts.of(
        event,
        has_terms=bool(versions),
        is_agreed=agreed is not None,
        is_report_sent=report is not None and report.status in REPORT_IN_REVIEW,
        is_report_accepted=report is not None and report.status == MissionReport.Status.ACCEPTED,
        follow_ups_open=FollowUp.objects.filter(event=event).unfinished().count(),
    )
    stage = stage_of(facts, today)
    notes = _notes(facts, event, requests, versions, due=due_rows)
    meetings = _meetings(event, moment)
    return Overview(
        stage,
        str(LABELS[stage]),
        _steps(stage, notes, _is_report_late(stage, due_rows)),
        [line for line in meetings if line.starts.date() == today],
        [line for line in meetings if line.starts.date() > today][:NEXT_MEETINGS],
        due_rows,
        _team(mission),
        requests,
        agreed,
        versions[0] if versions else None,
    )


def _agreed(versions: list[TermsOfReference]) -> TermsOfReference | None:
    return next((row for row in versions if row.status == TermsOfReference.Status.AGREED), None)


def _steps(stage: MissionStage, notes: dict[MissionStage, str], is_report_late: bool) -> list[StageStep]:
    position = LINE.index(stage) if stage in LINE else -1
    return [
        StageStep(
            str(LABELS[one]),
            number < position or (one == stage == MissionStage.CLOSED),
            number == position,
            notes.get(one, ""),
            one == MissionStage.REPORT_DUE and is_report_late,
        )
        for number, one in enumerate(LINE)
    ]


def _notes(
    facts: MissionFacts,
    event: Event,
    requests: list[MissionRequest],
    versions: list[TermsOfReference],
    *,
    due: list[DueRow],
) -> dict[MissionStage, str]:
    """Return the line below each stage, as far as it is known."""
    first_sent = min((change.at for row in requests for change in row.sent_changes), default=None)  # type: ignore[attr-defined]  # by _requests()
    notes: dict[MissionStage, str] = {}
    if requests:
        notes[MissionStage.ASKED_FOR] = ", ".join(
            filter(None, [_day_text(first_sent, event), requests[0].contact_name])
        )
    if versions:
        notes[MissionStage.PREPARING] = _("terms, version %(number)d") % {"number": versions[0].number}
    if agreed := _agreed(versions):
        notes[MissionStage.AGREED] = ", ".join(filter(None, [_day_text(agreed.agreed_at, event), agreed.agreed_by]))
    notes[MissionStage.UNDER_WAY] = short_text(event)
    reports = [row.due_on for row in due if row.due_on and "report" in row.title.casefold()]
    if reports:
        notes[MissionStage.REPORT_DUE] = _("due %(day)s") % {"day": f"{min(reports):%-d %b}"}
    if facts.follow_ups_open:
        notes[MissionStage.FOLLOW_UP] = _("%(count)d open") % {"count": facts.follow_ups_open}
    return notes


def _day_text(moment: datetime | None, event: Event) -> str:
    return f"{moment.astimezone(event.zone):%-d %b}" if moment else ""


def _is_report_late(stage: MissionStage, due_rows: list[DueRow]) -> bool:
    return stage == MissionStage.REPORT_DUE and any(
        "report" in row.title.casefold() and row.is_late for row in due_rows
    )


def _requests(mission: Mission) -> list[MissionRequest]:
    """Return the requests with the changes that sent them, as `sent_changes`. Two queries."""
    if not mission.pk:
        return []
    requests = list(mission.requests.order_by("pk"))
    changes = RequestChange.objects.filter(request__in=requests, status=MissionRequest.Status.SUBMITTED)
    by_request: dict[int, list[RequestChange]] = {}
    for change in changes:
        by_request.setdefault(change.request_id, []).append(change)
    for request in requests:
        request.sent_changes = by_request.get(request.pk, [])  # type: ignore[attr-defined]  # for this page
    return requests


def _due_rows(event: Event, agreed: TermsOfReference | None, today: date) -> list[DueRow]:
    rows = read_rows(agreed.deliverables) if agreed else []
    by_title = {one.title: one for one in Deliverable.objects.filter(event=event)} if rows else {}
    found = []
    for number, row in enumerate(rows, 1):
        owed = by_title.get(row.title)
        if owed:
            owed.event = event
        due_on = owed.due_at.astimezone(event.zone).date() if owed else row.due_on(event.days)
        received_at = owed.received_at if owed else None
        is_late = bool(due_on and received_at is None and due_on < today)
        is_doubtful = bool(owed and owed.is_perhaps_outdated)
        found.append(DueRow(number, row.title, row.owner, row.rule, due_on, received_at, is_late, is_doubtful))
    return found


def _meetings(event: Event, moment: datetime) -> list[MeetingLine]:
    """Return the meetings from today on, in their order."""
    midnight = moment.astimezone(event.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Meeting.objects.filter(session__event=event, session__starts_at__gte=midnight).exclude(status__in=NO_MEETING)
    meetings = list(rows.select_related("session__venue").order_by("session__starts_at", "pk")[:20])
    for meeting in meetings:
        meeting.session.event = event
    return [
        MeetingLine(meeting, meeting.session.starts_at.astimezone(meeting.session.zone).replace(tzinfo=None))
        for meeting in meetings
        if meeting.session.starts_at
    ]


def _team(mission: Mission) -> list[Assignment]:
    """Return the experts on the mission; before the selection, those who may be. One query."""
    if not mission.pk:
        return []
    rows = list(mission.assignments.exclude(status__in=GONE).select_related("expert__country"))
    rows = [row for row in rows if row.status in Assignment.ON_MISSION] or rows
    order = {Assignment.Role.LEAD: 0, Assignment.Role.EXPERT: 1}
    return sorted(rows, key=lambda row: (order.get(Assignment.Role(row.role), 2), row.pk))
