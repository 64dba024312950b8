"""Which registrations of an event may be of one person. Read in a fixed number of queries and compared by keys, so that
thousands of rows are no trouble."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.phone_numbers import number_keys
from events.duplicates import matching
from events.duplicates.seat_priority import stays_first
from events.mails.sender import topic
from events.models import Answer, Event, Question, Registration, TwoPeople
from notifications.models import Message

# In a larger group each is compared with the next alone: so many of one name are hardly one person, but none is lost.
LARGE = 10
# A number, or the beginning of an address, that more people share is an office's.
OFFICE = 4
MAX_SHOWN = 200

Key = tuple[int, int]  # of two registrations, the lower first


class Reason(TextChoices):
    """Why two look like one, in the order of their weight."""

    MAILBOX = "mailbox", _("the same mailbox, written in another way")
    PHONE = "phone", _("the same phone number")
    NAME = "name", _("the same name")
    CERTIFICATE = "certificate", _("the same name on the certificate")
    ADDRESS = "address", _("similar names, and addresses that begin alike")


WEIGHT = {reason: number for number, reason in enumerate(Reason)}


@dataclass(frozen=True)
class DuplicateRow:
    """What of a registration is compared."""

    pk: int
    names: frozenset[str]  # the person's, and that for the certificate
    name: str
    mailbox: tuple[str, str]
    phones: frozenset[str]


@dataclass(frozen=True)
class Pair:
    """Two registrations, that which rather stays first, and why they look like one person's."""

    keep: Registration
    gone: Registration
    reasons: list[str] = field(default_factory=list)


def count(event: Event) -> int:
    """Return how many pairs the team has to look at: three queries, two while nobody looks alike."""
    return len(alike(event))


def pairs(event: Event) -> list[Pair]:
    """Return the pairs to look at, up to MOST_SHOWN, those with the most and the best reasons first."""
    found = alike(event)
    best = sorted(found, key=lambda pair: (-len(found[pair]), min(WEIGHT[reason] for reason in found[pair]), pair))
    shown = best[:MAX_SHOWN]
    registrations = _registrations(event, {pk for pair in shown for pk in pair})
    return [
        Pair(*stays_first(registrations[one], registrations[other]), _in_words(found[one, other]))
        for one, other in shown
        if one in registrations and other in registrations
    ]


def reasons(one: Registration, other: Registration) -> list[str]:
    """Return in words why two registrations of an event look like one person's; nothing if they do not."""
    found = _compare(_rows(one.event, [one.pk, other.pk]))
    return _in_words(next(iter(found.values()), set()))


def marked_as_distinct(event: Event) -> list[TwoPeople]:
    """Return the pairs of which the team has said that they are two people, the latest first."""
    found = TwoPeople.objects.filter(first__event=event, first__merged_into=None, second__merged_into=None)
    return list(found.select_related("first__person", "second__person", "by").order_by("-at", "-pk"))


def mails(registration: Registration) -> QuerySet[Message]:
    """Return the mails about the event to the person, latest first."""
    found = Message.objects.filter(topic=topic(registration.event), recipient=registration.person_id)
    return found.defer("text", "html", "ics").order_by("-created_at", "-pk")


def alike(event: Event) -> dict[Key, set[Reason]]:
    """Return the pairs that look like one person, but for those of whom the team has said that they are two."""
    found = _compare(_rows(event))
    if found:
        for pair in TwoPeople.objects.filter(first__event=event).values_list("first", "second"):
            found.pop(pair, None)
    return found


def _registrations(event: Event, wanted: Iterable[int]) -> dict[int, Registration]:
    found = event.registrations.select_related("person__organisation", "delegation__country").in_bulk(list(wanted))
    for registration in found.values():
        registration.event = event
    return found


def _rows(event: Event, only: Iterable[int] | None = None) -> list[DuplicateRow]:
    registrations = event.registrations.not_merged().order_by("pk")
    answers = Answer.objects.filter(question__event=event, question__question__kind=Question.Kind.PHONE)
    if only is not None:
        wanted = list(only)
        registrations, answers = registrations.filter(pk__in=wanted), answers.filter(registration__in=wanted)
    phones: dict[int, list[str]] = defaultdict(list)
    for pk, value in answers.filter(value__isnull=False).order_by().values_list("registration", "value"):
        phones[pk].append(str(value))
    columns = registrations.values_list(
        "pk", "person__name", "certificate_name", "person__email", "person__phone", "person__country"
    )
    return [
        _row(
            pk,
            name,
            certificate,
            email,
            phones={key for text in (phone, *phones[pk]) for key in number_keys(text, country)},
        )
        for pk, name, certificate, email, phone, country in columns
    ]


def _row(pk: int, name: str, certificate: str, email: str, *, phones: set[str]) -> DuplicateRow:
    key = matching.name_key(name)
    names = {key, matching.name_key(certificate)} if certificate else {key}
    return DuplicateRow(pk, frozenset(names - {""}), key, matching.mailbox(email), frozenset(phones))


def _compare(rows: list[DuplicateRow]) -> dict[Key, set[Reason]]:
    found: dict[Key, set[Reason]] = defaultdict(set)
    for one, other in _together((name, row) for row in rows for name in row.names):
        found[one.pk, other.pk].add(Reason.NAME if one.name == other.name else Reason.CERTIFICATE)
    for one, other in _together((row.mailbox, row) for row in rows):
        found[one.pk, other.pk].add(Reason.MAILBOX)
    for one, other in _together(((phone, row) for row in rows for phone in row.phones), at_most=OFFICE):
        found[one.pk, other.pk].add(Reason.PHONE)
    for one, other in _together(((row.mailbox[0], row) for row in rows), at_most=LARGE):
        if one.mailbox != other.mailbox and matching.are_similar(one.name, other.name):
            found[one.pk, other.pk].add(Reason.ADDRESS)
    return dict(found)


def _together(
    keyed: Iterable[tuple[object, DuplicateRow]], at_most: int | None = None
) -> Iterator[tuple[DuplicateRow, DuplicateRow]]:
    """Yield the pairs of rows with the same key; none of a group of more than at_most."""
    groups: dict[object, list[DuplicateRow]] = defaultdict(list)
    for key, row in keyed:
        groups[key].append(row)
    for group in groups.values():
        if len(group) > 1 and (at_most is None or len(group) <= at_most):
            yield from combinations(group, 2) if len(group) <= LARGE else pairwise(group)


def _in_words(found: Iterable[Reason]) -> list[str]:
    return [str(reason.label) for reason in sorted(found, key=WEIGHT.__getitem__)]
