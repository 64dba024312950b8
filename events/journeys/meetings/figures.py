"""The figures of the meetings that were held. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from events.journeys.durations import duration_text
from events.models import Meeting


@dataclass(frozen=True)
class MeetingFigures:
    """contacts: the sum of the people met in each meeting. people: the same without those who were met twice, by name.

    women_percent: of the contacts whose gender was counted; None without any."""

    held: int
    minutes: int
    contacts: int
    people: int
    women_percent: int | None

    @property
    def duration(self) -> str:
        """The time in meetings: "12 h 15"."""
        return duration_text(self.minutes)


def figures_of(meetings: Iterable[Meeting]) -> MeetingFigures:
    """Return the figures of those meetings that were held. Each has its session."""
    held = [meeting for meeting in meetings if meeting.status == Meeting.Status.HELD]
    counted = [meeting for meeting in held if meeting.met_people and meeting.met_women is not None]
    people, women = sum(one.met_people or 0 for one in counted), sum(one.met_women or 0 for one in counted)
    percent = Decimal(100 * women) / people if people else None
    return MeetingFigures(
        held=len(held),
        minutes=sum(_minutes(meeting) for meeting in held),
        contacts=sum(meeting.met_people or 0 for meeting in held),
        people=len({name_key(line) for meeting in held for line in meeting.met_lines} - {""}),
        women_percent=None if percent is None else int(percent.quantize(Decimal(1), ROUND_HALF_UP)),
    )


def name_key(line: str) -> str:
    """Return a key by which two lines with the same name are equal. What follows a comma is the job title."""
    return " ".join(line.split(",", maxsplit=1)[0].split()).casefold()


def _minutes(meeting: Meeting) -> int:
    session = meeting.session
    if session.starts_at is None or session.ends_at is None:
        return 0
    return round((session.ends_at - session.starts_at).total_seconds() / 60)
