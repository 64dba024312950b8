"""The mails about terms of reference. They are queued in the transaction of their cause."""

from collections.abc import Iterable
from hashlib import sha256

from events.mails import outside
from events.mails.outside import OutsideReader
from events.missions import mail_texts
from events.missions.requests.mails import contact_of
from events.missions.terms.links import institution_page, team_page
from events.models import MissionRequest, TermsOfReference
from notifications.outbox import services as outbox


def notify_sent(terms: TermsOfReference, requests: Iterable[MissionRequest]) -> int:
    """Ask each institution to agree. Return the number of mails."""
    return outbox.queue(*(_to_institution("terms_sent", terms, request) for request in requests))


def notify_agreed(terms: TermsOfReference, requests: Iterable[MissionRequest]) -> int:
    """Tell the team and all institutions of the mission that a version is agreed."""
    page = team_page(terms.mission.event)
    team = [
        _draft(reader, lambda: mail_texts.terms_agreed(terms, page, request=None), "terms_agreed", terms)
        for reader in outside.team_readers(terms.mission.event.programme)
    ]
    return outbox.queue(*team, *(_to_institution("terms_agreed", terms, request) for request in requests))


def notify_wishes(terms: TermsOfReference, request: MissionRequest) -> int:
    """Tell the team what an institution wants to change. Each answer is told."""
    page = team_page(terms.mission.event)
    occasion = sha256(terms.answer.encode()).hexdigest()[:12]
    return outbox.queue(
        *(
            _draft(
                reader,
                lambda: mail_texts.terms_wishes(terms, page, name=request.contact_name),
                "terms_wishes",
                terms,
                occasion,
            )
            for reader in outside.team_readers(terms.mission.event.programme)
        )
    )


def _to_institution(kind: str, terms: TermsOfReference, request: MissionRequest) -> outbox.Draft:
    page = institution_page(request)

    def write() -> outside.OutsideText:
        if kind == "terms_sent":
            return mail_texts.terms_sent(request, terms, page)
        return mail_texts.terms_agreed(terms, page, request=request)

    return _draft(contact_of(request), write, kind, terms, f"request-{request.pk}")


def _draft(
    reader: OutsideReader, write: outside.Writer, kind: str, terms: TermsOfReference, occasion: str = ""
) -> outbox.Draft:
    key = f"{kind}:{terms.pk}:{occasion}:{reader.person.pk if reader.person else reader.email}"
    event = terms.mission.event
    return outside.draft(reader, write, kind=kind, key=key, programme=event.programme, event=event)
