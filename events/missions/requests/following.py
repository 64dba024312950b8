"""Tell the institution that asked for a mission or study visit that it is cancelled, postponed or moved, or that the visit
is planned. For a mission, it has agreed to the days before.

See events.updates.followers."""

from collections.abc import Callable

from django.db.models import Q

from events.calendars.dates import when_text
from events.mails import outside
from events.mails.outside import OutsideText
from events.missions.requests import mail_texts
from events.missions.requests.links import request_link
from events.missions.requests.mails import contact_of
from events.models import Event, MissionRequest, PendingUpdate
from events.updates.followers import UpdateFollower
from notifications.outbox import services as outbox

type RequestText = Callable[[MissionRequest], OutsideText]


def _requests(event: Event) -> list[MissionRequest]:
    """Return the requests that event answers. One query; none for events of other kinds."""
    if event.kind == Event.Kind.EXPERT_MISSION:
        answered = Q(mission__event=event)
    elif event.kind == Event.Kind.STUDY_VISIT:
        answered = Q(visit__event=event)
    else:
        return []
    rows = MissionRequest.objects.filter(answered, status=MissionRequest.Status.ACCEPTED)
    return list(rows.select_related("programme").order_by("pk"))


def _call_off(event: Event, reason: str) -> int:
    kind = "mission_cancelled" if event.status == Event.Status.CANCELLED else "mission_postponed"
    return _tell(
        event, kind, lambda request: mail_texts.called_off(request, event, request_link(request), reason=reason)
    )


def _move(event: Event, before: PendingUpdate) -> int:
    def text(request: MissionRequest) -> OutsideText:
        was = when_text(before.as_event())
        return mail_texts.moved(request, event, request_link(request), when=when_text(event), was=was)

    return _tell(event, "mission_moved", text)


def _publish(event: Event) -> int:
    """Tell the days of a study visit, as the mail of the acceptance has promised."""
    if event.kind != Event.Kind.STUDY_VISIT or event.is_past:
        return 0

    def text(request: MissionRequest) -> OutsideText:
        return mail_texts.visit_planned(request, event, request_link(request), when=when_text(event))

    return _tell(event, "visit_planned", text)


def _tell(event: Event, kind: str, text: RequestText) -> int:
    return outbox.queue(
        *(
            outside.draft(
                contact_of(request),
                lambda request=request: text(request),  # type: ignore[misc]  # the type of the default is not inferred
                kind=kind,
                key=f"{kind}:{request.pk}:{event.revised_at.isoformat()}",
                programme=event.programme,
                event=event,
            )
            for request in _requests(event)
        )
    )


FOLLOWER = UpdateFollower(
    called_off=_call_off, moved=_move, readers=lambda event: len(_requests(event)), published=_publish
)
