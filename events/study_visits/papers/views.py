"""The papers of travellers, and the emergency contacts during the visit."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.security_log import SecurityEvent, record
from events.errors import DomainError
from events.models import Event, TravellerFile, TravelLook
from events.permissions import Action, TeamRequest, event_for
from events.spreadsheets.writer import Cell, table_response
from events.study_visits.papers import queries, services
from events.study_visits.papers.forms import VisaForm
from events.study_visits.papers.guards import for_tour_leader
from events.study_visits.papers.replacing import replaced_people
from events.travel.services import record_views


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_safe
def papers(request: TeamRequest, event: Event) -> HttpResponse:
    shown = queries.papers_of(event)
    record_views(shown.looked_at, TravelLook.How.PAGE, by=request.user)
    context = {"event": event, "may": request.may, "papers": shown, "replaced": replaced_people(event)}
    return render(request, "study_visits/papers.html", context)


@event_for(Action.VIEW_TRAVEL)
@require_POST
def replacement(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Record what has the name of a successor now."""
    registration = get_object_or_404(event.registrations, pk=pk)
    services.settle_replacement(registration, request.POST.getlist("changed"), by=request.user)
    messages.success(request, _("Saved: what is changed."))
    return redirect("study_visits:papers", event.slug)


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_safe
def papers_export(request: TeamRequest, event: Event) -> StreamingHttpResponse:
    """Download the table of the page as a workbook."""
    shown = queries.papers_of(event)
    record_views(shown.looked_at, TravelLook.How.FILE, by=request.user)
    record(SecurityEvent.DATA_EXPORTED, request=request, what="papers", event_id=event)
    headings = [_("Group"), _("Name"), *(leg.name or str(leg) for leg in shown.legs), _("Visa"), _("Since"), _("Note")]
    headings += [_("Passport valid until"), _("Passport"), _("Insurance"), _("Flight in"), _("Flight out")]
    return table_response(f"{event.slug}-papers", "xlsx", headings, [_cells(row) for row in shown.rows])


def _cells(row: queries.PapersRow) -> list[Cell]:
    file, expires_on = row.file, row.travel_data.passport_expires_on
    return [
        row.traveller.group,
        row.traveller.person.full_name,
        *("x" if is_on else "" for is_on in row.on_legs),
        row.visa,
        file.visa_on.isoformat() if file and file.visa_on else "",
        file.visa_note if file else "",
        expires_on.isoformat() if expires_on else "",
        _("expires within six months after the visit") if row.expires_early else "",
        row.insurance,
        row.flight_in,
        row.flight_out,
    ]


@event_for(Action.VIEW_TRAVEL)
@never_cache
@require_http_methods(["GET", "POST"])
def visa(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Change the state of the visa of a participant, with its history."""
    registration = get_object_or_404(event.registrations.confirmed().select_related("person"), pk=pk)
    registration.event = event
    file = TravellerFile.objects.filter(registration=registration).first() or TravellerFile(registration=registration)
    form = VisaForm(request.POST if request.method == "POST" else None, file=file)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_visa(registration, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved: the visa."))
            return redirect("study_visits:papers", event.slug)
    changes = list(file.visa_changes.select_related("by").order_by("-at", "-pk")) if file.pk else []
    context = {"event": event, "registration": registration, "file": file, "form": form, "changes": changes}
    return render(request, "study_visits/visa.html", context)


@for_tour_leader
@never_cache
@require_safe
def emergency(request: TeamRequest, event: Event) -> HttpResponse:
    """Show whom to call for each participant, from the day before the visit until the day after it. Each look is logged."""
    days, today = queries.emergency_days(event), now().astimezone(event.zone).date()
    is_open = days is not None and days[0] <= today <= days[1]
    rows = queries.emergency_rows(event) if is_open else []
    looked = [row.traveller.registration for row in rows if row.traveller.registration and not row.data.is_empty]
    services.record_emergency_looks(looked, by=request.user)
    for registration in looked:
        record(
            SecurityEvent.PERSONAL_DATA_VIEWED,
            request=request,
            subject=registration.person_id,
            what="emergency",
            event_id=event,
        )
    context = {"event": event, "may": request.may, "days": days, "is_open": is_open, "rows": rows}
    return render(request, "study_visits/emergency.html", context)
