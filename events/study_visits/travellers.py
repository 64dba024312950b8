"""Who travels on a study visit: people with a confirmed seat, the tour leader, and contributors with an account."""

from dataclasses import dataclass

from accounts.models import User
from events.models import Contributor, Event, Registration, StudyVisit


@dataclass(frozen=True)
class VisitTraveller:
    """registration: None for the staff. group: the country of the delegation, or the role."""

    person: User
    group: str
    registration: Registration | None = None


def travellers_of(event: Event) -> dict[int, VisitTraveller]:
    """Return the travellers by the key of the person: first the participants by country, then the staff. Three queries."""
    found: dict[int, VisitTraveller] = {}
    rows = event.registrations.confirmed().filter(person__is_active=True)
    for registration in rows.select_related("person", "delegation__country", "travel", "traveller_file"):
        registration.event = event
        found[registration.person_id] = VisitTraveller(registration.person, _country(registration), registration)
    participants = sorted(found.values(), key=lambda one: (one.group, one.person.full_name, one.person.pk))
    staff: dict[int, VisitTraveller] = {}
    visit = StudyVisit.objects.filter(event=event, tour_leader__is_active=True).select_related("tour_leader").first()
    if visit and visit.tour_leader:
        label = str(StudyVisit._meta.get_field("tour_leader").verbose_name)  # type: ignore[union-attr]
        staff[visit.tour_leader.pk] = VisitTraveller(visit.tour_leader, label.capitalize())
    tasks = Contributor.objects.filter(session__event=event, person__is_active=True).not_declined()
    for task in tasks.select_related("person").order_by("person__name", "pk"):
        if task.person and task.role != Contributor.Role.HOST:
            staff.setdefault(task.person.pk, VisitTraveller(task.person, str(task.get_role_display())))
    others = {key: one for key, one in staff.items() if key not in found}
    return {one.person.pk: one for one in participants} | others


def _country(registration: Registration) -> str:
    delegation = registration.delegation
    return delegation.country.name if delegation and delegation.country else ""
