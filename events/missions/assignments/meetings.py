"""The meetings of an expert: with the private notes, which only the team and the experts of the mission read."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from events.calendars.dates import moment_range_text
from events.missions.assignments.forms import NextStepForm, NotesForm
from events.models import Assignment, Contributor, FollowUp, Meeting


@dataclass(frozen=True)
class OwnMeeting:
    """A meeting as its expert sees it. own_when: on the clocks of the reader; "" if they show the same."""

    meeting: Meeting
    when: str
    own_when: str
    form: NotesForm
    step_form: NextStepForm
    steps: list[FollowUp]


def meetings_for(assignment: Assignment) -> QuerySet[Meeting]:
    """Return the meetings of an expert: all of the mission for the lead, else those in which they take part."""
    rows = Meeting.objects.filter(session__event=assignment.mission.event_id).exclude(
        status__in=[Meeting.Status.CANCELLED, Meeting.Status.DECLINED]
    )
    if assignment.role != Assignment.Role.LEAD:
        is_own = Q(expert=assignment.expert_id)
        if assignment.expert.person_id:
            is_own |= Q(person=assignment.expert.person_id)
        rows = rows.filter(Exists(Contributor.objects.filter(is_own, session=OuterRef("session"))))
    steps = FollowUp.objects.filter(kind=FollowUp.Kind.STEP).order_by("number")
    rows = rows.select_related("session__venue__country", "session__event")
    return rows.prefetch_related(Prefetch("steps", steps)).order_by("session__starts_at", "pk")


def own_meetings(
    assignment: Assignment, zone: ZoneInfo | None, invalid: dict[int, NotesForm | NextStepForm] | None = None
) -> list[OwnMeeting]:
    """Return the meetings of an expert with their forms. invalid: forms that were posted with errors, by the meeting.

    Two queries."""
    return [_own(meeting, assignment, zone, (invalid or {}).get(meeting.pk)) for meeting in meetings_for(assignment)]


def _own(
    meeting: Meeting, assignment: Assignment, zone: ZoneInfo | None, invalid: NotesForm | NextStepForm | None
) -> OwnMeeting:
    session = meeting.session
    session.event = assignment.mission.event
    when = own_when = ""
    if session.starts_at and session.ends_at:
        when = moment_range_text(session.starts_at, session.ends_at, session.zone)
        if zone and _offset(session.starts_at, zone) != _offset(session.starts_at, session.zone):
            own_when = moment_range_text(session.starts_at, session.ends_at, zone)
    form = invalid if isinstance(invalid, NotesForm) else notes_form(meeting)
    step_form = invalid if isinstance(invalid, NextStepForm) else NextStepForm(auto_id=f"id_{meeting.pk}_step_%s")
    return OwnMeeting(meeting, when, own_when, form, step_form, list(meeting.steps.all()))


def _offset(moment: datetime, zone: ZoneInfo) -> object:
    return moment.astimezone(zone).utcoffset()


def notes_form(meeting: Meeting, data: object = None) -> NotesForm:
    initial = {name: getattr(meeting, name) for name in ("notes", "met_names", "met_people", "met_women")}
    initial["revision"] = meeting.notes_revision
    return NotesForm(data, initial=initial, auto_id=f"id_{meeting.pk}_%s")  # type: ignore[arg-type]  # a QueryDict
