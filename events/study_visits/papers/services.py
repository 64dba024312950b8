"""Services for the papers of travellers. Each is one transaction that locks the event."""

from datetime import date

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.models import Registration, TravellerFile, TravelLook
from events.registration import transitions
from events.study_visits.papers.states import VISA


@transaction.atomic
def change_visa(
    registration: Registration, step: str, *, on: date | None = None, note: str = "", by: User | None
) -> TravellerFile:
    """Carry out a step of the visa, and keep its day and note in the history. on: today if it is None.

    Raise StepNotAllowedError."""
    event = transitions.lock_event(registration.event)
    file = TravellerFile.objects.filter(registration=registration).first() or TravellerFile(registration=registration)
    file.visa = VISA.target(step, file.visa)
    file.visa_on, file.visa_note = on or now().astimezone(event.zone).date(), note
    file.save()
    file.visa_changes.create(visa=file.visa, visa_on=file.visa_on, note=note, by=by)
    return file


def record_emergency_looks(registrations: list[Registration], *, by: User) -> None:
    """Record in the access log that a person sees the emergency contacts of these people, once a day for each."""
    moment = now()
    TravelLook.objects.bulk_create(
        [
            TravelLook(
                registration=registration,
                by=by,
                how=TravelLook.How.EMERGENCY,
                on=moment.astimezone(registration.event.zone).date(),
            )
            for registration in registrations
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
