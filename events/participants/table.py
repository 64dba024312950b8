"""The table of an event's registrations: who is in it, in which order, and what its columns say. What a page shows is
what an export holds: both read the same view by the same functions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import batched

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from accounts.models.search import fold
from events.models import Answer, Event, EventQuestion, Question, Registration, Tag
from events.models.question import YES
from events.participants.columns import COLUMNS, USUAL_SORT, Column, LinkedText, Lookups
from events.permissions import Action
from events.questions import queries as questions
from notifications.models import BouncedAddress

Kind = Question.Kind
NOT_SAID = "-"  # in the address: those who have not said their country, constituency or gender, or not answered
THEMSELVES, OTHERS = "self", "others"  # in the address: by whom people were registered
MOST_GENDERS = 60  # that are offered as filters: people say theirs in their own words
MOST_WHO_REGISTER = 60
FILTERED = (Kind.SINGLE, Kind.MULTIPLE, Kind.YES_NO, Kind.COUNTRY)
CHUNK = 1000


@dataclass(frozen=True)
class TableView:
    """What somebody looks at: which registrations, in which order, with which columns. "" is any."""

    status: str = ""
    country: str = ""
    constituency: str = ""
    genders: tuple[str, ...] = ()  # one, in each way in which people of this event have written it
    mode: str = ""
    tags: tuple[int, ...] = ()  # any of them
    funding: str = ""
    by: str = ""  # THEMSELVES, OTHERS or the key of who registered them
    answers: tuple[tuple[EventQuestion, str], ...] = ()
    q: str = ""
    sort: str = USUAL_SORT
    columns: dict[str, Column] = field(default_factory=lambda: dict(COLUMNS))


def matching(event: Event, view: TableView) -> QuerySet[Registration]:
    """Return the registrations of event that fit the filters of view."""
    found: QuerySet[Registration] = event.registrations.not_merged().order_by()
    if view.status:
        found = found.filter(status=view.status)
    if view.country:
        found = found.filter(person__country="" if view.country == NOT_SAID else view.country)
    if view.constituency:
        found = found.filter(person__constituency="" if view.constituency == NOT_SAID else view.constituency)
    if view.genders:
        found = found.filter(person__gender__in=view.genders)
    if view.mode:
        found = found.filter(mode=view.mode)
    if view.tags:
        given = Registration.tags.through.objects.filter(registration=OuterRef("pk"), tag__in=view.tags)
        found = found.filter(Exists(given))
    if view.funding:
        found = found.filter(funding="" if view.funding == NOT_SAID else view.funding)
    if view.by in {THEMSELVES, OTHERS}:
        found = found.filter(registered_by__isnull=view.by == THEMSELVES)
    elif view.by:
        found = found.filter(registered_by=int(view.by))
    for asked, value in view.answers:
        found = found.filter(_answered(asked, value))
    for word in fold(view.q).split():
        found = found.filter(
            Q(person__search_text__contains=word) | Q(person__organisation__search_text__contains=word)
        )
    return found


def _answered(asked: EventQuestion, value: str) -> Q:
    """Return the condition that a person has answered a question so; NOT_SAID is not at all."""
    answers = Answer.objects.filter(registration=OuterRef("pk"), question=asked, value__isnull=False)
    if value == NOT_SAID:
        return ~Q(Exists(answers))
    if asked.question.kind == Kind.MULTIPLE:
        # A list of choices, of whose keys none holds a quote: as text, because SQLite looks into no JSON.
        answers = answers.alias(text=Cast("value", TextField())).filter(text__contains=f'"{value}"')
    elif asked.question.kind == Kind.YES_NO:
        answers = answers.filter(value=value == YES)
    else:
        answers = answers.filter(value=value)
    return Q(Exists(answers))


@dataclass(frozen=True)
class TableSummary:
    """How many fit, and a sign by which other ones are told from them."""

    count: int
    sign: int

    def __str__(self) -> str:
        return f"{self.count}-{self.sign}"


def summary(registrations: QuerySet[Registration]) -> TableSummary:
    counted = registrations.aggregate(count=Count("pk"), sign=Coalesce(Sum("pk"), 0))
    return TableSummary(counted["count"], int(counted["sign"]))


def in_order(registrations: QuerySet[Registration], view: TableView) -> QuerySet[Registration]:
    """Return the registrations in the order of view, with what their cells say."""
    parts = COLUMNS[view.sort.removeprefix("-")].order
    terms = [F(part) if isinstance(part, str) else part for part in parts]
    by = [term.desc() if view.sort.startswith("-") else term.asc() for term in terms]
    joins = [column.joins for column in view.columns.values() if column.joins]
    prefetches = [column.prefetch for column in view.columns.values() if column.prefetch]
    return (
        registrations.select_related("person__organisation", "delegation__country", *joins)
        .prefetch_related(*prefetches)
        .order_by(*by, "created_at", "pk")
    )


def lookup_tables(event: Event, countries: dict[str, str], may: Collection[Action]) -> Lookups:
    """Read what the cells of event's table say beyond its rows, to somebody who may do this."""
    waiting = event.registrations.waiting().values_list("pk", flat=True)
    return Lookups(event.zone, countries, {pk: turn for turn, pk in enumerate(waiting, 1)}, may)


