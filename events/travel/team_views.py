"""The organisers' pages of travel details and funding."""

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

from accounts.security_log import SecurityEvent, record
from events.errors import DomainError
from events.mails import rules
from events.models import Event, EventQuestion, Registration, TravelLook
from events.models.country import country_names
from events.permissions import Action, TeamRequest, event_for
from events.questions.queries import displayed_answers
from events.registration.errors import RegistrationError
from events.registration.forms import parse_keys
from events.spreadsheets import writer
from events.travel import queries, services, table
from events.travel.forms import FundingForm
from events.travel.funding import funding_totals, set_funding

PAGE_SIZE = 50


@dataclass(frozen=True)
class TravellerRow:
    """A traveller with the state of the details and the reasons for a review, in words."""

    traveller: queries.Traveller
    state: str
    review_reasons: list[str]

    @classmethod
    def of(cls, traveller: queries.Traveller) -> "TravellerRow":
        return cls(traveller, table.details_status(traveller), table.review_reasons(traveller))


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_GET
def traveller_list(request: TeamRequest, event: Event) -> HttpResponse:
    travellers = queries.travellers_of(event)
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    page = Paginator(table.filter_travellers(travellers, show, sort), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "may": request.may,
        "page_obj": page,
        "rows": [TravellerRow.of(traveller) for traveller in page],
        "counts": table.filter_counts(travellers),
        "show": show if show in table.TravelFilter.values else table.TravelFilter.ALL,
        "sort": sort if sort in table.SORTS else "name",
        "to_remind": (
            len(queries.travellers_to_remind(event, travellers)) if rules.is_allowed(event, queries.REMINDER) else 0
        ),
        "asks_details": event.asks_travel or queries.detail_questions(event).exists(),
        "totals": funding_totals(event),
    }
    return render(request, "travel/traveller_list.html", context)


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_GET
def travel_export(request: TeamRequest, event: Event) -> StreamingHttpResponse:
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    travellers = table.filter_travellers(queries.travellers_of(event), show, sort)
    services.record_views(travellers, TravelLook.How.FILE, by=request.user)
    rows = table.export_rows(travellers, country_names())
    file_format = request.GET.get("format", "csv")
    record(SecurityEvent.DATA_EXPORTED, request=request, what="travel", event_id=event)
    return writer.table_response(f"{event.slug}-travel", file_format, table.export_headings(), rows)


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_GET
def traveller_detail(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    traveller = queries.traveller_for(_confirmed_or_404(event, pk))
    services.record_views([traveller], TravelLook.How.PAGE, by=request.user)
    person = traveller.registration.person_id
    record(SecurityEvent.PERSONAL_DATA_VIEWED, request=request, subject=person, what="travel", event_id=event)
    registration, nationality = traveller.registration, traveller.travel_data.nationality
    answers = displayed_answers([pk], request.may).get(pk, [])
    context = {
        "event": event,
        "may": request.may,
        "row": TravellerRow.of(traveller),
        "answers": [answer for answer in answers if answer.answer.question.stage == EventQuestion.Stage.CONFIRMED],
        "nationality": country_names().get(nationality, nationality),
        "form": FundingForm(initial={"funding": registration.funding, "funder": registration.funder}),
    }
    return render(request, "travel/traveller_detail.html", context)


@event_for(Action.VIEW_TRAVEL)
@require_POST
def key_changes_seen(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    services.mark_changes_seen(
        _confirmed_or_404(event, pk), parse_keys(request.POST.getlist("change")), by=request.user
    )
    messages.success(request, _("Marked as seen."))
    return redirect("travel:traveller", event.slug, pk)


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def details_remind(request: TeamRequest, event: Event) -> HttpResponse:
    try:
        count = services.remind(event, by=request.user)
    except DomainError as error:
        messages.warning(request, error.advice)
    else:
        done = ngettext("%(count)d person will be reminded.", "%(count)d people will be reminded.", count)
        messages.success(request, done % {"count": count})
    return redirect("travel:travel", event.slug)


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def funding_edit(request: TeamRequest, event: Event) -> HttpResponse:
    """Set one funding for the registrations that are selected in the list, or for the person whose page has the form."""
    form = FundingForm(request.POST if request.method == "POST" else None)
    selected = request.POST.getlist("registration")
    if request.method == "POST" and form.is_valid() and _save_funding(request, event, form, selected):
        return redirect(_next_page(request, event))
    choices = [("", _("Not decided yet")), *Registration.Funding.choices]
    shown = request.GET.get("funding")
    registrations = event.registrations.active().select_related("person__organisation", "delegation__country")
    if shown in dict(choices):
        registrations = registrations.filter(funding=shown)
    page = Paginator(registrations.order_by("person__name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "may": request.may,
        "form": form,
        "page_obj": page,
        "selected": set(selected),
        "choices": choices,
        "shown": shown if shown in dict(choices) else None,
        "totals": funding_totals(event),
    }
    return render(request, "travel/funding.html", context)


def _save_funding(request: TeamRequest, event: Event, form: FundingForm, selected: list[str]) -> bool:
    """Save the funding of the selected registrations and add a message; otherwise add an error to the form."""
    if not selected:
        form.add_error(None, _("Select one or more people first."))
        return False
    try:
        count = set_funding(event, parse_keys(selected), by=request.user, **form.cleaned_data)
    except RegistrationError as error:
        form.add_error(None, str(error.advice))
        return False
    done = ngettext("%(count)d registration changed.", "%(count)d registrations changed.", count)
    messages.success(request, done % {"count": count})
    return True


def _confirmed_or_404(event: Event, pk: int) -> Registration:
    registration = get_object_or_404(event.registrations.confirmed(), pk=pk)
    registration.event = event
    return registration


def _next_page(request: TeamRequest, event: Event) -> str:
    """Return the URL of the person whose page has the form, or of the list with its filter."""
    if "person" in request.POST and parse_keys([request.POST["person"]]):
        return reverse("travel:traveller", args=[event.slug, request.POST["person"]])
    return reverse("travel:funding", args=[event.slug], query=request.GET)
