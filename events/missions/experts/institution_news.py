"""Tell the institutions of a mission who comes, when the team is confirmed and when it changes.

Assignment.announced_at says whom the institutions expect. The event is locked, and the mails are queued in the
transaction of their cause."""

from collections.abc import Sequence
from uuid import uuid4

from django.utils.timezone import now

from events.mails import outside
from events.missions.experts import mail_texts
from events.missions.requests.links import request_link
from events.missions.requests.mails import contact_of
from events.models import Assignment, Event, Mission, MissionRequest
from notifications.outbox import services as outbox

Status = Assignment.Status


def tell_institutions(mission: Mission, *, gone: Assignment | None = None) -> int:
    """Mail the institutions the agreed experts, if there are new ones or one of those they expect is gone.

    While a selected expert is not agreed yet, new ones wait: an institution gets one mail about the whole team. gone: an
    expert who was just released, or has withdrawn. Return the number of mails; 0 for a mission that is over or
    cancelled."""
    event = mission.event
    if event.is_past or event.status == Event.Status.CANCELLED:
        return 0
    is_expected = gone is not None and gone.announced_at is not None
    rows = _working(mission)
    team = [row for row in rows if row.status != Status.SELECTED]
    new = [row for row in team if row.announced_at is None]
    if not is_expected and (not new or len(team) < len(rows)):
        return 0
    known = any(row.announced_at for row in team)
    mission.assignments.filter(pk__in=[row.pk for row in new]).update(announced_at=now())
    if gone is not None:
        Assignment.objects.filter(pk=gone.pk).update(announced_at=None)
    return _mail(mission, team, new if known or is_expected else (), gone if is_expected else None)


def _working(mission: Mission) -> list[Assignment]:
    """Return the selected and agreed experts, the lead first. One query."""
    rows = mission.assignments.filter(status__in=Assignment.ON_MISSION).select_related("expert")
    return sorted(rows, key=lambda row: (row.role_rank, row.pk))


def _mail(mission: Mission, team: Sequence[Assignment], new: Sequence[Assignment], gone: Assignment | None) -> int:
    event, occasion = mission.event, uuid4()
    requests = MissionRequest.objects.filter(mission=mission, status=MissionRequest.Status.ACCEPTED)
    return outbox.queue(
        *(
            outside.draft(
                contact_of(request),
                lambda request=request: mail_texts.mission_team(  # type: ignore[misc]  # the type of the default
                    request, event, request_link(request), team=team, new=new, gone=gone
                ),
                kind="mission_team",
                key=f"mission_team:{request.pk}:{occasion}",
                programme=event.programme,
                event=event,
            )
            for request in requests.select_related("programme").order_by("pk")
        )
    )
