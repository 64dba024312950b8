"""Two registrations of one person become one, or are said to be of two people. Each function is one transaction that
holds the event's row."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from events.duplicates import merge_data
from events.duplicates.errors import CannotMergeError
from events.duplicates.merge_choices import MergeChoices
from events.duplicates.seat_priority import Place, takes_over
from events.models import Event, Registration, RegistrationChange, Step, TwoPeople
from events.registration import notify, transitions
from events.registration.decisions import PlannedMail, fingerprint, preview_step
from events.registration.errors import RecipientsChangedError
from events.registration.notify import KEPT, MERGED, StatusNotice
from events.registration.seat_ledger import STEP_COLUMNS, SeatBatch

Status = Registration.Status
COLUMNS = (*STEP_COLUMNS, "needs", "remark", "certificate_name", "funding", "funder", "invitation_id")


@transaction.atomic
def merge(
    keep: Registration,
    gone: Registration,
    choices: MergeChoices | None = None,
    *,
    takes_place: bool | None = None,
    by: User | None,
    as_shown: str = "",
) -> Registration:
    """Let gone, which is of the same person, go into keep; return keep. Accounts stay as they are.

    choices says what stays of what both have said. takes_place is whether keep gets the place of gone as it stands, and
    gives back its own; None for the better one of the two. What becomes free goes to the queue. as_shown is the sign of
    what would_merge() has shown.

    Raises CannotMerge, OthersNow if others would be told than were shown."""
    keep, told = _merge(keep, gone, choices or {}, takes_place=takes_place, by=by)
    if as_shown and as_shown != fingerprint(told):
        raise RecipientsChangedError
    notify.send_notices(told)
    return keep


def preview_merge(
    keep: Registration, gone: Registration, *, takes_place: bool | None = None, by: User | None
) -> list[PlannedMail]:
    """Return who would be told what if merge() were called so: nothing is done. Raises CannotMerge."""
    return preview_step(lambda: _merge(keep, gone, {}, takes_place=takes_place, by=by)[1])


@transaction.atomic
def mark_as_distinct(one: Registration, other: Registration, *, by: User | None) -> None:
    """Write down that two registrations, alike as they look, are of two people. Raises CannotMerge."""
    event = transitions.lock_event(one.event)
    first, second = _both(event, *sorted((one, other), key=lambda registration: registration.pk))
    TwoPeople.objects.get_or_create(first=first, second=second, defaults={"by": by})


@transaction.atomic
def undo_mark(event: Event, key: int) -> None:
    """Take back that two registrations of event are of two people, if it is said still."""
    transitions.lock_event(event)
    TwoPeople.objects.filter(pk=key, first__event=event).delete()


def _merge(
    keep: Registration, gone: Registration, choices: MergeChoices, *, takes_place: bool | None, by: User | None
) -> tuple[Registration, list[StatusNotice]]:
    event = transitions.lock_event(keep.event)
    keep, gone = _both(event, keep, gone)
    takes_place = takes_over(keep, gone, takes_place)
    had_place, place, own = gone.is_active, Place.of(gone), Place.of(keep)
    sessions = merge_data.sessions_of(gone)
    merge_data.merge_into(keep, gone, choices, by=by)
    batch = SeatBatch(event, COLUMNS)
    _end(gone, keep, batch, by=by, is_told=had_place)
    if takes_place:
        gone.delegation = own.delegation
        _take(keep, place, gone, batch, by=by)
        merge_data.move_seat(keep, gone)
    else:
        _stay(keep, gone, batch, by=by, is_told=had_place and keep.is_active)
    batch.write()
    merge_data.move_sessions(keep, sessions)
    _gather(keep, gone)
    others = SeatBatch(event)
    transitions.fill_free_seats(event, others)
    others.write()
    return keep, [*batch.notices, *others.notices]


def _both(event: Event, *wanted: Registration) -> list[Registration]:
    """Return two registrations of the locked event as they stand now. Raises CannotMerge."""
    keys = [registration.pk for registration in wanted]
    found = event.registrations.not_merged().select_related("person", "delegation__country", "invitation").in_bulk(keys)
    if len(found) != len(wanted):
        raise CannotMergeError
    return [transitions.with_event(found[key], event) for key in keys]


def _end(gone: Registration, keep: Registration, batch: SeatBatch, *, by: User | None, is_told: bool) -> None:
    """End the registration that goes in; its person is told unless they had none any more."""
    gone.merged_into = keep
    transitions.apply_step(gone, Step.MERGE, Status.WITHDRAWN, by=by, batch=batch)
    news = batch.notices.pop()
    if is_told:
        batch.notices.append(replace(news, name=MERGED))


def _take(keep: Registration, place: Place, gone: Registration, batch: SeatBatch, *, by: User | None) -> None:
    """Give keep the place, in place of its own. The one that ended has left it."""
    before = keep.status
    transitions.release_usage(keep, batch)
    keep.delegation, keep.reserve_rank, keep.queued_at = place.delegation, place.reserve_rank, place.queued_at
    transitions.apply_step(
        keep,
        Step.MERGE,
        Status(place.status),
        by=by,
        before=before,
        reason=_from(gone),
        mode=place.mode,
        offer_until=place.offer_expires_at,
        batch=batch,
    )
    if keep.is_offered:  # told as an offer, or they would not know that they have to take it
        batch.notices.append(replace(batch.notices.pop(), name=notify.OFFERED))


def _stay(keep: Registration, gone: Registration, batch: SeatBatch, *, by: User | None, is_told: bool) -> None:
    """Let keep stand as it stands, with a line in its history."""
    batch.add(keep)
    change = RegistrationChange(
        registration=keep,
        action=Step.MERGE,
        from_status=keep.status,
        to_status=keep.status,
        by=by,
        reason=_from(gone),
    )
    batch.record_change(change, leaves_sessions=False)
    news = batch.notices.pop()
    if is_told:
        batch.notices.append(replace(news, name=KEPT, is_for_calendar=False))


def _from(gone: Registration) -> str:
    return _("Together with the registration of %(address)s.") % {"address": gone.person.email}


def _gather(keep: Registration, gone: Registration) -> None:
    """Let all that went into gone have gone into keep; of whom gone was told apart, keep is."""
    gone.merged.update(merged_into=keep)
    apart = TwoPeople.objects.filter(Q(first=gone) | Q(second=gone))
    pairs = [
        (tuple(sorted((keep.pk, pair.second_id if pair.first_id == gone.pk else pair.first_id))), pair)
        for pair in apart
    ]
    TwoPeople.objects.bulk_create(
        (
            TwoPeople(first_id=first, second_id=second, by_id=pair.by_id)
            for (first, second), pair in pairs
            if first != second
        ),
        ignore_conflicts=True,
    )
    apart.delete()
