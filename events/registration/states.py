"""The state machine of registrations: the one table that says what may become of what."""

from events.models import Registration, Step
from events.registration.errors import InvalidTransitionError

Status = Registration.Status


# Registering from nothing, or anew after a withdrawal, is a step as well: its outcome follows from the policy. Whom the
# organisers declined comes back by their decision alone.
NO_STATUS = ""
ACTIVE = frozenset({Status.INVITED, Status.NOMINATED, Status.PENDING, Status.WAITLISTED, Status.CONFIRMED})
TRANSITIONS: dict[Step, tuple[frozenset[str], frozenset[str]]] = {
    Step.REGISTER: (
        frozenset({NO_STATUS, Status.INVITED, Status.WITHDRAWN}),
        frozenset({Status.CONFIRMED, Status.PENDING, Status.WAITLISTED}),
    ),
    Step.NOMINATE: (frozenset({NO_STATUS, Status.INVITED, Status.WITHDRAWN}), frozenset({Status.NOMINATED})),
    Step.ACCEPT: (frozenset({Status.NOMINATED}), frozenset({Status.PENDING})),
    # Whoever comes instead of somebody takes their seat as it stands.
    Step.REPLACE: (
        frozenset({NO_STATUS, Status.INVITED, Status.WITHDRAWN}),
        frozenset({Status.NOMINATED, Status.CONFIRMED}),
    ),
    # A reserve gets a seat that became free; the decision is still to come.
    Step.SEAT: (frozenset({Status.NOMINATED, Status.PENDING}), frozenset({Status.NOMINATED, Status.PENDING})),
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
    # Organisers write somebody down, as they stand.
    Step.ADD: (
        frozenset({NO_STATUS, Status.INVITED, Status.WITHDRAWN}),
        frozenset({Status.CONFIRMED, Status.PENDING, Status.WAITLISTED}),
    ),
    # Who takes part online instead of in person, or the other way round, stands where they stood.
    Step.SWITCH: (ACTIVE, ACTIVE),
    # A place is kept for the first who waits; they take it, or it is passed on.
    Step.OFFER: (frozenset({Status.WAITLISTED}), frozenset({Status.WAITLISTED})),
    Step.TAKE: (frozenset({Status.WAITLISTED}), frozenset({Status.CONFIRMED})),
    Step.LAPSE: (frozenset({Status.WAITLISTED}), frozenset({Status.WITHDRAWN})),
    # Two registrations of one person become one: this one ends, that one takes over its place if it is the better one.
    Step.MERGE: (ACTIVE | {Status.DECLINED, Status.WITHDRAWN}, ACTIVE | {Status.WITHDRAWN}),
}


def is_allowed(step: Step, status: str) -> bool:
    """Say whether a registration with this status may take the step."""
    return status in TRANSITIONS[step][0]


def require_allowed(step: Step, before: str, after: str) -> None:
    """Raise InvalidTransition unless the step leads from one status to the other."""
    befores, afters = TRANSITIONS[step]
    if before not in befores or after not in afters:
        raise InvalidTransitionError
