"""Compare the seats of two registrations, and decide which seat a merge keeps. No function runs a query."""

from dataclasses import dataclass
from datetime import datetime

from events.models import Delegation, Registration

Status = Registration.Status
# The rank of a status, without an offer and without a reserved seat in a delegation. A higher rank is better.
RANKS = {
    Status.CONFIRMED: 6,
    Status.WAITLISTED: 3,
    Status.PENDING: 2,
    Status.NOMINATED: 1,  # as a reserve
    Status.INVITED: 0,
    Status.DECLINED: -1,
    Status.WITHDRAWN: -1,
}
RESERVED, OFFERED = 4, 5


def rank(registration: Registration) -> int:
    """Return the rank: confirmed, offered, a reserved seat in a delegation, then the other statuses."""
    if registration.is_offered:
        return OFFERED
    return RESERVED if registration.holds_named_seat else RANKS[Status(registration.status)]


def is_better(one: Registration, other: Registration) -> bool:
    """Return whether one has a better seat than other. On the waiting list, the earlier position is better."""
    if rank(one) != rank(other):
        return rank(one) > rank(other)
    if rank(one) == RANKS[Status.WAITLISTED] and one.queued_at and other.queued_at:
        return (one.queued_at, one.pk) < (other.queued_at, other.pk)
    return False


def stays_first(one: Registration, other: Registration) -> tuple[Registration, Registration]:
    """Return the two registrations, the one with the better seat first. Equal ones keep their order."""
    return (other, one) if is_better(other, one) else (one, other)


def can_choose_seat(keep: Registration, gone: Registration) -> bool:
    """Return whether the organiser can choose which seat stays. An ended registration has no seat."""
    return keep.is_active and gone.is_active


def takes_over(keep: Registration, gone: Registration, wanted: bool | None = None) -> bool:
    """Return whether keep gets the seat of gone: as wanted if there is a choice, else if that seat is better."""
    if wanted is not None and can_choose_seat(keep, gone):
        return wanted
    return is_better(gone, keep)


@dataclass(frozen=True)
class SeatState:
    """All fields of a registration that belong to its seat. A merge moves them together, so that no counter changes."""

    status: str
    mode: str
    delegation: Delegation | None
    reserve_rank: int | None
    queued_at: datetime | None
    offer_expires_at: datetime | None

    @classmethod
    def of(cls, registration: Registration) -> "SeatState":
        return cls(
            registration.status,
            registration.mode,
            registration.delegation,
            registration.reserve_rank,
            registration.queued_at,
            registration.offer_expires_at,
        )
