"""The cost sheet of an event: the estimate, its approval, and the actual costs. Managers approve it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.security_log import SecurityEvent, record
from events.errors import DomainError
from events.journeys.costs import export as workbook
from events.journeys.costs import services
from events.journeys.costs.allowances import Provided
from events.journeys.costs.forms import (
    ActualForm,
    AllowanceDayFormSet,
    CostLineForm,
    MealsForm,
    PeopleForm,
    RateFormSet,
    RulesForm,
)
from events.journeys.costs.queries import SheetFigures, figures_of, funded_people, people_without_days, sheet_of
from events.journeys.costs.states import COST_SHEET
from events.models import AllowanceDay, CostLine, CostSheet, Event
from events.permissions import Action, TeamRequest, event_for
from events.spreadsheets.writer import table_response

Status = CostSheet.Status
type Forms = dict[str, Any]


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the sheet; with POST, save the form that the button names."""
    figures = figures_of(sheet_of(event))
    shown = _forms(request, event, figures)
    name = request.POST.get("form", "")
    if request.method == "POST":
        save = SAVERS.get(name)
        if save is None:
            raise Http404
        if shown[name].is_valid():
            try:
                messages.success(request, save(event, shown[name]))
            except DomainError as error:
                messages.error(request, error.advice)
            return redirect("costs:sheet", event.slug)
    found = figures.sheet
    context = {
        "event": event,
        "may": request.may,
        "figures": figures,
        "sheet": found,
        "is_open": found.status == Status.ESTIMATE,
        "steps": COST_SHEET.steps_from(found.status) if found.pk and Action.PUBLISH in request.may else [],
        "refused": name if request.method == "POST" else "",
        **shown,
    }
    return render(request, "costs/sheet.html", context)


@event_for(Action.PUBLISH)
@require_POST
def step(request: TeamRequest, event: Event) -> HttpResponse:
    """Approve, settle or reopen the sheet."""
    try:
        found = services.take_step(event, request.POST.get("step", ""), by=request.user)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The cost sheet is now: %(status)s.") % {"status": found.get_status_display()})
    return redirect("costs:sheet", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_safe
def export(request: TeamRequest, event: Event) -> StreamingHttpResponse:
    """Download the sheet as a workbook."""
    figures = figures_of(sheet_of(event))
    record(SecurityEvent.DATA_EXPORTED, request=request, event_id=event, what="costs")
    return table_response(f"{event.slug}-costs", "xlsx", workbook.headings(figures), workbook.rows(figures))


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def line_add(request: TeamRequest, event: Event) -> HttpResponse:
    return _line(request, event, CostLine(), Status.ESTIMATE)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def line_edit(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    found = get_object_or_404(CostLine.objects.select_related("sheet"), sheet__event=event, pk=pk)
    return _line(request, event, found, found.sheet.status)


def _line(request: TeamRequest, event: Event, line: CostLine, status: str) -> HttpResponse:
    form_class = CostLineForm if status == Status.ESTIMATE else ActualForm
    form = form_class(request.POST if request.method == "POST" else None, instance=line)
    removes = request.POST.get("step") == "remove" and line.pk is not None
    if request.method == "POST" and (removes or form.is_valid()):
        try:
            if removes:
                services.remove_line(event, line)
            elif status == Status.ESTIMATE:
                services.save_line(event, form.save(commit=False))
            else:
                services.save_actual(event, line, form.cleaned_data["actual"])
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("The cost is removed.") if removes else _("The cost is saved."))
        return redirect("costs:sheet", event.slug)
    context = {"event": event, "may": request.may, "form": form, "line": line, "status": status}
    return render(request, "costs/line.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def days(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show and change the days of one person; or compute them again from their legs."""
    rows = AllowanceDay.objects.filter(sheet__event=event, person=pk).select_related("person", "sheet")
    found = list(rows)
    person = found[0].person if found else None
    if person is None:
        raise Http404
    initial = [
        {name: getattr(row, name) for name in ("day", "night", "place", "lodging", "breakfast", "lunch", "dinner")}
        for row in found
    ]
    formset = AllowanceDayFormSet(request.POST if request.POST.get("step") == "save" else None, initial=initial)
    if request.method == "POST" and (response := _save_days(request, event, person, formset)):
        return response
    figures = figures_of(sheet_of(event))
    context = {
        "event": event,
        "may": request.may,
        "person": person,
        "formset": formset,
        "own": next((one for one in figures.people if one.person == person), None),
        "sheet": figures.sheet,
        "is_open": figures.sheet.status == Status.ESTIMATE,
    }
    return render(request, "costs/days.html", context)


def _save_days(request: TeamRequest, event: Event, person: User, formset: Any) -> HttpResponse | None:
    """Carry out the step of the posted form. Return None if the form has errors."""
    name = request.POST.get("step", "")
    if name == "save" and not formset.is_valid():
        return None
    try:
        if name == "save":
            services.save_days(event, person, formset.days())
        elif name == "compute":
            services.compute_days(event, [person])
        elif name == "remove":
            services.save_days(event, person, [])
        else:
            raise Http404
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Saved: the days of %(name)s.") % {"name": person.full_name})
    return redirect("costs:sheet", event.slug)


def _forms(request: TeamRequest, event: Event, figures: SheetFigures) -> Forms:
    """Return the forms of the page; the posted one is bound."""
    posted = request.POST.get("form", "") if request.method == "POST" else ""

    def bound(name: str) -> Any:
        return request.POST if posted == name else None

    funded = funded_people(event)
    planned = sorted({one.row.day for person in figures.people for one in person.days})
    rates = [{"place": place, "amount": amount} for place, amount in figures.rates.items()]
    rates += [{"place": place} for place in figures.missing_rates]
    return {
        "rules": RulesForm(bound("rules")) if posted == "rules" else RulesForm.of(figures.sheet),
        "rates": RateFormSet(bound("rates"), initial=rates, prefix="rates"),
        "compute": PeopleForm(bound("compute"), people=people_without_days(event, funded), funded=funded),
        "meals": MealsForm(
            bound("meals"), days=[(day.isoformat(), date_format(day, "D j M")) for day in planned], prefix="meals"
        ),
    }


def _save_rules(event: Event, form: RulesForm) -> str:
    services.save_rules(event, currency=form.cleaned_data["currency"], rule=form.rule())
    return _("Saved: the rules of the allowance.")


def _save_rates(event: Event, formset: Any) -> str:
    services.save_rates(event, formset.rates())
    return _("Saved: the daily rates.")


def _compute(event: Event, form: PeopleForm) -> str:
    people = form.chosen()
    services.compute_days(event, people)
    text = ngettext("%(count)d person has days now.", "%(count)d people have days now.", len(people))
    return text % {"count": len(people)}


def _save_meals(event: Event, form: MealsForm) -> str:
    cleaned = form.cleaned_data
    given = Provided(breakfast=cleaned["breakfast"], lunch=cleaned["lunch"], dinner=cleaned["dinner"])
    count = services.provide(event, date.fromisoformat(cleaned["day"]), given)
    return ngettext("Saved for %(count)d person.", "Saved for %(count)d people.", count) % {"count": count}


# By the value of the button.
SAVERS: dict[str, Callable[[Event, Any], str]] = {
    "rules": _save_rules,
    "rates": _save_rates,
    "compute": _compute,
    "meals": _save_meals,
}
