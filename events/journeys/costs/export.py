"""A cost sheet as a table."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.journeys.costs.queries import SheetFigures
from events.models import CostLine
from events.spreadsheets.writer import Cell


def headings(figures: SheetFigures) -> list[str]:
    currency = {"currency": figures.sheet.currency}
    return [
        _("Kind"),
        _("What"),
        _("Day"),
        _("Place"),
        _("Units"),
        _("Price or rate, %(currency)s") % currency,
        _("Paid share, %"),
        _("Planned, %(currency)s") % currency,
        _("Actual, %(currency)s") % currency,
        _("Paid by"),
    ]


def rows(figures: SheetFigures) -> Iterator[list[Cell]]:
    """Yield the costs, the days with an allowance, and the totals. Cells with amounts are numbers."""
    for line in figures.lines:
        actual: Cell = "" if line.actual is None else line.actual
        planned: list[Cell] = [line.units, line.price, "", line.planned, actual]
        yield [line.get_kind_display(), line.what, "", "", *planned, line.get_funding_display()]
    programme = str(CostLine.Funding.PROGRAMME.label)
    for person in figures.people:
        for one in person.days:
            rate: Cell = "" if one.rate is None else one.rate
            amount: Cell = "" if one.amount is None else one.amount
            facts: list[Cell] = [person.person.full_name, date_format(one.row.day, "Y-m-d"), one.row.place]
            yield [_("Daily allowance"), *facts, 1, rate, one.percent, amount, amount, programme]
    for total in figures.by_funding:
        yield [_("Total"), total.label, "", "", "", "", "", total.planned, total.actual, total.label]
    yield [_("Total"), "", "", "", "", "", "", figures.planned, figures.actual, ""]
