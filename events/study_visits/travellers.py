"""Who travels on a study visit or a mission, with the registration of each participant."""

from dataclasses import dataclass

from accounts.models import User
from events.journeys import people
from events.models import Event, Registration


@dataclass(frozen=True)
class VisitTraveller:
    """registration: None for the staff. group: the country of the delegation, or the role."""

    person: User
    group: str
    registration: Registration | None = None


def travellers_of(event: Event) -> dict[int, VisitTraveller]:
    """Return the travellers by the key of the person: first the participants by country, then the staff. Seven queries.

    The travel details and papers of the participants are loaded, and not decrypted."""
    rows = event.registrations.confirmed().select_related("travel", "traveller_file")
    registrations = {registration.person_id: registration for registration in rows}
    participants: dict[int, VisitTraveller] = {}
    staff: dict[int, VisitTraveller] = {}
    for key, one in people.travellers_of(event).items():
        registration = registrations.get(key)
        if registration:
            registration.event, registration.person = event, one.person
        (participants if registration else staff)[key] = VisitTraveller(one.person, one.group, registration)
    return participants | staff
