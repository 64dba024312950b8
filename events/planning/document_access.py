"""Who sees which documents of an event."""

import uuid
from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from events.models import Contributor, Document, Event, Mission, Registration, Session
from events.permissions import role_of

Audience = Document.Audience
PUBLIC = frozenset({Audience.EVERYONE})
OF_PARTICIPANTS = frozenset({Audience.EVERYONE, Audience.PARTICIPANTS})
# A contributor who has not answered an invitation does not take part yet.
COMING = (Contributor.Invitation.NONE, Contributor.Invitation.ACCEPTED)


def audiences_of(event: Event, user: User | AnonymousUser) -> Collection[str]:
    """Return the audiences to which user belongs, among those who see the page of event. At most three queries."""
    if not isinstance(user, User):
        return PUBLIC
    if role_of(user, event.programme):
        return frozenset(Audience)
    own = Registration.objects.of(user).confirmed().filter(event=event)
    tasks = Contributor.objects.filter(person=user, session__event=event, invitation__in=COMING)
    return OF_PARTICIPANTS if own.exists() or tasks.exists() else PUBLIC


def documents_for(event: Event, user: User | AnonymousUser, *, session: Session | None = None) -> list[Document]:
    """Return the documents of event that user may see, or those of one session. Prefetched rows are not read again.

    Each has its session, or None if the page does not show it: the prefetched sessions are those of the page."""
    rows = [row for row in event.documents.all() if session is None or row.session_id == session.pk]
    shown = {one.pk: one for one in event.sessions.all()} if any(row.session_id for row in rows) else {}
    for row in rows:
        row.session = shown.get(row.session_id or 0)
    if all(row.audience == Audience.EVERYONE for row in rows):
        return rows
    audiences = audiences_of(event, user)
    return [row for row in rows if row.audience in audiences]


def documents_of_participant(registration: Registration) -> list[Document]:
    """Return the documents for the person of a registration, who need not be signed in; none without a place."""
    if registration.status != Registration.Status.CONFIRMED or registration.merged_into_id:
        return []
    rows = registration.event.documents.filter(audience__in=OF_PARTICIPANTS)
    return list(rows.select_related("session", "resource").order_by("pk"))


def find_file_of_participant(registration: Registration, key: uuid.UUID) -> Document | None:
    """Return the document with this key and a file that documents_of_participant() has; None otherwise."""
    return next((row for row in documents_of_participant(registration) if row.key == key and row.file), None)


def find_visible_file(key: uuid.UUID, user: User | AnonymousUser) -> Document | None:
    """Return the document with this key and a file, if user may see it; None otherwise."""
    document = Document.objects.select_related("event__programme").exclude(file="").filter(key=key).first()
    if document is None:
        return None
    event = document.event
    if event.status == Event.Status.DRAFT:
        return document if role_of(user, event.programme) else None
    audiences = audiences_of(event, user)
    if document.audience not in audiences:
        return None
    return document if audiences != PUBLIC or _shows_documents(event, user) else None


def _shows_documents(event: Event, user: User | AnonymousUser) -> bool:
    """Return whether the page of event shows its documents to a person who does not take part.

    The page of a mission never does. An event that is not listed is for people who have registered."""
    if Mission.objects.filter(event=event).exists():
        return False
    if Event.objects.listed().filter(pk=event.pk).exists():
        return True
    return isinstance(user, User) and Registration.objects.of(user).active().filter(event=event).exists()
