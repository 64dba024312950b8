"""The legs of an example."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from events.demo.journeys.example import moment, sentence
from events.journeys.legs import services
from events.models import Event, Leg


def add(event: Event, rows: list[dict[str, Any]], people: Mapping[str, User], *, by: User) -> dict[str, Leg]:
    """Add the legs, and return them by their keys. people: by theirs."""
    return {row["key"]: _add(event, row, people, by) for row in rows}


def _add(event: Event, row: dict[str, Any], people: Mapping[str, User], by: User) -> Leg:
    start, end = row["from"], row["to"]
    return services.add_leg(
        event,
        [people[key] for key in row["travellers"]],
        by=by,
        mode=row["mode"],
        number=row["number"],
        from_city=start["city"],
        from_stop=start.get("airport", ""),
        from_timezone=start["timezone"],
        to_city=end["city"],
        to_stop=end.get("airport", ""),
        to_timezone=end["timezone"],
        departs_at=moment(row["departs_at"], start["timezone"]),
        arrives_at=moment(row["arrives_at"], end["timezone"]),
        status=row["status"],
        booking=row["booking"],
        note=sentence(row.get("note", "")),
    )
