"""The state machine of registrations: the table of all allowed transitions."""

from events.models import Registration, Step
from events.registration.errors import InvalidTransitionError

Status = Registration.Status


NO_STATUS = ""  # the status before a person has a registration
ACTIVE = frozenset({Status.INVITED, Status.NOMINATED, Status.PENDING, Status.WAITLISTED, Status.CONFIRMED})
# For each step: the statuses from which it starts, and the statuses to which it leads.
TRANSITIONS: dict[Step, tuple[frozenset[str], frozenset[str]]] = {
    # The policy of the event decides the outcome. A person who was declined cannot register again: only the organisers
    # can confirm them.
    Step.REGISTER: (
        frozenset({NO_STATUS, Status.INVITED, Status.WITHDRAWN}),
        frozenset({Status.CONFIRMED, Status.PENDING, Status.WAITLISTED}),
    ),
    Step.NOMINATE: (frozenset({NO_STATUS, Status.INVITED, Status.WITHDRAWN}), frozenset({Status.NOMINATED})),
    Step.ACCEPT: (frozenset({Status.NOMINATED}), frozenset({Status.PENDING})),
    # A replacement takes the seat or rank of a nominee. For the seat of a confirmed person, HOLD asks them first.
    Step.REPLACE: (
        frozenset({NO_STATUS, Status.INVITED, Status.WITHDRAWN}),
        frozenset({Status.NOMINATED}),
    ),
    # A reserve gets a free seat of the delegation. The organisers have not decided yet.
    Step.SEAT: (frozenset({Status.NOMINATED, Status.PENDING}), frozenset({Status.NOMINATED, Status.PENDING})),
    # Organisers put a person into a seat of a delegation, new or registered. A confirmed person changes the seat.
    Step.PLACE: (ACTIVE | {NO_STATUS, Status.DECLINED, Status.WITHDRAWN}, frozenset({Status.CONFIRMED})),
    Step.CONFIRM: (
        frozenset({Status.INVITED, Status.NOMINATED, Status.PENDING, Status.WAITLISTED, Status.DECLINED}),
        frozenset({Status.CONFIRMED}),
    ),
    Step.WAITLIST: (
        frozenset({Status.INVITED, Status.NOMINATED, Status.PENDING}),
        frozenset({Status.WAITLISTED}),
    ),
    Step.PROMOTE: (frozenset({Status.WAITLISTED}), frozenset({Status.CONFIRMED})),
    Step.DECLINE: (
        frozenset({Status.INVITED, Status.NOMINATED, Status.PENDING, Status.WAITLISTED, Status.CONFIRMED}),
        frozenset({Status.DECLINED}),
    ),
    Step.WITHDRAW: (
        frozenset({Status.INVITED, Status.NOMINATED, Status.PENDING, Status.WAITLISTED, Status.CONFIRMED}),
        frozenset({Status.WITHDRAWN}),
    ),
    Step.INVITE: (frozenset({NO_STATUS, Status.WITHDRAWN}), frozenset({Status.INVITED})),
    # Organisers add a person with a status of their choice.
    Step.ADD: (
        frozenset({NO_STATUS, Status.INVITED, Status.WITHDRAWN}),
        frozenset({Status.CONFIRMED, Status.PENDING, Status.WAITLISTED}),
    ),
    # A change between in person and online does not change the status.
    Step.SWITCH: (ACTIVE, ACTIVE),
    # A seat is offered to the first person on the waiting list. They accept it, or the offer ends.
    Step.OFFER: (frozenset({Status.WAITLISTED}), frozenset({Status.WAITLISTED})),
    Step.TAKE: (frozenset({Status.WAITLISTED}), frozenset({Status.CONFIRMED})),
    Step.LAPSE: (frozenset({Status.WAITLISTED}), frozenset({Status.WITHDRAWN})),
    # A seat is held for a person whom somebody else registered, until they answer. Then TAKE or LAPSE follows.
    Step.HOLD: (
        frozenset(
            {
                NO_STATUS,
                Status.INVITED,
                Status.NOMINATED,
                Status.PENDING,
                Status.WAITLISTED,
                Status.DECLINED,
                Status.WITHDRAWN,
            }
        ),
        frozenset({Status.WAITLISTED}),
    ),
    # The person says that they take part. The status does not change: the organisers decide, or others come first.
    Step.AGREE: (frozenset({Status.PENDING, Status.WAITLISTED}), frozenset({Status.PENDING, Status.WAITLISTED})),
    # Two registrations of one person become one. One of them ends; the other takes over its seat if that is better.
    Step.MERGE: (ACTIVE | {Status.DECLINED, Status.WITHDRAWN}, ACTIVE | {Status.WITHDRAWN}),
}


def is_allowed(step: Step, status: str) -> bool:
    """Return whether the step is allowed from this status."""
    return status in TRANSITIONS[step][0]


def require_allowed(step: Step, before: str, after: str) -> None:
    """Raise InvalidTransitionError unless the step may lead from `before` to `after`."""
    sources, targets = TRANSITIONS[step]
    if before not in sources or after not in targets:
        raise InvalidTransitionError
