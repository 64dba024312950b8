"""The mails about requests. They are queued in the transaction of their cause."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from events.mails import outside
from events.mails.outside import OutsideReader, OutsideText
from events.missions import mail_texts
from events.missions.requests.links import request_link
from events.models import MissionRequest, RequestChange

# The institution is told that the team answers within three weeks.
ANSWER_WITHIN = timedelta(days=21)


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
    question = _question_of(request) if is_again else ""
    answer_by = (change.at + ANSWER_WITHIN).date()
    team = outside.team_readers(request.programme)
    return _queue_all(
        request,
        change,
        ("request_received", lambda: mail_texts.request_received(request, link), [contact_of(request)]),
        (
            "request_arrived",
            lambda: mail_texts.request_arrived(
                request, page, note=note, is_again=is_again, answer_by=answer_by, question=question
            ),
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


def notify_closes_soon(request: MissionRequest, closes_on: date) -> int:
    """Tell the contact when the request will be closed, with our question. Return the number of mails."""
    link = request_link(request)
    question = _question_of(request)
    return _queue(
        "request_closes_soon",
        request,
        str(closes_on),
        lambda: mail_texts.request_closes_soon(request, link, closes_on=closes_on, question=question),
        [contact_of(request)],
    )


def _question_of(request: MissionRequest) -> str:
    """Return the question with which a request was returned last; "" if it never was. One query."""
    asked = request.changes.filter(status=MissionRequest.Status.RETURNED).order_by("pk").last()
    return asked.note if asked else ""


def notify_lapsed(request: MissionRequest, change: RequestChange) -> int:
    """Tell the contact and the team that the request is closed by itself."""

    def text(address: str, *, is_for_team: bool) -> Callable[[], OutsideText]:
        return lambda: mail_texts.request_lapsed(request, address, is_for_team=is_for_team)

    return _queue_all(
        request,
        change,
        ("request_lapsed", text(request_link(request), is_for_team=False), [contact_of(request)]),
        ("request_lapsed", text(team_page_of(request), is_for_team=True), outside.team_readers(request.programme)),
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
    key = f"{kind}:{request.pk}:{occasion}"
    return outside.queue(readers, write, kind=kind, key=key, programme=request.programme)
