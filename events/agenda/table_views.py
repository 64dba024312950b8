"""Who comes: the table of an event's registrations, decisions about them, its export, and one person's whole story."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from events.agenda import queries
from events.agenda.table_forms import TableForm
from events.models import Event, Registration
from events.permissions import Action, event_for
from events.registration import export, table
from events.registration import services as places
from events.registration.errors import DelegationFull, NotAll, ReasonNeeded, RegistrationError
from events.registration.forms import country_choices, keys_of
from events.registration.states import Step
from events.registration.table import View

DECISIONS = {"confirm": Step.CONFIRM, "waitlist": Step.WAITLIST, "decline": Step.DECLINE, "withdraw": Step.WITHDRAW}
# What a step was, where the states before and after it do not tell.
STEPS = {
    Step.NOMINATE: gettext_lazy("named for the delegation"),
    Step.ACCEPT: gettext_lazy("accepted the nomination"),
    Step.REPLACE: gettext_lazy("came in place of somebody else"),
    Step.SEAT: gettext_lazy("given a seat that became free"),
    Step.PROMOTE: gettext_lazy("moved up from the waiting list"),
    "funding": gettext_lazy("funding set"),  # no step: the status stays
}
PAGE = 50
LONGEST_REASON = 1000
NAMED = 20  # how many that are on other pages are named if a decision about them failed
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ChoiceOutOfDate(RegistrationError):
    pass


class ReasonTooLong(RegistrationError):
    advice = gettext_lazy("The reason is too long: a thousand characters are enough.")


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def registrations(request: HttpRequest, event: Event) -> HttpResponse:
    may_decide = Action.DECIDE_REGISTRATIONS in request.may
    form = TableForm(request.GET, event=event, may_decide=may_decide)
    view = form.view()
    errors: dict[int, str] = {}
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        step = DECISIONS.get(request.POST.get("decision", ""))
        if not may_decide or step is None:
            raise Http404
        try:
            if len(reason) > LONGEST_REASON:
                raise ReasonTooLong
            count = places.decide(
                event,
                _chosen(request, event, form),
                step,
                by=request.user,
                reason=reason,
                over_seats="over_seats" in request.POST,
            )
        except NotAll as error:
            errors = error.problems
            messages.error(request, error.advice)
        except (ChoiceOutOfDate, ReasonTooLong) as error:
            messages.error(request, error.advice)
        else:
            if count:
                done = ngettext("%(count)d registration changed.", "%(count)d registrations changed.", count)
                messages.success(request, done % {"count": count})
                return redirect(reverse("organise:registrations", args=[event.slug], query=request.GET))
            messages.warning(request, _("Tick whom you mean first."))
    found = table.matching(event, view)
    everybody = table.census(found)
    pages = Paginator(table.in_order(found, view), PAGE)
    pages.count = everybody.count
    page = pages.get_page(request.GET.get("page"))
    known = table.known(event, form.countries)
    rows = _rows(page, event, view, known, errors, ticked=set(request.POST.getlist("registration")))
    context = {
        "event": event,
        "form": form,
        "page_obj": page,
        "registrations": [row.registration for row in rows],
        "rows": rows,
        "headings": [_heading(key, event, view) for key in view.columns],
        "problems": _problems_elsewhere(event, errors, page),
        "counts": queries.status_counts(event),
        "everybody": everybody,
        "is_all_ticked": bool(errors) and "all" in request.POST,
        "reason": reason,
        "may_go_over": bool({str(DelegationFull.advice), str(ReasonNeeded.advice)} & set(errors.values())),
        "may_decide": may_decide,
        "may": request.may,
    }
    return render(request, "organise/registrations.html", context)


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def registrations_export(request: HttpRequest, event: Event) -> StreamingHttpResponse:
    form = TableForm(request.GET, event=event, may_decide=Action.DECIDE_REGISTRATIONS in request.may)
    view = form.view()
    rows = table.in_order(table.matching(event, view), view).iterator(chunk_size=1000)
    said = table.cells(rows, view, table.known(event, form.countries))
    headings = [column.heading(event) for column in view.columns.values()]
    name = f"{event.slug}-registrations"
    match request.GET.get("format", "csv"):
        case "csv":
            answer = StreamingHttpResponse(export.csv_chunks(headings, said), content_type="text/csv; charset=utf-8")
            answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
            return answer
        case "xlsx":
            file = export.xlsx_file(headings, said)
            return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
        case _:
            raise Http404


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_GET
def registration(request: HttpRequest, event: Event, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.one_registration(event, pk))
    found.event = event
    may_see_mails = Action.VIEW_DELIVERIES in request.may
    context = {
        "event": event,
        "registration": found,
        "person": found.person,
        "country": dict(country_choices()).get(found.person.country, found.person.country),
        "history": [(change, STEPS.get(change.action, "")) for change in queries.history(found)],
        "mails": queries.deliveries(event).filter(recipient=found.person) if may_see_mails else None,
        "elsewhere": queries.elsewhere(found),
        "may_decide": Action.DECIDE_REGISTRATIONS in request.may,
        "may": request.may,
    }
    return render(request, "organise/registration.html", context)


def _chosen(request: HttpRequest, event: Event, form: TableForm) -> list[int]:
    """Return the keys of the ticked rows, or of all that fit the filters if that is ticked.

    Raises ChoiceOutOfDate unless those are the ones whom the page meant."""
    if "all" not in request.POST:
        return keys_of(request.POST.getlist("registration"))
    found = table.matching(event, form.view())
    if not form.filters_make_sense or request.POST["all"] != str(table.census(found)):
        raise ChoiceOutOfDate(_("Nothing was changed: others fit these filters now. Look at them again, then decide."))
    return list(found.values_list("pk", flat=True))


@dataclass(frozen=True)
class Cell:
    key: str
    label: str
    text: str | int


@dataclass(frozen=True)
class Row:
    registration: Registration
    turn: int | None
    cells: list[Cell]
    problem: str
    is_ticked: bool


def _rows(
    page: Page, event: Event, view: View, known: table.Known, errors: dict[int, str], *, ticked: set[str]
) -> list[Row]:
    found = list(page)
    labels = [(key, column.heading(event)) for key, column in view.columns.items()]
    return [
        Row(
            registration,
            known.turns.get(registration.pk),
            [Cell(key, label, text) for (key, label), text in zip(labels, said, strict=True)],
            errors.get(registration.pk, ""),
            str(registration.pk) in ticked,
        )
        for registration, said in zip(found, table.cells(found, view, known), strict=True)
    ]


@dataclass(frozen=True)
class Heading:
    label: str
    sort: str  # what a click sorts by; "" if the column does not sort
    aria: str  # how the table is sorted by it now: "ascending", "descending", ""


def _heading(key: str, event: Event, view: View) -> Heading:
    label = table.COLUMNS[key].heading(event)
    if key not in table.SORTS:
        return Heading(label, "", "")
    if view.sort == key:
        return Heading(label, f"-{key}", "ascending")
    return Heading(label, key, "descending" if view.sort == f"-{key}" else "")


def _problems_elsewhere(event: Event, errors: dict[int, str], page: Page) -> dict[str, object]:
    """Return why a decision failed for those whom the page does not show: some by name, and how many more."""
    unseen = errors.keys() - {registration.pk for registration in page}
    if not unseen:
        return {}
    named = event.registrations.filter(pk__in=sorted(unseen)[:NAMED]).select_related("person")
    return {"named": [(row, errors[row.pk]) for row in named], "more": max(len(unseen) - NAMED, 0)}
