"""The figures of a study visit: rooms, diets, visas, passports, reports and actions. Each makes a fixed number of queries."""

from collections import Counter
from datetime import date

from accounts.encryption import DecryptionError
from events.models import DelegationReport, Event, FollowUp, Registration, TravellerFile
from events.study_visits.rooms.meals import meal_counts
from events.study_visits.rooms.queries import rooms_by_type, rooms_on, stays_of
from events.study_visits.travellers import travellers_of
from events.travel.queries import travel_data_of

NO_DIET = "none"
NOT_BEGUN = "not_begun"


def rooms_of_each_type(event: Event) -> dict[str, Counter[str]]:
    """Return the number of rooms of each type, by the name of the hotel. A shared room counts once."""
    stays = stays_of(event)
    names = dict.fromkeys(stay.hotel.name for stay in stays)
    return {name: rooms_by_type(stay for stay in stays if stay.hotel.name == name) for name in names}


def rooms_in_night(event: Event, hotel: str, night: date) -> int:
    """Return the number of rooms of a hotel that are used in a night."""
    return rooms_on([stay for stay in stays_of(event) if stay.hotel.name == hotel], night)


def diets(event: Event) -> dict[str, int]:
    """Return how many participants have each diet or allergy. NO_DIET: those without either."""
    meals = meal_counts(event, travellers_of(event), [])
    return {NO_DIET: meals.without} | dict(meals.all_diets) | dict(meals.allergies)


def diet_counts(event: Event) -> list[tuple[str, int]]:
    """Return the diets alone, for the page of a day. Allergies are health data, which that page does not have."""
    return meal_counts(event, travellers_of(event), []).all_diets


def visas(event: Event) -> Counter[str]:
    """Return how many participants have a visa in each state. Those without papers are in the state "unknown"."""
    states = event.registrations.confirmed().values_list("traveller_file__visa", flat=True)
    return Counter(state or TravellerFile.Visa.UNKNOWN.value for state in states)


def passports_expiring_early(event: Event) -> list[Registration]:
    """Return the registrations whose passport expires within six months after the event, by name.

    The caller records the look at the travel data."""
    rows = event.registrations.confirmed().select_related("person", "travel").order_by("person__name", "pk")
    return [row for row in rows if _expires_early(row, event)]


def late_reports(event: Event, today: date) -> list[str]:
    """Return the codes of the countries whose report was received late, or is due and not received."""
    reports = DelegationReport.objects.filter(event=event).select_related("event").order_by("country")
    return [report.country_id for report in reports if report.is_late(today)]


def actions_by_state(event: Event) -> dict[str, int]:
    """Return how many actions are done, partly done and not begun. Actions that no longer apply are left out."""
    counts = {FollowUp.Status.DONE.value: 0, FollowUp.Status.PARTLY.value: 0, NOT_BEGUN: 0}
    rows = FollowUp.objects.filter(event=event, kind=FollowUp.Kind.ACTION)
    for status in rows.exclude(status=FollowUp.Status.NOT_APPLICABLE).values_list("status", flat=True):
        counts[status if status in counts else NOT_BEGUN] += 1
    return counts


def _expires_early(registration: Registration, event: Event) -> bool:
    try:
        return travel_data_of(registration).expires_early(event)
    except DecryptionError:
        return False
