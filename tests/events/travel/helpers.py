"""Helpers for tests of travel details."""

from datetime import UTC, date, timedelta
from typing import Any

from accounts.models import User
from events.models import Event, Registration
from events.registration.services import register
from events.travel import queries
from events.travel.details import TravelData
from events.travel.services import save_details
from tests.factories import make_event, make_person


def make_travel_event(**fields: Any) -> Event:
    return make_event(**{"asks_travel": True, **fields})


def make_traveller(event: Event, **person: Any) -> Registration:
    return register(event, make_person(**person))


def complete_travel_data(event: Event, **changed: Any) -> TravelData:
    """Return complete travel data, with the given changes."""
    start = event.starts_at.astimezone(UTC)
    known = {
        "passport_name": "NGUYEN THI AN",
        "passport_number": "C1234567",
        "nationality": "VN",
        "passport_expires_on": date(start.year + 5, 1, 31),
        "arrival_at": start - timedelta(days=1),
        "arrival_with": "VN 601",
        "departure_at": start + timedelta(days=3),
        "visa": "yes",
        "allowance": "bank",
    }
    return TravelData(**{**known, **changed})


def save_all_details(
    registration: Registration,
    facts: TravelData | None = None,
    *,
    by: User | None = None,
    name: str = "",
    **answers: Any,
) -> queries.Traveller:
    """Save details as the person would: complete ones by default."""
    facts = complete_travel_data(registration.event) if facts is None else facts
    return save_details(
        registration,
        by=by or registration.person,
        certificate_name=name,
        travel_data=facts,
        answers=answers.pop("answers", {}),
    )


def posted_details(event: Event, **changed: Any) -> dict[str, str]:
    """Return what a browser posts for complete_travel_data()."""
    start = event.local_starts_at
    form = {
        "certificate_name": "",
        "passport_name": "NGUYEN THI AN",
        "passport_number": "c 1234567",
        "nationality": "VN",
        "passport_expires_on": f"{start.year + 5}-01-31",
        "arrival_at": f"{start - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "arrival_with": "VN 601",
        "departure_at": f"{start + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "departure_with": "",
        "visa": "yes",
        "allowance": "bank",
        "special_needs": "",
    }
    return form | changed
