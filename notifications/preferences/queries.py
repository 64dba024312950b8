"""Who does not want what: of the mails that one can do without."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from accounts.models import User
from notifications.models import Message, Refusal

What = Refusal.What


def optional_key(what: str, scope: str = "") -> str:
    """Return what a Draft says of a mail that can be refused: what it is and where ("news:programme:3")."""
    return f"{what}:{scope}"


def split_by_preference(written: str) -> tuple[str, str]:
    """Return (what, scope) of what optional() wrote."""
    what, _colon, scope = written.partition(":")
    return what, scope


def refused_messages(messages: Iterable[Message]) -> list[Message]:
    """Return those of optional messages that are not wanted where they go: one query, none for none."""
    messages = list(messages)
    if not messages:
        return []
    emails = {message.to_email.lower() for message in messages}
    people = {message.recipient_id for message in messages if message.recipient_id}
    whats = {split_by_preference(message.optional)[0] for message in messages}
    found = Refusal.objects.filter(Q(person__in=people) | Q(email__in=emails), what__in=whats)
    by = {(person or email, what, scope) for person, email, what, scope in _rows(found)}
    return [message for message in messages if _is_refused(message, by)]


def _rows(found: Iterable[Refusal]) -> Iterable[tuple[int | None, str, str, str]]:
    return ((one.person_id, one.email, one.what, one.scope) for one in found)


def _is_refused(message: Message, by: set[tuple[int | str, str, str]]) -> bool:
    what, scope = split_by_preference(message.optional)
    whose = {message.recipient_id, message.to_email.lower()} - {None}
    return any((who, what, where) in by for who in whose for where in {scope, ""})


def refusals_of(person: User) -> set[tuple[str, str]]:
    """Return what person refuses, by themselves or by their address: pairs of what and where. One query."""
    mine = Q(person=person) | Q(person=None, email=person.email.lower())
    return set(Refusal.objects.filter(mine).values_list("what", "scope"))


def refusal_condition(path: str, what: str, scope: str) -> Q:
    """Return the condition on rows that the person at path wants no such mail: by themselves or by their address."""
    refusals = Refusal.objects.filter(what=what, scope__in={scope, ""})
    by_person = refusals.filter(person=OuterRef(path))
    by_address = refusals.filter(person=None, email=Lower(OuterRef(f"{path}__email")))
    return Q(Exists(by_person)) | Q(Exists(by_address))


def people_refusing(people: Collection[int], what: str, scope: str) -> set[int]:
    """Return which of these people (by key) want no such mail: by themselves or by their address. One query."""
    mine = Q(refusals__what=what, refusals__scope__in={scope, ""})
    emails = Refusal.objects.filter(person=None, what=what, scope__in={scope, ""}).values("email")
    found = User.objects.filter(pk__in=people).alias(lower=Lower("email")).filter(mine | Q(lower__in=emails))
    return set(found.values_list("pk", flat=True))