def table_cells(registrations: Iterable[Registration], view: TableView, known: Lookups) -> Iterable[list[str | int]]:
    """Return what each row says, column by column. Answers are read for some rows at a time."""
    asks = any(column.is_answer for column in view.columns.values())
    of_addresses = any(column.is_of_addresses for column in view.columns.values())
    for some in batched(registrations, CHUNK):
        told = questions.answers_of([row.pk for row in some], known.may) if asks else {}
        bounced = _bounced(some) if of_addresses else ()
        answers = {pk: {one.answer.question_id: _said(one) for one in page} for pk, page in told.items()}
        at_hand = replace(known, answers=answers, bounced=bounced)
        for registration in some:
            yield [column.say(registration, at_hand) for column in view.columns.values()]


def _bounced(some: Iterable[Registration]) -> frozenset[str]:
    written = [row.person.email.lower() for row in some]
    return frozenset(BouncedAddress.objects.filter(address__in=written).values_list("address", flat=True))


def _said(one: questions.AnswerText) -> str:
    return LinkedText.to(one.file.get_absolute_url(), one.text) if one.file else one.text


def genders(event: Event) -> dict[str, list[str]]:
    """Return how people registered for event say their gender, the most frequent first, with each way of writing it."""
    counted = event.registrations.not_merged().order_by().values_list("person__gender").annotate(count=Count("pk"))
    found: dict[str, list[str]] = {}
    for written, _count in counted.order_by("-count", "person__gender")[:MOST_GENDERS]:
        found.setdefault(fold(written) or NOT_SAID, []).append(written)
    return found


def tags(event: Event) -> list[Tag]:
    """Return the tags of event's programme, with `here`: how many registrations of event have them."""
    here = Count("registrations", filter=Q(registrations__event=event, registrations__merged_into=None))
    return list(event.programme.tags.annotate(here=here).order_by("name", "pk"))


def who_registered(event: Event) -> list[tuple[int, str]]:
    """Return who has registered others for event: keys and names."""
    people = User.objects.filter(registered_others__event=event).order_by("name", "pk").distinct()
    return list(people.values_list("pk", "name")[:MOST_WHO_REGISTER])


def countries_answered(asked: Iterable[EventQuestion]) -> dict[int, set[str]]:
    """Return which countries questions were answered with: one query if any of them asks for one."""
    keys = [one.pk for one in asked if one.question.kind == Kind.COUNTRY]
    found: dict[int, set[str]] = {key: set() for key in keys}
    if keys:
        answers = Answer.objects.filter(question__in=keys, value__isnull=False).order_by()
        for question, value in answers.values_list("question", "value").distinct():
            found[question].add(str(value))
    return found
