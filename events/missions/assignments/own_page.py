"""What the page of an expert shows."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now

from accounts.middleware import browser_zone
from accounts.models import User
from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.dates import when_text, zone_text
from events.journeys.links import journey_link
from events.missions.assignments.forms import AvailabilityForm, DeclarationForm, WithdrawalForm
from events.missions.assignments.meetings import own_meetings
from events.missions.deliverable_rows import DeliverableRow, read_rows
from events.missions.experts import services
from events.missions.experts.states import ASSIGNMENT
from events.missions.reports.queries import report_of, returned_version
from events.models import Assignment, Declaration, Event, LegTraveller, TermsOfReference

# The parts of the terms of reference that an expert reads.
TERMS_PARTS = (
    "background",
    "objective",
    "scope",
    "out_of_scope",
    "tasks",
    "profile",
    "inputs",
    "languages",
    "counterpart",
    "conduct",
    "assumptions",
)


def page_context(request: HttpRequest, assignment: Assignment, **forms: Any) -> dict[str, Any]:
    """Return the context of the page. forms: those that were posted with errors, by their name."""
    event = assignment.mission.event
    declaration = Declaration.objects.filter(assignment=assignment).first()
    terms = services.agreed_terms(assignment.mission)
    is_ahead = not event.is_past and event.status != Event.Status.CANCELLED
    is_on_mission = assignment.status in Assignment.ON_MISSION
    person = assignment.expert.person
    zone = person.zone if person and person.zone else browser_zone(request)
    invalid = forms.pop("invalid", None)
    local = now().astimezone(event.zone)
    return {
        "assignment": assignment,
        "event": event,
        "when": when_text(event),
        "countries": [] if event.venue else list(event.countries.all()),
        "is_draft": event.status == Event.Status.DRAFT,
        "may_accept": is_ahead and ASSIGNMENT.is_allowed("accept", assignment.status),
        "may_decline": is_ahead and ASSIGNMENT.is_allowed("decline", assignment.status),
        "may_withdraw": is_ahead and ASSIGNMENT.is_allowed("withdraw", assignment.status),
        "is_on_mission": is_on_mission,
        "meetings": own_meetings(assignment, zone, invalid) if is_on_mission else [],
        "writes_report": writes_report(assignment),
        "returned": returned_version(report_of(assignment.mission)) if writes_report(assignment) else None,
        "has_begun": event.starts_at is not None and event.starts_at <= now(),
        "journey": _journey_of(event, person) if is_on_mission else "",
        "emergency": assignment.mission.emergency if is_on_mission else "",
        "wants_declaration": is_on_mission or assignment.status == Assignment.Status.AVAILABLE,
        "declaration": declaration,
        "terms": terms,
        "terms_parts": parts_of(terms),
        "deliverables": deliverables_of(terms, event),
        "has_signed": terms is not None and assignment.terms_id == terms.pk,
        "answer_form": AvailabilityForm(initial={"note": assignment.condition or assignment.reason}),
        "declaration_form": DeclarationForm(declaration=declaration),
        "withdrawal_form": WithdrawalForm(),
        "contact": event.contact_address,
        "saved_at": f"{weekday_date(local)}, {clock_time(local)}",
        "saved_zone": zone_text(event.zone.key, local),
        **forms,
    }


def _journey_of(event: Event, person: User | None) -> str:
    """Return the link to the page of an expert with days, legs and hotels; "" if they are on no leg. One query."""
    if person is None or not LegTraveller.objects.filter(leg__event=event, person=person).exists():
        return ""
    return journey_link(event, person)


def writes_report(assignment: Assignment) -> bool:
    """Return whether the expert is an author of the report. Interpreters are not."""
    return assignment.status in Assignment.ON_MISSION and assignment.role != Assignment.Role.INTERPRETER


def parts_of(terms: TermsOfReference | None) -> list[tuple[str, str]]:
    """Return the parts of terms of reference that are not empty: their names and texts."""
    if terms is None:
        return []
    fields = [field for field in terms._meta.fields if field.name in TERMS_PARTS]
    return [(str(field.verbose_name), text) for field in fields if (text := getattr(terms, field.name))]


def deliverables_of(terms: TermsOfReference | None, event: Event) -> list[tuple[DeliverableRow, date | None]]:
    """Return the deliverables of terms of reference with their due days, which follow the days of the mission."""
    return [(row, row.due_on(event.days)) for row in read_rows(terms.deliverables)] if terms else []
