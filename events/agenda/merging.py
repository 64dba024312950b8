"""Merge what a person typed with what others saved in the meantime, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from events.agenda.values import Value, Values


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed in two ways. theirs is stored; mine is not."""

    field: str
    base: Value
    mine: Value
    theirs: Value


def merge(
    base: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value]
) -> tuple[Values, list[Conflict]]:
    """Return the values to store, and the fields in conflict, which keep the stored value.

    base: the values that the person saw. mine: the values that they typed. theirs: the stored values. A field that the
    person did not touch keeps the stored value, and so does a field that is not in mine."""
    merged, conflicts = dict(theirs), []
    for field, value in mine.items():
        if value == base.get(field) or value == theirs.get(field):
            continue
        if theirs.get(field) == base.get(field):
            merged[field] = value
        else:
            conflicts.append(Conflict(field, base.get(field), value, theirs.get(field)))
    return merged, conflicts
