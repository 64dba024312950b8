"""Merge two registrations of one person, or mark them as two people. Each function is one transaction that locks the event."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from events.duplicates import merge_data
from events.duplicates.errors import CannotMergeError
from events.duplicates.merge_choices import MergeChoices
from events.duplicates.seat_priority import SeatState, takes_over
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
    takes_seat: bool | None = None,
    by: User | None,
    as_shown: str = "",
) -> Registration:
    """Merge gone into keep and return keep. The accounts of the two people do not change.

    choices: which of two different values to keep. takes_seat: whether keep gets the seat of gone and releases its own;
    None keeps the better seat. A free seat goes to the waiting list. as_shown: the fingerprint of the recipients that
    preview_merge() has returned.

    Raise CannotMergeError, or RecipientsChangedError if the recipients have changed since the preview."""
    keep, notices = _merge(keep, gone, choices or {}, takes_seat=takes_seat, by=by)
    if as_shown and as_shown != fingerprint(notices):
        raise RecipientsChangedError
    notify.send_notices(notices)
    return keep


def preview_merge(
    keep: Registration, gone: Registration, *, takes_seat: bool | None = None, by: User | None
) -> list[PlannedMail]:
    """Return the mails that merge() would send. Nothing is changed. Raise CannotMergeError."""
    return preview_step(lambda: _merge(keep, gone, {}, takes_seat=takes_seat, by=by)[1])


@transaction.atomic
def mark_as_distinct(one: Registration, other: Registration, *, by: User | None) -> None:
    """Mark two similar registrations as two different people. Raise CannotMergeError."""
    event = transitions.lock_event(one.event)
    first, second = _both(event, *sorted((one, other), key=lambda registration: registration.pk))
    TwoPeople.objects.get_or_create(first=first, second=second, defaults={"by": by})


@transaction.atomic
def undo_mark(event: Event, key: int) -> None:
    """Delete a mark of event as two different people, if it still exists."""
    transitions.lock_event(event)
    TwoPeople.objects.filter(pk=key, first__event=event).delete()


def _merge(
    keep: Registration, gone: Registration, choices: MergeChoices, *, takes_seat: bool | None, by: User | None
) -> tuple[Registration, list[StatusNotice]]:
    event = transitions.lock_event(keep.event)
    keep, gone = _both(event, keep, gone)
    takes_seat = takes_over(keep, gone, takes_seat)
    was_active, seat, own_seat = gone.is_active, SeatState.of(gone), SeatState.of(keep)
    if gone.is_active and not gone.awaits_answer:
        keep.awaits_answer = False  # the person has agreed under the other address
    sessions = merge_data.sessions_of(gone)
    merge_data.merge_into(keep, gone, choices, by=by)
    batch = SeatBatch(event, COLUMNS)
    _end_merged(gone, keep, batch, by=by, is_notified=was_active)
    if takes_seat:
        gone.delegation = own_seat.delegation
        _take_seat(keep, seat, gone, batch, by=by)
        merge_data.move_seat(keep, gone)
    else:
        _keep_seat(keep, gone, batch, by=by, is_notified=was_active and keep.is_active)
    batch.write()
    merge_data.move_sessions(keep, sessions)
    _move_marks(keep, gone)
    others = SeatBatch(event)
    transitions.fill_free_seats(event, others)
    others.write()
    return keep, [*batch.notices, *others.notices]


def _both(event: Event, *wanted: Registration) -> list[Registration]:
    """Return the current rows of two registrations of the locked event. Raise CannotMergeError."""
    keys = [registration.pk for registration in wanted]
    rows = event.registrations.not_merged().select_related("person", "delegation__country", "invitation").in_bulk(keys)
    if len(rows) != len(wanted):
        raise CannotMergeError
    return [transitions.with_event(rows[key], event) for key in keys]


def _end_merged(
    gone: Registration, keep: Registration, batch: SeatBatch, *, by: User | None, is_notified: bool
) -> None:
    """End the merged registration. Notify its person if the registration was active."""
    gone.merged_into = keep
    transitions.apply_step(gone, Step.MERGE, Status.WITHDRAWN, by=by, batch=batch)
    notice = batch.notices.pop()
    if is_notified:
        batch.notices.append(replace(notice, name=MERGED))


def _take_seat(keep: Registration, seat: SeatState, gone: Registration, batch: SeatBatch, *, by: User | None) -> None:
    """Release the seat of keep and give it the seat of the merged registration, which has already left it."""
    before = keep.status
    transitions.release_usage(keep, batch)
    keep.delegation, keep.reserve_rank, keep.queued_at = seat.delegation, seat.reserve_rank, seat.queued_at
    transitions.apply_step(
        keep,
        Step.MERGE,
        Status(seat.status),
        by=by,
        before=before,
        reason=_history_line(gone),
        mode=seat.mode,
        offer_until=seat.offer_expires_at,
        batch=batch,
    )
    if keep.is_offered:  # the mail must ask the person to accept the offer
        name = notify.HELD if keep.is_held else notify.OFFERED
        batch.notices.append(replace(batch.notices.pop(), name=name))


def _keep_seat(keep: Registration, gone: Registration, batch: SeatBatch, *, by: User | None, is_notified: bool) -> None:
    """Keep the status and seat of keep. Record the merge in its history."""
    batch.add(keep)
    change = RegistrationChange(
        registration=keep,
        action=Step.MERGE,
        from_status=keep.status,
        to_status=keep.status,
        by=by,
        reason=_history_line(gone),
    )
    batch.record_change(change, leaves_sessions=False)
    notice = batch.notices.pop()
    if is_notified:
        batch.notices.append(replace(notice, name=KEPT, is_for_calendar=False))


def _history_line(gone: Registration) -> str:
    return _("Merged with the registration of %(address)s.") % {"address": gone.person.email}


def _move_marks(keep: Registration, gone: Registration) -> None:
    """Move to keep the earlier merges into gone, and the marks of gone as two different people."""
    gone.merged.update(merged_into=keep)
    marks = TwoPeople.objects.filter(Q(first=gone) | Q(second=gone))
    pairs = [
        (tuple(sorted((keep.pk, mark.second_id if mark.first_id == gone.pk else mark.first_id))), mark)
        for mark in marks
    ]
    TwoPeople.objects.bulk_create(
        (
            TwoPeople(first_id=first, second_id=second, by_id=mark.by_id)
            for (first, second), mark in pairs
            if first != second
        ),
        ignore_conflicts=True,
    )
    marks.delete()
