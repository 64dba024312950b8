"""The page of the table of registrations, and a row of it alone, as their templates need them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events.duplicates import queries as duplicates
from events.models import Event, Registration
from events.notes.forms import TagForm
from events.participants import table
from events.participants.columns import SORTS
from events.participants.table import TableView
from events.participants.table_form import TableForm
from events.registration.errors import DelegationFullError, ReasonRequiredError, RegistrationError
from events.registration.forms import parse_keys
from events.registration.queries import status_counts

PAGE = 50
CELLS = 1200  # on a page at most: with many columns it has fewer rows, so that it stays light
LONGEST_CELL = 100  # on the page; the person's own has all, and so has an export
NAMED = 20  # how many that are on other pages are named if a decision about them failed
# These errors do not occur if the delegation gets an extra seat, with a reason.
EXTRA_SEAT_ERRORS = (DelegationFullError, ReasonRequiredError)


class SelectionOutdatedError(RegistrationError):
    pass


@dataclass(frozen=True)
class BulkRequest:
    """What somebody asked for that could not be done: the page shows it once more, with what was typed."""

    errors: Mapping[int, RegistrationError] = field(default_factory=dict)  # by registration
    reason: str = ""
    tagging: TagForm | None = None


@dataclass(frozen=True)
class TableCell:
    key: str
    label: str
    text: str | int
    url: str = ""


@dataclass(frozen=True)
class TableRow:
    registration: Registration
    turn: int | None
    cells: list[TableCell]
    problem: str = ""
    is_ticked: bool = False


@dataclass(frozen=True)
class Heading:
    label: str
    sort: str  # what a click sorts by; "" if the column does not sort
    aria: str  # how the table is sorted by it now: "ascending", "descending", ""


def show(request: HttpRequest, event: Event, form: TableForm, asked: BulkRequest | None = None) -> HttpResponse:
    """Answer with the table as form has it, and with what stood in the way of what was asked."""
    asked = asked or BulkRequest()
    view = form.view()
    everybody = table.summary(form.matching())
    pages = Paginator(table.in_order(form.matching(), view), _per_page(view))
    pages.count = everybody.count
    page = pages.get_page(request.GET.get("page"))
    rows = _rows(page, event, form, asked.errors, ticked=set(request.POST.getlist("registration")))
    context = {
        "event": event,
        "form": form,
        "page_obj": page,
        "registrations": [row.registration for row in rows],
        "rows": rows,
        "headings": [_heading(key, event, view) for key in view.columns],
        "problems": _problems_elsewhere(event, asked.errors, page),
        "everybody": everybody,
        "is_all_ticked": bool(asked.errors or asked.tagging) and "all" in request.POST,
        "reason": asked.reason,
        "tagging": asked.tagging or TagForm(),
        "may_go_over": any(isinstance(error, EXTRA_SEAT_ERRORS) for error in asked.errors.values()),
        "may_decide": form.may_decide,
        "may": request.may,  # type: ignore[attr-defined]
        **status_summary(event, may_decide=form.may_decide),
    }
    return render(request, "participants/registrations.html", context)


def status_summary(event: Event, *, may_decide: bool) -> dict[str, Any]:
    """Return what the line above the table says of the whole event."""
    return {"counts": status_counts(event), "duplicates": duplicates.count(event) if may_decide else 0}


def selected_keys(request: HttpRequest, event: Event, form: TableForm) -> list[int]:
    """Return the keys of the ticked rows, or of all that fit the filters if that is ticked.

    Raises ChoiceOutOfDate unless those are the ones whom the page meant."""
    if "all" not in request.POST:
        return parse_keys(request.POST.getlist("registration"))
    found = form.matching()
    if not form.filters_make_sense or request.POST["all"] != str(table.summary(found)):
        raise SelectionOutdatedError(
            _("Nothing was changed: others fit these filters now. Look at them again, then decide.")
        )
    return list(found.values_list("pk", flat=True))


def row_of(registration_key: int, event: Event, form: TableForm) -> TableRow | None:
    """Return the row of one registration in the table as form has it; None if it is gone."""
    view = form.view()
    found = table.in_order(event.registrations.filter(pk=registration_key), view)
    return next(iter(_rows(found, event, form, {}, ticked=())), None)


def _per_page(view: TableView) -> int:
    return min(PAGE, CELLS // len(view.columns))


def _rows(
    registrations: Any,
    event: Event,
    form: TableForm,
    errors: Mapping[int, RegistrationError],
    *,
    ticked: Collection[str],
) -> list[TableRow]:
    view, found = form.view(), list(registrations)
    known = table.lookup_tables(event, form.countries, form.may)
    labels = [(key, Truncator(column.heading(event)).chars(40)) for key, column in view.columns.items()]
    return [
        TableRow(
            registration,
            known.turns.get(registration.pk),
            [
                TableCell(key, label, _short(text), getattr(text, "url", ""))
                for (key, label), text in zip(labels, said, strict=True)
            ],
            str(errors[registration.pk].advice) if registration.pk in errors else "",
            str(registration.pk) in ticked,
        )
        for registration, said in zip(found, table.table_cells(found, view, known), strict=True)
    ]


def _short(text: str | int) -> str | int:
    return Truncator(text).chars(LONGEST_CELL) if isinstance(text, str) else text


def _heading(key: str, event: Event, view: TableView) -> Heading:
    label = view.columns[key].heading(event)
    if key not in SORTS:
        return Heading(label, "", "")
    if view.sort == key:
        return Heading(label, f"-{key}", "ascending")
    return Heading(label, key, "descending" if view.sort == f"-{key}" else "")


def _problems_elsewhere(event: Event, errors: Mapping[int, RegistrationError], page: Page) -> dict[str, object]:
    """Return why a decision failed for those whom the page does not show: some by name, and how many more."""
    unseen = errors.keys() - {registration.pk for registration in page}
    if not unseen:
        return {}
    named = event.registrations.filter(pk__in=sorted(unseen)[:NAMED]).select_related("person")
    return {"named": [(row, errors[row.pk].advice) for row in named], "more": max(len(unseen) - NAMED, 0)}
