"""Services that save travel details, record changes and access, and send reminders. Each is one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts import encryption
from accounts.encryption import DecryptionError
from accounts.models import User
from accounts.services import update_profile
from events import history
from events.mails import rules
from events.models import Event, KeyChange, Registration, TravelDetails, TravelLook
from events.questions.answers import save_answers
from events.registration import transitions
from events.travel import emergency, notify, queries
from events.travel.details import TravelData
from events.travel.emergency import EmergencyData
from events.travel.errors import DetailsClosedError, NobodyToRemindError

Status = Registration.Status


@transaction.atomic
def save_details(
    registration: Registration,
    *,
    by: User | None,
    certificate_name: str,
    travel_data: TravelData | None,
    answers: Mapping[int, Any],
    in_emergency: EmergencyData | None = None,
) -> queries.Traveller:
    """Save the details of a person, complete or not; return their state.

    `travel_data` and `in_emergency` are None if they are not asked.

    Changes of data that letters, tickets and badges use are recorded for the organisers once the data was complete.

    Raise DetailsClosedError if the event has begun or the place is lost, and the errors of save_answers()."""
    registration = transitions.lock_registration(registration)
    if not queries.may_edit_details(registration):
        raise DetailsClosedError
    changed = []
    if certificate_name != registration.certificate_name:
        if registration.certificate_name:
            changed.append(KeyChange.What.CERTIFICATE_NAME)
        registration.certificate_name = certificate_name
        registration.save(update_fields=["certificate_name", "updated_at"])
    save_answers(registration, answers, by=by)
    if travel_data is not None and queries.asks_travel_data(registration):
        changed += _save_travel_data(registration, travel_data)
    if in_emergency is not None and emergency.asks_emergency(registration):
        emergency.save_emergency(registration, in_emergency)
    record_key_changes([registration], changed)
    return queries.traveller_for(registration)


def _save_travel_data(registration: Registration, travel_data: TravelData) -> list[KeyChange.What]:
    """Encrypt and save travel_data; return the key changes that organisers must review."""
    try:
        before = queries.travel_data_of(registration)
    except DecryptionError:
        if travel_data.is_empty:  # an empty form does not delete data that another key may decrypt
            return []
        before = TravelData()
    travel_data = replace(travel_data, was_complete=before.was_complete or not travel_data.missing())
    if travel_data.is_empty:
        TravelDetails.objects.filter(registration=registration).delete()
    elif travel_data != before:
        encrypted = encryption.encrypt(travel_data.as_json())
        TravelDetails.objects.update_or_create(registration=registration, defaults={"sealed": encrypted})
    return travel_data.changed_keys(before)


@transaction.atomic
def record_key_changes(registrations: Iterable[Registration], changed: Iterable[KeyChange.What]) -> None:
    """Record changes for the organisers to review. A change that they have not seen yet is recorded once."""
    kinds = [*changed]
    rows = [KeyChange(registration=registration, what=what) for registration in registrations for what in kinds]
    KeyChange.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def update_person(person: User, **fields: object) -> User:
    """Update the profile of person. A changed name is recorded for the events in which the person has a place."""
    # Read from the database, because a form has already assigned the new name to person.
    before = User.objects.values_list("name", flat=True).get(pk=person.pk)
    update_profile(person, **fields)
    if before and person.name != before:
        confirmed = Registration.objects.of(person).confirmed().filter(event__ahead_until__gte=now())
        record_key_changes(confirmed, [KeyChange.What.NAME])
    return person


@transaction.atomic
def mark_changes_seen(registration: Registration, keys: Iterable[int], *, by: User) -> int:
    """Mark these changes of the registration as seen; return how many were not marked before."""
    transitions.lock_event(registration.event)
    unseen = KeyChange.objects.filter(registration=registration, pk__in=list(keys), seen_at=None)
    return unseen.update(seen_at=now(), seen_by=by)


def record_views(travellers: Iterable[queries.Traveller], how: TravelLook.How, *, by: User) -> None:
    """Record in the access log that the team member `by` sees the travel data of these people, once a day for each.

    People whose data is empty or cannot be decrypted are left out."""
    moment = now()
    rows = [
        TravelLook(
            registration=traveller.registration,
            by=by,
            how=how,
            on=moment.astimezone(traveller.registration.event.zone).date(),
        )
        for traveller in travellers
        if not traveller.travel_data.is_empty
    ]
    TravelLook.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


@transaction.atomic
def remind(event: Event, *, by: User | None) -> int:
    """Remind all people with a place whose details are incomplete, each at most once a day; return how many.

    Raise DetailsClosedError if the event has begun, EventNotTakingPlaceError if it is postponed, and
    NobodyToRemindError."""
    event = transitions.lock_event(event)
    if not queries.accepts_details(event):
        raise DetailsClosedError
    rules.require(event, queries.REMINDER)
    count = notify.queue_reminders(queries.travellers_to_remind(event))
    if not count:
        raise NobodyToRemindError
    history.record(event, history.What.DETAILS, [history.people_notified(count)], by=by)
    return count
