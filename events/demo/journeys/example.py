"""Read the two worked examples, and their local times, days and places. journeys.json says itself that all is sample data."""

import json
import re
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from events.models import Country, Programme, Venue

DATA = Path(__file__).parent.parent / "journeys.json"
# Services refuse to invite and to nominate people after the deadlines of the examples. Later, the examples are loaded as
# many years later as it needs. 52 weeks keep the days of the week, and no zone of the examples changes its clocks.
LATEST_LOAD = date(2027, 3, 1)
YEAR = timedelta(weeks=52)
DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
CONSTITUENCIES = {"government", "employers", "workers"}


def read() -> dict[str, Any]:
    """Return the data of both examples, with all dates ahead of today."""
    shift = timedelta()
    while localdate() > LATEST_LOAD + shift:
        shift += YEAR
    return _shifted(json.loads(_text()), shift)  # type: ignore[no-any-return]


@cache
def _text() -> str:
    return DATA.read_text()


def _shifted(value: Any, by: timedelta) -> Any:
    if not by:
        return value
    if isinstance(value, dict):
        return {key: _shifted(one, by) for key, one in value.items()}
    if isinstance(value, list):
        return [_shifted(one, by) for one in value]
    if isinstance(value, str):
        return DAY.sub(lambda found: (date.fromisoformat(found[0]) + by).isoformat(), value)
    return value


def moment(text: str, zone: str) -> datetime:
    """Return the moment of "2027-04-12 09:00" on the clocks of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def noon(day: str, zone: str) -> datetime:
    """Return the moment at which something happened of which only the day is known."""
    return moment(f"{day} 12:00", zone)


def sentence(text: str) -> str:
    """Return a note of the example as people write it: with a capital letter and days in words."""
    text = DAY.sub(lambda found: f"{date.fromisoformat(found[0]):%-d %B %Y}", text)
    return text[:1].upper() + text[1:]


def lines(*texts: str) -> str:
    """Return a list as a text with one entry on each line."""
    return "\n".join(sentence(text) for text in texts if text)


class ExampleVenues:
    """The venues of the examples, by their keys. Each is created when it is first needed."""

    def __init__(self, programme: Programme, rows: list[dict[str, str]]) -> None:
        self.programme = programme
        self.rows = {row["key"]: row for row in rows}
        self.venues: dict[str, Venue] = {}

    def venue(self, key: str) -> Venue:
        if key not in self.venues:
            row = self.rows[key]
            self.venues[key] = Venue.objects.create(
                programme=self.programme,
                name=row["name"],
                address=row["address"],
                city=row["city"],
                country=Country.objects.get(pk=row["country"]),
                timezone=row["timezone"],
            )
        return self.venues[key]

    def zone(self, key: str) -> str:
        return self.rows[key]["timezone"]
