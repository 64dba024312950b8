"""What the balance counts of one person. Pure functions."""

from typing import NamedTuple

from accounts.models import Gender
from events.models import Target


class Participant(NamedTuple):
    """The facts of one person that the balance counts."""

    country: str
    constituency: str
    gender: str
    attended_before: bool  # had a seat in an earlier event of the programme
    group: str | None = None  # the tripartite group for which the constituency counts; None for the constituency itself


def is_in_base(measure: str, person: Participant) -> bool:
    """Return whether the person belongs to the whole of which a share is counted.

    The share of women is counted among the people who state their gender."""
    return measure != Target.Measure.WOMEN or person.gender not in {"", Gender.UNDISCLOSED}


def is_counted(measure: str, person: Participant) -> bool:
    """Return whether the person belongs to the share. The caller has checked that they are in its base."""
    if measure == Target.Measure.WOMEN:
        return person.gender == Gender.WOMAN
    if measure == Target.Measure.FIRST_TIME:
        return not person.attended_before
    return (person.constituency if person.group is None else person.group) == measure


def still_needed(part: int, whole: int, percent: int) -> int | None:
    """Return how many more people of a share must be added to reach its target, if nobody else is added.

    Return 0 if the target is met, and None if no number is enough: 100 % cannot be reached by adding people."""
    missing = percent * whole - 100 * part
    if missing <= 0:
        return 0
    return -(-missing // (100 - percent)) if percent < 100 else None
