"""The mails about requests. They are queued in the transaction of their cause."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse

from events.mails import outside
from events.mails.outside import OutsideReader, OutsideText
from events.missions import mail_texts
from events.missions.requests.links import request_link
from events.models import MissionRequest, RequestChange
from notifications.outbox import services as outbox


def contact_of(request: MissionRequest) -> OutsideReader:
    return OutsideReader(email=request.contact_email, name=request.contact_name, language=request.contact_language)


def team_page_of(request: MissionRequest) -> str:
    return settings.BASE_URL + reverse("mission_requests:detail", args=[request.programme.slug, request.pk])


def notify_link(request: MissionRequest, *, occasion: str, is_asked: bool) -> None:
    """Mail the contact the link to the page of the request. occasion: makes the mail unique."""
    _queue(
        "request_link",
        request,
        occasion,
        lambda: mail_texts.request_link(request, request_link(request), is_asked=is_asked),
        [contact_of(request)],
    )


def notify_submitted(request: MissionRequest, change: RequestChange, *, is_again: bool) -> int:
    """Tell the contact and the team that a request has arrived. Return the number of mails queued."""
    link, page, note = request_link(request), team_page_of(request), change.note
    team = outside.team_readers(request.programme)
    return _queue_all(
        request,
        change,
        ("request_received", lambda: mail_texts.request_received(request, link), [contact_of(request)]),
        (
            "request_arrived",
            lambda: mail_texts.request_arrived(request, page, note=note, is_again=is_again),
            [reader for reader in team if reader.person is None or reader.person.pk != change.by_id],
        ),
    )


def notify_returned(request: MissionRequest, change: RequestChange) -> int:
    text = lambda: mail_texts.request_returned(request, request_link(request), note=change.note)  # noqa: E731 (one use)
    return _queue_all(request, change, ("request_returned", text, [contact_of(request)]))


def notify_decided(request: MissionRequest, change: RequestChange) -> int:
    """Tell the contact that the request is accepted or declined."""
    is_accepted = request.status == MissionRequest.Status.ACCEPTED
    write = mail_texts.request_accepted if is_accepted else mail_texts.request_declined
    kind = "request_accepted" if is_accepted else "request_declined"
    text = lambda: write(request, request_link(request), note=change.note)  # noqa: E731 (one use)
    return _queue_all(request, change, (kind, text, [contact_of(request)]))


def notify_withdrawn(request: MissionRequest, change: RequestChange) -> int:
    """Confirm the withdrawal to the contact, and tell the team."""

    def text(address: str, *, is_for_team: bool) -> Callable[[], OutsideText]:
        return lambda: mail_texts.request_withdrawn(request, address, note=change.note, is_for_team=is_for_team)

    return _queue_all(
        request,
        change,
        ("request_withdrawn", text(request_link(request), is_for_team=False), [contact_of(request)]),
        ("request_withdrawn", text(team_page_of(request), is_for_team=True), outside.team_readers(request.programme)),
    )


type Mailing = tuple[str, Callable[[], OutsideText], Iterable[OutsideReader]]


def _queue_all(request: MissionRequest, change: RequestChange, *mailings: Mailing) -> int:
    return sum(_queue(kind, request, str(change.pk), write, readers) for kind, write, readers in mailings)


def _queue(
    kind: str,
    request: MissionRequest,
    occasion: str,
    write: Callable[[], OutsideText],
    readers: Iterable[OutsideReader],
) -> int:
    return outbox.queue(
        *(
            outside.draft(
                reader,
                write,
                kind=kind,
                key=f"{kind}:{request.pk}:{occasion}:{reader.person.pk if reader.person else 'contact'}",
                programme=request.programme,
            )
            for reader in readers
        )
    )
