"""What organisers see of those with a place: who has completed their details, who arrives when, who pays."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.models import Event, EventQuestion, Registration, TravelLook
from events.permissions import Action, TeamRequest, event_for
from events.questions import queries as questions
from events.registration.errors import RegistrationError
from events.registration.forms import country_choices, parse_keys
from events.spreadsheets import writer
from events.travel import funding, queries, services, table
from events.travel.forms import FundingForm

PAGE = 50


@dataclass(frozen=True)
class TravellerRow:
    traveller: queries.Traveller
    state: str
    to_look_at: list[str]


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_GET
def travel(request: TeamRequest, event: Event) -> HttpResponse:
    everybody = queries.travellers(event)
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    page = Paginator(table.shown_travellers(everybody, show, sort), PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "may": request.may,
        "page_obj": page,
        "rows": [TravellerRow(one, table.state(one), table.needs_review(one)) for one in page],
        "counts": table.counts(everybody),
        "show": show if show in table.TravelFilter.values else table.TravelFilter.ALL,
        "sort": sort if sort in table.SORTS else "name",
        "to_remind": len(queries.to_remind(event, everybody)),
        "asks": event.asks_travel or queries.asked_of(event).exists(),
        "totals": funding.totals(event),
    }
    return render(request, "travel/travel.html", context)


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_GET
def travel_export(request: TeamRequest, event: Event) -> StreamingHttpResponse:
    found = table.shown_travellers(queries.travellers(event), request.GET.get("show", ""), request.GET.get("sort", ""))
    services.record_look(found, TravelLook.How.FILE, by=request.user)
    said = table.travel_cells(found, dict(country_choices()))
    return writer.table_response(f"{event.slug}-travel", request.GET.get("format", "csv"), table.headings(), said)


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_GET
def traveller(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    found = queries.traveller(_confirmed(event, pk))
    services.record_look([found], TravelLook.How.PAGE, by=request.user)
    told = questions.answers_of([pk], request.may).get(pk, [])
    context = {
        "event": event,
        "may": request.may,
        "row": TravellerRow(found, table.state(found), table.needs_review(found)),
        "told": [one for one in told if one.answer.question.stage == EventQuestion.Stage.CONFIRMED],
        "nationality": dict(country_choices()).get(found.facts.nationality, found.facts.nationality),
        "form": FundingForm(initial={"funding": found.registration.funding, "funder": found.registration.funder}),
    }
    return render(request, "travel/traveller.html", context)


@event_for(Action.VIEW_TRAVEL)
@require_POST
def changes_seen(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    services.mark_seen(_confirmed(event, pk), parse_keys(request.POST.getlist("change")), by=request.user)
    messages.success(request, _("Marked as seen."))
    return redirect("travel:traveller", event.slug, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def details_remind(request: TeamRequest, event: Event) -> HttpResponse:
    try:
        count = services.remind(event, by=request.user)
    except RegistrationError as error:
        messages.warning(request, error.advice)
    else:
        done = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", count)
        messages.success(request, done % {"count": count})
    return redirect("travel:travel", event.slug)


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def seats_funding(request: TeamRequest, event: Event) -> HttpResponse:
    """Who pays for whose seat: rows to tick, and one choice for all of them."""
    form = FundingForm(request.POST if request.method == "POST" else None)
    ticked = request.POST.getlist("registration")
    if request.method == "POST" and form.is_valid():
        if not ticked:
            form.add_error(None, _("Tick whom you mean first."))
        else:
            try:
                count = funding.set_funding(event, parse_keys(ticked), by=request.user, **form.cleaned_data)
            except RegistrationError as error:
                form.add_error(None, str(error.advice))
            else:
                done = ngettext("%(count)d registration changed.", "%(count)d registrations changed.", count)
                messages.success(request, done % {"count": count})
                return redirect(_back(request, event))
    ways = [("", _("Not decided yet")), *Registration.Funding.choices]
    chosen = request.GET.get("funding")
    found = event.registrations.active().select_related("person__organisation", "delegation__country")
    if chosen in dict(ways):
        found = found.filter(funding=chosen)
    context = {
        "event": event,
        "may": request.may,
        "form": form,
        "page_obj": Paginator(found.order_by("person__name", "pk"), PAGE).get_page(request.GET.get("page")),
        "ticked": set(ticked),
        "ways": ways,
        "chosen": chosen if chosen in dict(ways) else None,
        "totals": funding.totals(event),
    }
    return render(request, "travel/funding.html", context)


def _confirmed(event: Event, pk: int) -> Registration:
    found = get_object_or_404(event.registrations.confirmed(), pk=pk)
    found.event = event
    return found


def _back(request: TeamRequest, event: Event) -> str:
    """Return to the person whose page the form stood on, or to the list as it was filtered."""
    if "person" in request.POST and parse_keys([request.POST["person"]]):
        return reverse("travel:traveller", args=[event.slug, request.POST["person"]])
    return reverse("travel:funding", args=[event.slug], query=request.GET)
