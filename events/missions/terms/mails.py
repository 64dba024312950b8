"""The mails about terms of reference. They are queued in the transaction of their cause."""

from collections.abc import Iterable
from hashlib import sha256

from events.mails import outside
from events.missions import mail_texts
from events.missions.requests.mails import contact_of
from events.missions.terms.links import institution_page, team_page
from events.models import MissionRequest, TermsOfReference
from notifications.outbox import services as outbox


def notify_sent(terms: TermsOfReference, requests: Iterable[MissionRequest], *, is_amendment: bool) -> int:
    """Ask each institution to agree. is_amendment: whether an earlier version is agreed. Return the number of mails."""
    return outbox.queue(
        *(_to_institution("terms_sent", terms, request, is_amendment=is_amendment) for request in requests)
    )


def notify_agreed(terms: TermsOfReference, requests: Iterable[MissionRequest]) -> int:
    """Tell the team and all institutions of the mission that a version is agreed."""
    page = team_page(terms.mission.event)
    team = _to_team(terms, "terms_agreed", lambda: mail_texts.terms_agreed(terms, page, request=None))
    return team + outbox.queue(*(_to_institution("terms_agreed", terms, request) for request in requests))


def notify_wishes(terms: TermsOfReference, request: MissionRequest) -> int:
    """Tell the team what an institution wants to change. Each answer is told."""
    page, name = team_page(terms.mission.event), request.contact_name
    occasion = sha256(terms.answer.encode()).hexdigest()[:12]
    return _to_team(terms, "terms_wishes", lambda: mail_texts.terms_wishes(terms, page, name=name), occasion)


def notify_no_comments(terms: TermsOfReference, request: MissionRequest) -> int:
    """Tell the team that an institution has nothing to change. Return the number of mails."""
    page, name, occasion = team_page(terms.mission.event), request.contact_name, str(terms.no_comments_at)
    return _to_team(terms, "terms_no_comments", lambda: mail_texts.terms_no_comments(terms, page, name=name), occasion)


def _to_team(terms: TermsOfReference, kind: str, write: outside.Writer, occasion: str = "") -> int:
    event = terms.mission.event
    readers, key = outside.team_readers(event.programme), f"{kind}:{terms.pk}:{occasion}"
    return outside.queue(readers, write, kind=kind, key=key, programme=event.programme, event=event)


def _to_institution(
    kind: str, terms: TermsOfReference, request: MissionRequest, *, is_amendment: bool = False
) -> outbox.Draft:
    page, event = institution_page(request), terms.mission.event

    def write() -> outside.OutsideText:
        if kind == "terms_sent":
            return mail_texts.terms_sent(request, terms, page, is_amendment=is_amendment)
        return mail_texts.terms_agreed(terms, page, request=request)

    contact, key = contact_of(request), f"{kind}:{terms.pk}:request-{request.pk}:{request.contact_email}"
    return outside.draft(contact, write, kind=kind, key=key, programme=event.programme, event=event)
