"""The table of an event's registrations: their order, and the text of each cell.

The page and the export read the same view through these functions, so that both have the same content."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import batched

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce

from events.models import Event, Registration
from events.participants.columns import COLUMNS, USUAL_SORT, Column, LinkedText, Lookups
from events.permissions import Action
from events.questions import queries as questions
from notifications.models import BouncedAddress

CHUNK = 1000  # rows of which the answers are read in one query


@dataclass(frozen=True)
class TableView:
    """In which order, and with which columns, a person looks at registrations."""

    sort: str = USUAL_SORT
    columns: dict[str, Column] = field(default_factory=lambda: dict(COLUMNS))


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
        told = questions.displayed_answers([row.pk for row in some], known.may) if asks else {}
        bounced = _bounced(some) if of_addresses else ()
        answers = {pk: {one.answer.question_id: _said(one) for one in page} for pk, page in told.items()}
        at_hand = replace(known, answers=answers, bounced=bounced)
        for registration in some:
            yield [column.say(registration, at_hand) for column in view.columns.values()]


def _bounced(some: Iterable[Registration]) -> frozenset[str]:
    written = [row.person.email.lower() for row in some]
    return frozenset(BouncedAddress.objects.filter(address__in=written).values_list("address", flat=True))


def _said(one: questions.DisplayedAnswer) -> str:
    return LinkedText.to(one.file.get_absolute_url(), one.text) if one.file else one.text
