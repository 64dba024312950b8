"""What people tell once their place is confirmed: kept, looked at, asked for again. Each function is one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from accounts.services import update_profile
from events import history
from events.models import Event, KeyChange, Registration, TravelDetails, TravelLook
from events.questions.services import save_answers
from events.registration import transitions
from events.travel import encryption, notify, queries
from events.travel.details import TravelFacts
from events.travel.encryption import DecryptionError
from events.travel.errors import DetailsClosedError, NobodyToRemindError

Status = Registration.Status


@transaction.atomic
def save_details(
    registration: Registration,
    *,
    by: User | None,
    certificate_name: str,
    facts: TravelFacts | None,
    answers: Mapping[int, Any],
) -> queries.Traveller:
    """Keep what the person told so far; return how far they are. facts is None where no travel details are asked for.

    What changes once all was there, and papers depend on, is noted for the organisers to look at.

    Raises DetailsClosed once the event has begun or the place is lost, ConsentChanged as save_answers() does."""
    registration = transitions.lock_registration(registration)
    if not queries.may_change(registration):
        raise DetailsClosedError
    changed = []
    if certificate_name != registration.certificate_name:
        if registration.certificate_name:
            changed.append(KeyChange.What.CERTIFICATE_NAME)
        registration.certificate_name = certificate_name
        registration.save(update_fields=["certificate_name", "updated_at"])
    save_answers(registration, answers, by=by)
    if facts is not None and queries.travels(registration):
        changed += _keep(registration, facts)
    note_changes([registration], changed)
    return queries.traveller(registration)


def _keep(registration: Registration, facts: TravelFacts) -> list[KeyChange.What]:
    """Seal facts; return upon which of those that have changed papers depend."""
    try:
        before = queries.facts_of(registration)
    except DecryptionError:
        if facts.is_empty:  # an empty form does not wipe out what other keys may open
            return []
        before = TravelFacts()
    facts = replace(facts, was_complete=before.was_complete or not facts.missing())
    if facts.is_empty:
        TravelDetails.objects.filter(registration=registration).delete()
    elif facts != before:
        sealed = encryption.encrypt(facts.as_json())
        TravelDetails.objects.update_or_create(registration=registration, defaults={"sealed": sealed})
    return facts.changed_keys(before)


@transaction.atomic
def note_changes(registrations: Iterable[Registration], changed: Iterable[KeyChange.What]) -> None:
    """Let the organisers look at what has changed; what they have not seen yet is noted once."""
    kinds = [*changed]
    rows = [KeyChange(registration=registration, what=what) for registration in registrations for what in kinds]
    KeyChange.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def update_person(person: User, **fields: object) -> User:
    """Write down what person says of themselves; another name is noted at the events in which they have a place."""
    # From the database: a form has written what was typed into person before it was saved.
    before = User.objects.values_list("name", flat=True).get(pk=person.pk)
    update_profile(person, **fields)
    if before and person.name != before:
        confirmed = Registration.objects.of(person).confirmed().filter(event__ahead_until__gte=now())
        note_changes(confirmed, [KeyChange.What.NAME])
    return person


@transaction.atomic
def mark_seen(registration: Registration, keys: Iterable[int], *, by: User) -> int:
    """Note that by has seen these changes of the registration; return how many were new to the team."""
    transitions.lock_event(registration.event)
    unseen = KeyChange.objects.filter(registration=registration, pk__in=list(keys), seen_at=None)
    return unseen.update(seen_at=now(), seen_by=by)


def record_look(travellers: Iterable[queries.Traveller], how: TravelLook.How, *, by: User) -> None:
    """Note that by is shown what these people told for their journey; once a day each. Who told nothing, or what cannot
    be read, is not looked at."""
    moment = now()
    rows = [
        TravelLook(
            registration=one.registration, by=by, how=how, on=moment.astimezone(one.registration.event.zone).date()
        )
        for one in travellers
        if not one.facts.is_empty
    ]
    TravelLook.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


@transaction.atomic
def remind(event: Event, *, by: User | None) -> int:
    """Remind everybody with a place who has not completed their details, each once a day; return how many.

    Raises DetailsClosed once the event has begun, NobodyToRemind."""
    event = transitions.lock_event(event)
    if not queries.is_open(event):
        raise DetailsClosedError
    count = notify.queue_reminders(queries.to_remind(event))
    if not count:
        raise NobodyToRemindError
    history.record(event, history.What.DETAILS, [history.people_notified(count)], by=by)
    return count
