"""The possible periods of a mission: each is one line of text, "2027-04-12 to 2027-04-16: after Eid", or only a note."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})(?:: (.*))?")


@dataclass(frozen=True)
class PossiblePeriod:
    """A period with both days, or with a note alone. The last day is not before the first."""

    starts_on: date | None
    ends_on: date | None
    note: str = ""

    @property
    def line(self) -> str:
        if self.starts_on is None or self.ends_on is None:
            return self.note
        days = f"{self.starts_on} to {self.ends_on}"
        return f"{days}: {self.note}" if self.note else days


def read_periods(text: str) -> list[PossiblePeriod]:
    """Return the periods of a text, one for each line that is not empty."""
    return [_read(line.strip()) for line in text.splitlines() if line.strip()]


def write_periods(periods: Iterable[PossiblePeriod]) -> str:
    """Return the periods as a text that read_periods() reads. Empty periods are left out."""
    return "\n".join(period.line for period in periods if period.line)


def likely_end(starts_on: date, others: Iterable[PossiblePeriod]) -> date | None:
    """Return the last day that a person probably meant who typed one before starts_on: as long as another period."""
    for other in others:
        if other.starts_on and other.ends_on:
            return starts_on + (other.ends_on - other.starts_on)
    return None


def first_dated(text: str) -> PossiblePeriod | None:
    """Return the first period that has days; None without one."""
    return next((period for period in read_periods(text) if period.starts_on), None)


def _read(line: str) -> PossiblePeriod:
    if found := LINE.fullmatch(line):
        try:
            first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
        except ValueError:  # a day that no month has
            return PossiblePeriod(None, None, line)
        if first <= last:
            return PossiblePeriod(first, last, found[3] or "")
    return PossiblePeriod(None, None, line)
