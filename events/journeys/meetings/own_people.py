"""The experts of a mission in its meetings. They are contributors of the session, as all our people are."""

from django.db import transaction

from accounts.models import User
from events.contributors import services as contributors
from events.journeys.meetings.services import lock
from events.models import Assignment, Contributor, Meeting

ROLES = {Assignment.Role.INTERPRETER: Contributor.Role.INTERPRETER}


def missing_experts(meeting: Meeting) -> list[Assignment]:
    """Return the experts of the mission with an account who are not in a meeting, the lead first. One query."""
    there = Contributor.objects.filter(session=meeting.session_id, person__isnull=False).values("person")
    own = Assignment.objects.filter(mission__event=meeting.session.event_id, status__in=Assignment.ON_MISSION)
    rows = own.filter(expert__person__isnull=False).exclude(expert__person__in=there).select_related("expert__person")
    return sorted(rows, key=lambda row: (row.role_rank, row.pk))


@transaction.atomic
def bring(meeting: Meeting, key: int, *, by: User) -> int:
    """Add an expert of the mission to a meeting. key: of the assignment. Return the number of mails.

    Nothing changes if the expert is there already, or is not on the mission any more."""
    event, meeting = lock(meeting)
    for row in missing_experts(meeting):
        if row.pk == key:
            expert = row.expert
            role = ROLES.get(Assignment.Role(row.role), Contributor.Role.EXPERT)
            new = Contributor(
                session=meeting.session,
                person=expert.person,
                role=role,
                name=expert.name,
                affiliation=expert.affiliation,
            )
            return contributors.exchange(event, removed=[], added=[new], by=by)[1]
    return 0
