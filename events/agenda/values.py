"""The values of a session as plain JSON: in forms, in the steps that can be undone, and in the versions of an agenda."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from events.models.session import SessionDetails

# Text, a number, a list of codes, or None. Moments are ISO 8601 in UTC.
type Value = str | int | bool | list[str] | None
type Values = dict[str, Value]

MOMENTS = ("starts_at", "ends_at")
NUMBERS = ("venue_id", "seats", "expected", "position")
# The fields in which two sessions can differ, in the order of the sentences about them.
FIELDS = (
    "starts_at",
    "ends_at",
    "timezone",
    "room",
    "venue_id",
    "host_institution",
    "title",
    "kind",
    "track",
    "languages",
    "abstract",
    "is_optional",
    "seats",
    "expected",
    "position",
)


def to_values(row: SessionDetails) -> Values:
    """Return the values of a session or of its draft."""
    return {name: _plain(getattr(row, name)) for name in FIELDS}


def set_values(row: SessionDetails, values: Mapping[str, Any]) -> None:
    """Give the row these values. Other fields of the row stay as they are."""
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(row, name, parse_datetime(value) if name in MOMENTS and value else value)


def can_have(name: str, value: object) -> bool:
    """Return whether a field of a session can have this value from a form. The form of the session checks the rest."""
    if name in MOMENTS:
        return value is None or (isinstance(value, str) and _is_moment(value))
    if name == "languages":
        return isinstance(value, list) and all(isinstance(code, str) for code in value)
    if name == "is_optional":
        return isinstance(value, bool)
    if name in NUMBERS:
        is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
        return is_number or (value is None and name != "position")
    return isinstance(value, str) and "\0" not in value


def _is_moment(text: str) -> bool:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return False
    return found.tzinfo is not None


def moment(values: Mapping[str, Any], name: str) -> datetime | None:
    """Return a moment of the values."""
    return parse_datetime(values[name]) if values.get(name) else None


def _plain(value: Any) -> Value:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, list) else value
