"""The state machine of registrations: the one table that says what may become of what."""

from enum import StrEnum

from events.models import Registration
from events.registration.errors import InvalidTransition

Status = Registration.Status


class Step(StrEnum):
    REGISTER = "register"
    NOMINATE = "nominate"
    ACCEPT = "accept"
    REPLACE = "replace"
    SEAT = "seat"
    CONFIRM = "confirm"
    WAITLIST = "waitlist"
    PROMOTE = "promote"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


# Registering from nothing, or anew after a withdrawal, is a step as well: its outcome follows from the policy. Whom the
# organisers declined comes back by their decision alone.
NOTHING = ""
TRANSITIONS: dict[Step, tuple[frozenset[str], frozenset[str]]] = {
    Step.REGISTER: (
        frozenset({NOTHING, Status.INVITED, Status.WITHDRAWN}),
        frozenset({Status.CONFIRMED, Status.PENDING, Status.WAITLISTED}),
    ),
    Step.NOMINATE: (frozenset({NOTHING, Status.INVITED, Status.WITHDRAWN}), frozenset({Status.NOMINATED})),
    Step.ACCEPT: (frozenset({Status.NOMINATED}), frozenset({Status.PENDING})),
    # Whoever comes instead of somebody takes their seat as it stands.
    Step.REPLACE: (
        frozenset({NOTHING, Status.INVITED, Status.WITHDRAWN}),
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
}


def may(step: Step, status: str) -> bool:
    """Say whether a registration with this status may take the step."""
    return status in TRANSITIONS[step][0]


def require(step: Step, before: str, after: str) -> None:
    """Raise InvalidTransition unless the step leads from one status to the other."""
    befores, afters = TRANSITIONS[step]
    if before not in befores or after not in afters:
        raise InvalidTransition
