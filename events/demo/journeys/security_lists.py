"""The list with passport data of the host that needs it: travellers who agree, refuse or have not answered, and a reader."""

from datetime import date

from accounts.models import User
from events.demo.people import DOMAIN
from events.journeys.security_lists import services
from events.models import Event, Meeting, Registration

READER = {"name": "Kimura Sota", "email": f"kimura.sota@{DOMAIN}"}


def birth_date(position: int) -> date:
    """Return an invented date of birth, another one for each position of a traveller."""
    return date(1974 + 2 * position % 20, 1 + position % 12, 3 + 2 * position % 25)


def load(event: Event, registrations: list[Registration], *, by: User) -> None:
    """Ask the travellers for their consent. The last one refuses, the one before has not answered."""
    meeting = Meeting.objects.get(session__event=event, security_list=Meeting.SecurityList.BIRTH_DATES)
    services.ask_travellers(meeting, by=by)
    consents = {consent.registration_id: consent.pk for consent in meeting.passport_consents.all()}
    *agreeing, _silent, refusing = registrations
    for registration in agreeing:
        services.answer(event, registration.person, {consents[registration.pk]: True})
    services.answer(event, refusing.person, {consents[refusing.pk]: False})
    services.release_to(meeting, **READER, by=by)
