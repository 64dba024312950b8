"""Services for the papers of travellers. Each is one transaction that locks the event."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.models import Nomination, Registration, TravellerFile, TravelLook
from events.registration import transitions
from events.study_visits.papers.replacing import NamedThing
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


@transaction.atomic
def settle_replacement(registration: Registration, things: Collection[str], *, by: User | None) -> None:
    """Record what the team has changed from the name of a replaced person to that of the successor.

    registration: of the successor. things: names of NamedThing; others are left out. Nothing happens without a replaced
    person."""
    event = transitions.lock_event(registration.event)
    changed = [thing.value for thing in NamedThing if thing in things]
    rows = Nomination.objects.filter(registration=registration, replaces__isnull=False)
    if rows.exclude(changed_things=changed).update(changed_things=changed):
        said = ", ".join(str(NamedThing(name).label) for name in changed)
        line = _("Changed to the name of a successor: %(things)s") % {"things": said}
        history.record(event, history.What.LEGS, [line], by=by)


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
