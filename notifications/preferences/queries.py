"""Queries about refusals of optional mails."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from notifications.models import Message, Refusal

What = Refusal.What


def optional_key(what: str, scope: str = "") -> str:
    """Return the value of Draft.optional for a kind of mails and its scope ("news:programme:3")."""
    return f"{what}:{scope}"


def split_by_preference(written: str) -> tuple[str, str]:
    """Return the kind and the scope of a value of optional_key()."""
    what, _colon, scope = written.partition(":")
    return what, scope


def refused_messages(messages: Iterable[Message]) -> list[Message]:
    """Return the optional messages that their recipients have refused. One query, or none without messages."""
    messages = list(messages)
    if not messages:
        return []
    emails = {message.to_email.lower() for message in messages}
    people = {message.recipient_id for message in messages if message.recipient_id}
    whats = {split_by_preference(message.optional)[0] for message in messages}
    refusals = Refusal.objects.filter(Q(person__in=people) | Q(email__in=emails), what__in=whats)
    refused = {(refusal.person_id or refusal.email, refusal.what, refusal.scope) for refusal in refusals}
    return [message for message in messages if _is_refused(message, refused)]


def _is_refused(message: Message, refused: set[tuple[int | str, str, str]]) -> bool:
    what, scope = split_by_preference(message.optional)
    recipients = {message.recipient_id, message.to_email.lower()} - {None}
    return any((recipient, what, where) in refused for recipient in recipients for where in {scope, ""})


def refusals_of(person: User) -> set[tuple[str, str]]:
    """Return the refusals of a person and of their address as pairs of kind and scope. One query."""
    own = Q(person=person) | Q(person=None, email=person.mail_address)
    return set(Refusal.objects.filter(own).values_list("what", "scope"))


def refusal_condition(path: str, what: str, scope: str) -> Q:
    """Return a condition: the person at path, or their address, has refused mails of this kind and scope."""
    refusals = Refusal.objects.filter(what=what, scope__in={scope, ""})
    by_person = refusals.filter(person=OuterRef(path))
    by_address = refusals.filter(person=None, email=OuterRef(f"{path}__canonical_email"))
    return Q(Exists(by_person)) | Q(Exists(by_address))


def people_refusing(people: Collection[int], what: str, scope: str) -> set[int]:
    """Return the keys of the people who, or whose addresses, have refused mails of this kind and scope. One query."""
    by_person = Q(refusals__what=what, refusals__scope__in={scope, ""})
    emails = Refusal.objects.filter(person=None, what=what, scope__in={scope, ""}).values("email")
    refusing = User.objects.filter(pk__in=people).filter(by_person | Q(canonical_email__in=emails))
    return set(refusing.values_list("pk", flat=True))
