"""Which of two different values a merge keeps."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db.models import Model


class MergeChoice(StrEnum):
    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


# A MergeChoice by the name of a registration field, by the name of a question, or by FUNDING or TRAVEL. KEPT is the default.
MergeChoices = Mapping[str, str]
NEEDS, REMARK, CERTIFICATE, FUNDING, TRAVEL = "needs", "remark", "certificate_name", "funding", "travel"
TEXTS = (NEEDS, REMARK, CERTIFICATE)
JOINED = (NEEDS, REMARK)  # texts for which BOTH is possible


def swap(one: Model, other: Model, names: Iterable[str]) -> None:
    """Exchange the values of these fields of two rows. The rows are not saved."""
    for name in names:
        value = getattr(one, name)
        setattr(one, name, getattr(other, name))
        setattr(other, name, value)
