"""The page with the table of registrations, and the context of a single row."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from events.balance.queries import balance
from events.contributors.queries import search_contributors
from events.models import Event, Registration
from events.notes.forms import TagForm
from events.participants import table
from events.participants.cell_markup import CellStyle, cells_markup, shortened
from events.participants.columns import ALWAYS, SORTS
from events.participants.filter_chips import filter_chips
from events.participants.registration_filter import RegistrationFilter
from events.participants.row_signs import Sign, row_signs, with_signs
from events.participants.selection import offered_count, selection_of
from events.participants.table import TableSummary, TableView
from events.participants.table_form import TableForm
from events.permissions import TeamRequest
from events.registration.errors import DelegationFullError, ReasonRequiredError, RegistrationError
from events.registration.forms import parse_keys
from events.registration.undoing import pending_decisions

Status = Registration.Status
PAGE_SIZE = 50
MOST_CELLS = 1200  # on a page: with many columns it has fewer rows, so that the page stays small
LONGEST_LABEL = 40
# The columns that disappear first, and next, when the table becomes narrow. Columns that a user has chosen stay.
FIT = {"organisation": "is-2nd", "constituency": "is-2nd", "mode": "is-3rd", "tags": "is-4th", "registered": "is-3rd"}
MOST_NAMES = 20  # of people on other pages for whom a decision has failed
# These errors do not occur if the delegation gets an extra seat, with a reason.
EXTRA_SEAT_ERRORS = (DelegationFullError, ReasonRequiredError)


class SelectionOutdatedError(RegistrationError):
    advice = gettext_lazy(
        "Nothing was changed: other people match these filters now. Look at the list again, then decide."
    )


@dataclass(frozen=True)
class BulkRequest:
    """An action that failed: the page shows its errors and the typed values again."""

    errors: Mapping[int, RegistrationError] = field(default_factory=dict)  # by the key of the registration
    reason: str = ""
    tag_form: TagForm | None = None


@dataclass(frozen=True)
class TableRow:
    registration: Registration
    name: str
    cells: SafeString  # the HTML of the other cells
    problem: str = ""
    is_selected: bool = False
    signs: list[Sign] = field(default_factory=list)
    under_name: str = ""  # where the other columns have no room


@dataclass(frozen=True)
class Heading:
    key: str
    label: str
    sort: str  # the sort order of its link. Empty if the table cannot be sorted by this column.
    aria: str  # the current order of this column: "ascending", "descending" or ""
    fit: str = ""


def show(request: TeamRequest, event: Event, form: TableForm, bulk_request: BulkRequest | None = None) -> HttpResponse:
    """Return the page with the view of form. bulk_request is an action that has failed."""
    bulk_request = bulk_request or BulkRequest()
    view = form.view()
    by_status = table.summaries_by_status(event)
    summary = _summary(form, by_status)
    selection = selection_of(form)
    chosen = selection.keys if selection else []
    pages = Paginator(_rows_in_order(form.matching(), form, chosen), _per_page(view))
    pages.count = summary.count
    page = pages.get_page(request.GET.get("page"))
    status = status_summary(form, by_status)
    selected = {*request.POST.getlist("registration"), *map(str, chosen)}
    rows = _rows(page, event, form, bulk_request.errors, selected=selected)
    here = {row.registration.pk for row in rows}
    context = {
        "event": event,
        "form": form,
        "page_obj": page,
        "registrations": [row.registration for row in rows],
        "rows": rows,
        "headings": [_heading(key, event, form) for key in view.columns],
        "chips": filter_chips(form),
        "selection": selection,
        "selected_elsewhere": [key for key in chosen if key not in here],
        "offered_count": offered_count(event, status["counts"]) if form.may_decide else 0,
        "balance": balance(event, chosen, form.countries) if form.may_decide else None,
        "problems": _problems_elsewhere(event, bulk_request.errors, page),
        "summary": summary,
        "contributors": search_contributors(event, form.registration_filter().search),
        "is_all_selected": bool(bulk_request.errors or bulk_request.tag_form) and "all" in request.POST,
        "reason": bulk_request.reason,
        "tag_form": bulk_request.tag_form or TagForm(),
        "can_exceed_seats": any(isinstance(error, EXTRA_SEAT_ERRORS) for error in bulk_request.errors.values()),
        "may_decide": form.may_decide,
        "may": request.may,
        "decisions_to_undo": pending_decisions(event) if form.may_decide else None,
        **status,
    }
    return render(request, "participants/registrations.html", context)


def status_summary(form: TableForm, by_status: Mapping[str, TableSummary]) -> dict[str, Any]:
    """Return the context of the line above the table: the numbers of the event, and of its possible duplicates."""
    counts = [(key.value, str(key.label), by_status[key].count if key in by_status else 0) for key in Status]
    return {"counts": counts, "duplicates": len(form.pairs)}


def _summary(form: TableForm, by_status: Mapping[str, TableSummary]) -> TableSummary:
    """Return the summary of the rows that match the filters. No query if they restrict nothing but the status."""
    wanted = form.registration_filter()
    if wanted != RegistrationFilter(status=wanted.status):
        return table.summary(form.matching())
    found = [summary for status, summary in by_status.items() if wanted.status in {"", status}]
    return TableSummary(sum(one.count for one in found), sum(one.checksum for one in found))


def selected_keys(request: TeamRequest, form: TableForm) -> list[int]:
    """Return the keys of the selected rows, or of all rows that match the filters if "all" is selected.

    Raise SelectionOutdatedError if other rows match than when the page was shown."""
    if "all" not in request.POST:
        return parse_keys(request.POST.getlist("registration"))
    rows = form.matching()
    if not form.filters_make_sense or request.POST["all"] != str(table.summary(rows)):
        raise SelectionOutdatedError
    return list(rows.values_list("pk", flat=True))


def row_of(registration_key: int, event: Event, form: TableForm) -> TableRow | None:
    """Return the row of one registration in the view of form, or None if the registration does not exist."""
    rows = _rows_in_order(event.registrations.filter(pk=registration_key), form)
    return next(iter(_rows(rows, event, form, {}, selected=())), None)


def _rows_in_order(
    rows: QuerySet[Registration], form: TableForm, first: Collection[int] = ()
) -> QuerySet[Registration]:
    in_order = table.in_order(rows, form.view(), first)
    return with_signs(in_order) if form.may_decide else in_order


def _per_page(view: TableView) -> int:
    return min(PAGE_SIZE, MOST_CELLS // len(view.columns))


def _rows(
    rows: Iterable[Registration],
    event: Event,
    form: TableForm,
    errors: Mapping[int, RegistrationError],
    *,
    selected: Collection[str],
) -> list[TableRow]:
    view, registrations = form.view(), list(rows)
    signs: dict[int, list[Sign]] = {}
    if form.may_decide:
        signs = row_signs(event, registrations, form.pairs)
    has_waiting = any(row.status == Status.WAITLISTED for row in registrations)
    lookups = table.lookup_tables(event, form.countries, form.may, has_waiting=has_waiting)
    style, found = _cell_style(event, form), []
    for registration, texts in zip(registrations, table.table_cells(registrations, view, lookups), strict=True):
        cells = dict(zip(view.columns, texts, strict=True))
        found.append(
            TableRow(
                registration,
                shortened(str(cells.pop(ALWAYS))),
                cells_markup(registration, cells, lookups, style),
                str(errors[registration.pk].advice) if registration.pk in errors else "",
                str(registration.pk) in selected,
                signs.get(registration.pk, []),
                _under_name(registration, form),
            )
        )
    return found


def _cell_style(event: Event, form: TableForm) -> CellStyle:
    columns = form.view().columns
    return CellStyle(
        labels={key: shortened(column.heading(event), LONGEST_LABEL) for key, column in columns.items()},
        fits={key: fit for key in columns if (fit := _fit(key, form))},
        has_own_columns=form.has_own_columns,
    )


def _fit(key: str, form: TableForm) -> str:
    return "is-keep" if key == "status" else "" if form.has_own_columns else FIT.get(key, "")


def _under_name(registration: Registration, form: TableForm) -> str:
    if form.has_own_columns:
        return ""
    person = registration.person
    return " · ".join(filter(None, [form.countries.get(person.country, person.country), person.affiliation]))


def _heading(key: str, event: Event, form: TableForm) -> Heading:
    view, fit = form.view(), _fit(key, form)
    column = view.columns[key]
    label = column.heading(event) if form.has_own_columns else str(column.label)
    if key not in SORTS:
        return Heading(key, label, "", "", fit)
    if view.sort == key:
        return Heading(key, label, f"-{key}", "ascending", fit)
    return Heading(key, label, key, "descending" if view.sort == f"-{key}" else "", fit)


def _problems_elsewhere(event: Event, errors: Mapping[int, RegistrationError], page: Page) -> dict[str, object]:
    """Return why a decision failed for people on other pages: the first names, and the number of further people."""
    elsewhere = errors.keys() - {registration.pk for registration in page}
    if not elsewhere:
        return {}
    registrations = event.registrations.filter(pk__in=sorted(elsewhere)[:MOST_NAMES]).select_related("person")
    return {
        "named": [(row, errors[row.pk].advice) for row in registrations],
        "more": max(len(elsewhere) - MOST_NAMES, 0),
    }
