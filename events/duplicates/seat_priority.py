"""Which place of two is the better one, and how one registration takes over that of another: no query."""

from dataclasses import dataclass
from datetime import datetime

from events.models import Delegation, Registration

Status = Registration.Status
# What a place is worth that is neither offered nor a seat held in a delegation.
WORTH = {
    Status.CONFIRMED: 6,
    Status.WAITLISTED: 3,
    Status.PENDING: 2,
    Status.NOMINATED: 1,  # as a reserve
    Status.INVITED: 0,
    Status.DECLINED: -1,
    Status.WITHDRAWN: -1,
}
HELD, OFFERED = 4, 5


def worth(registration: Registration) -> int:
    """Return what the place is worth: confirmed, offered, a seat held, then by how near a decision it is."""
    if registration.is_offered:
        return OFFERED
    return HELD if registration.holds_named_seat else WORTH[Status(registration.status)]


def is_better(one: Registration, other: Registration) -> bool:
    """Say whether the place of one is better than that of the other; of two who wait, whose turn comes first."""
    if worth(one) != worth(other):
        return worth(one) > worth(other)
    if worth(one) == WORTH[Status.WAITLISTED] and one.queued_at and other.queued_at:
        return (one.queued_at, one.pk) < (other.queued_at, other.pk)
    return False


def stays_first(one: Registration, other: Registration) -> tuple[Registration, Registration]:
    """Return the two, the one with the better place first, or of equal ones the earlier."""
    return (other, one) if is_better(other, one) else (one, other)


def may_choose(keep: Registration, gone: Registration) -> bool:
    """Say whether it is open whose place stays: where one has none, it is the other's."""
    return keep.is_active and gone.is_active


def takes_over(keep: Registration, gone: Registration, wanted: bool | None = None) -> bool:
    """Say whether keep gets the place of gone: as wanted if that is open, else if it is the better one."""
    if wanted is not None and may_choose(keep, gone):
        return wanted
    return is_better(gone, keep)


@dataclass(frozen=True)
class Place:
    """All that a place is: it goes over whole, or the counters would have to be asked for another one."""

    status: str
    mode: str
    delegation: Delegation | None
    reserve_rank: int | None
    queued_at: datetime | None
    offer_expires_at: datetime | None

    @classmethod
    def of(cls, registration: Registration) -> "Place":
        return cls(
            registration.status,
            registration.mode,
            registration.delegation,
            registration.reserve_rank,
            registration.queued_at,
            registration.offer_expires_at,
        )
