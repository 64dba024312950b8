"""The table of an event's registrations: their order, and the text of each cell.

The page and the export read the same view through these functions, so that both have the same content."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import batched

from django.db.models import Case, Count, F, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from events.models import Event, Registration
from events.participants.columns import COLUMNS, USUAL_SORT, Column, LinkedText, Lookups
from events.permissions import Action
from events.questions import queries as questions
from notifications.models import BouncedAddress

CHUNK = 1000  # rows of which the answers are read in one query


@dataclass(frozen=True)
class TableView:
    """The order and the columns of the table."""

    sort: str = USUAL_SORT
    columns: dict[str, Column] = field(default_factory=lambda: dict(COLUMNS))


@dataclass(frozen=True)
class TableSummary:
    """The number of registrations, and a checksum that changes if other registrations match."""

    count: int
    checksum: int

    def __str__(self) -> str:
        return f"{self.count}-{self.checksum}"


def summary(registrations: QuerySet[Registration]) -> TableSummary:
    totals = registrations.aggregate(count=Count("pk"), checksum=Coalesce(Sum("pk"), 0))
    return TableSummary(totals["count"], int(totals["checksum"]))


def summaries_by_status(event: Event) -> dict[str, TableSummary]:
    """Return the summary of the registrations of event for each status that one of them has. One query."""
    rows = event.registrations.not_merged().order_by().values_list("status").annotate(Count("pk"), Sum("pk"))
    return {status: TableSummary(count, int(checksum)) for status, count, checksum in rows}


def in_order(
    registrations: QuerySet[Registration], view: TableView, first: Collection[int] = ()
) -> QuerySet[Registration]:
    """Return the registrations in the order of view, with the relations that its columns need.

    first: keys of registrations that stand before all others."""
    parts = COLUMNS[view.sort.removeprefix("-")].order
    terms = [F(part) if isinstance(part, str) else part for part in parts]
    ordering = [term.desc() if view.sort.startswith("-") else term.asc() for term in terms]
    if first:
        ordering.insert(0, Case(When(pk__in=first, then=Value(0)), default=Value(1)).asc())
    joins = [column.joins for column in view.columns.values() if column.joins]
    prefetches = [column.prefetch for column in view.columns.values() if column.prefetch]
    return (
        registrations.select_related("person__organisation", "delegation__country", *joins)
        .prefetch_related(*prefetches)
        .order_by(*ordering, "created_at", "pk")
    )


def lookup_tables(
    event: Event, countries: dict[str, str], may: Collection[Action], *, has_waiting: bool = True
) -> Lookups:
    """Read the data for cells that the rows do not have. may: the actions that the user's role permits. has_waiting:
    whether one of the rows may be on the waiting list."""
    waiting = event.registrations.waiting().values_list("pk", flat=True) if has_waiting else ()
    positions = {pk: position for position, pk in enumerate(waiting, 1)}
    return Lookups(event.zone, countries, positions, may, constituencies=event.programme.constituencies)


def table_cells(registrations: Iterable[Registration], view: TableView, lookups: Lookups) -> Iterable[list[str | int]]:
    """Yield the cells of each row. Answers are read for CHUNK rows at a time."""
    needs_answers = any(column.is_answer for column in view.columns.values())
    needs_bounces = any(column.is_bounce for column in view.columns.values())
    for rows in batched(registrations, CHUNK):
        answers = _answers(rows, lookups.may) if needs_answers else {}
        bounced = _bounced(rows) if needs_bounces else ()
        chunk_lookups = replace(lookups, answers=answers, bounced=bounced)
        for registration in rows:
            yield [column.text(registration, chunk_lookups) for column in view.columns.values()]


def _answers(rows: Iterable[Registration], may: Collection[Action]) -> dict[int, dict[int, str]]:
    texts = questions.displayed_answers([row.pk for row in rows], may)
    return {pk: {text.answer.question_id: _answer_cell(text) for text in page} for pk, page in texts.items()}


def _bounced(rows: Iterable[Registration]) -> frozenset[str]:
    addresses = [row.person.mail_address for row in rows]
    return frozenset(BouncedAddress.objects.filter(address__in=addresses).values_list("address", flat=True))


def _answer_cell(text: questions.DisplayedAnswer) -> str:
    return LinkedText.to(text.file.get_absolute_url(), text.text) if text.file else text.text
