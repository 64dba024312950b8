"""Find the registrations of an event that may belong to one person.

The number of queries is fixed, and rows are grouped by keys, so that thousands of registrations are compared quickly."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.phone_numbers import number_keys
from events.duplicates import matching
from events.duplicates.seat_priority import stays_first
from events.mails.sender import topic
from events.models import Answer, Event, Question, Registration, TwoPeople
from events.models.registration import RegistrationQuerySet
from notifications.models import Message

# In a larger group, each row is compared only with the next one. So many rows are hardly one person.
LARGE = 10
# A telephone number that more people share belongs to an office.
OFFICE = 4
MAX_SHOWN = 200

PairKey = tuple[int, int]  # the keys of two registrations, the lower one first


class Reason(TextChoices):
    """Why two registrations look like one person, the strongest reason first."""

    MAILBOX = "mailbox", _("the same mailbox in another spelling")
    PHONE = "phone", _("the same phone number")
    NAME = "name", _("the same name")
    CERTIFICATE = "certificate", _("the same name on the certificate")
    ADDRESS = "address", _("similar names, and email addresses with the same beginning")


WEIGHT = {reason: number for number, reason in enumerate(Reason)}


@dataclass(frozen=True)
class DuplicateRow:
    """The compared values of a registration."""

    pk: int
    names: frozenset[str]  # of the person and of the certificate
    name: str
    mailbox: tuple[str, str]
    phones: frozenset[str]


@dataclass(frozen=True)
class Pair:
    keep: Registration  # the one with the better seat
    gone: Registration
    reasons: list[str] = field(default_factory=list)


def count(event: Event) -> int:
    """Return the number of possible duplicates: three queries, or two if there are none."""
    return len(similar_pairs(event))


def count_by_event(events: Iterable[int]) -> dict[int, int]:
    """Return the number of possible duplicates of each event that has any, by the key of the event.

    Three queries for any number of events, or two if there are no duplicates."""
    wanted = list(events)
    rows_of = _rows_by_event(Registration.objects.filter(event__in=wanted), Answer.objects.filter(_of(wanted)))
    found = {event: set(_compare(rows)) for event, rows in rows_of.items()}
    if any(found.values()):
        distinct = TwoPeople.objects.filter(first__event__in=wanted).values_list("first__event", "first", "second")
        for event, first, second in distinct:
            found[event].discard((first, second))
    return {event: len(pairs_of) for event, pairs_of in found.items() if pairs_of}


def pairs(event: Event, among: Collection[int] | None = None) -> list[Pair]:
    """Return the possible duplicates, at most MAX_SHOWN. Those with the most and the strongest reasons come first.

    among: keys of registrations, to return only the pairs with one of them."""
    reasons_of = similar_pairs(event)
    if among is not None:
        wanted = set(among)
        reasons_of = {pair: found for pair, found in reasons_of.items() if not wanted.isdisjoint(pair)}
    keys = sorted(
        reasons_of, key=lambda key: (-len(reasons_of[key]), min(WEIGHT[reason] for reason in reasons_of[key]), key)
    )
    shown = keys[:MAX_SHOWN]
    registrations = _registrations(event, {pk for pair in shown for pk in pair}) if shown else {}
    return [
        Pair(*stays_first(registrations[one], registrations[other]), _labels(reasons_of[one, other]))
        for one, other in shown
        if one in registrations and other in registrations
    ]


def reasons(one: Registration, other: Registration) -> list[str]:
    """Return why two registrations of an event look like one person. The list is empty if they do not."""
    reasons_of = _compare(_rows(one.event, [one.pk, other.pk]))
    return _labels(next(iter(reasons_of.values()), set()))


def marked_as_distinct(event: Event) -> list[TwoPeople]:
    """Return the pairs that the team has marked as two different people, the latest first."""
    rows = TwoPeople.objects.filter(first__event=event, first__merged_into=None, second__merged_into=None)
    return list(rows.select_related("first__person", "second__person", "by").order_by("-at", "-pk"))


def mails(registration: Registration) -> QuerySet[Message]:
    """Return the mails to the person about the event, the latest first."""
    rows = Message.objects.filter(topic=topic(registration.event), recipient=registration.person_id)
    return rows.defer("text", "html", "ics").order_by("-created_at", "-pk")


def similar_pairs(event: Event) -> dict[PairKey, set[Reason]]:
    """Return the pairs that look like one person, except those that the team has marked as two people."""
    reasons_of = _compare(_rows(event))
    if reasons_of:
        for pair in TwoPeople.objects.filter(first__event=event).values_list("first", "second"):
            reasons_of.pop(pair, None)
    return reasons_of


def _registrations(event: Event, wanted: Iterable[int]) -> dict[int, Registration]:
    rows = event.registrations.select_related("person__organisation", "delegation__country").in_bulk(list(wanted))
    for registration in rows.values():
        registration.event = event
    return rows


def _of(events: Iterable[int]) -> Q:
    """Return the condition that an answer gives a telephone number in one of these events."""
    return Q(question__event__in=events, question__question__kind=Question.Kind.PHONE)


def _rows(event: Event, only: Iterable[int] | None = None) -> list[DuplicateRow]:
    registrations, answers = event.registrations.all(), Answer.objects.filter(_of([event.pk]))
    if only is not None:
        wanted = list(only)
        registrations, answers = registrations.filter(pk__in=wanted), answers.filter(registration__in=wanted)
    return _rows_by_event(registrations, answers).get(event.pk, [])


def _rows_by_event(registrations: RegistrationQuerySet, answers: QuerySet[Answer]) -> dict[int, list[DuplicateRow]]:
    phones: dict[int, list[str]] = defaultdict(list)
    for pk, value in answers.filter(value__isnull=False).order_by().values_list("registration", "value"):
        phones[pk].append(str(value))
    columns = (
        registrations.not_merged()
        .order_by("pk")
        .values_list(
            *("event", "pk", "person__name", "certificate_name", "person__email", "person__phone", "person__country")
        )
    )
    rows_of: dict[int, list[DuplicateRow]] = defaultdict(list)
    for event, pk, name, certificate, email, phone, country in columns:
        numbers = {key for text in (phone, *phones[pk]) for key in number_keys(text, country)}
        rows_of[event].append(_row(pk, name, certificate, email, phones=numbers))
    return rows_of


def _row(pk: int, name: str, certificate: str, email: str, *, phones: set[str]) -> DuplicateRow:
    key = matching.name_key(name)
    names = {key, matching.name_key(certificate)} if certificate else {key}
    return DuplicateRow(pk, frozenset(names - {""}), key, matching.mailbox(email), frozenset(phones))


def _compare(rows: list[DuplicateRow]) -> dict[PairKey, set[Reason]]:
    reasons_of: dict[PairKey, set[Reason]] = defaultdict(set)
    for one, other in _pairs_with_same_key((name, row) for row in rows for name in row.names):
        reasons_of[one.pk, other.pk].add(Reason.NAME if one.name == other.name else Reason.CERTIFICATE)
    for one, other in _pairs_with_same_key((row.mailbox, row) for row in rows):
        reasons_of[one.pk, other.pk].add(Reason.MAILBOX)
    for one, other in _pairs_with_same_key(((phone, row) for row in rows for phone in row.phones), at_most=OFFICE):
        reasons_of[one.pk, other.pk].add(Reason.PHONE)
    for one, other in _pairs_with_same_key(((row.mailbox[0], row) for row in rows), at_most=LARGE):
        if one.mailbox != other.mailbox and matching.are_similar(one.name, other.name):
            reasons_of[one.pk, other.pk].add(Reason.ADDRESS)
    return dict(reasons_of)


def _pairs_with_same_key(
    keyed: Iterable[tuple[object, DuplicateRow]], at_most: int | None = None
) -> Iterator[tuple[DuplicateRow, DuplicateRow]]:
    """Yield the pairs of rows with the same key. Skip a group of more than at_most rows."""
    groups: dict[object, list[DuplicateRow]] = defaultdict(list)
    for key, row in keyed:
        groups[key].append(row)
    for group in groups.values():
        if len(group) > 1 and (at_most is None or len(group) <= at_most):
            yield from combinations(group, 2) if len(group) <= LARGE else pairwise(group)


def _labels(reasons: Iterable[Reason]) -> list[str]:
    return [str(reason.label) for reason in sorted(reasons, key=WEIGHT.__getitem__)]
