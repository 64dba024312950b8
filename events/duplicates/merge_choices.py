"""What stays where two registrations say otherwise."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db.models import Model


class MergeChoice(StrEnum):
    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


# By the name of a field of the registration, of an event's question, FUNDING or TRAVEL; KEPT unless it is said.
MergeChoices = Mapping[str, str]
NEEDS, REMARK, CERTIFICATE, FUNDING, TRAVEL = "needs", "remark", "certificate_name", "funding", "travel"
TEXTS = (NEEDS, REMARK, CERTIFICATE)
JOINED = (NEEDS, REMARK)  # texts of which both may stay


def swap(one: Model, other: Model, names: Iterable[str]) -> None:
    """Exchange what two rows (not saved) say in these fields."""
    for name in names:
        value = getattr(one, name)
        setattr(one, name, getattr(other, name))
        setattr(other, name, value)
