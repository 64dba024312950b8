"""Whether a mission or a visit is ahead, under way or over: the part of its stage that follows from its days. No queries."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from events.models import Event


class JourneyPhase(StrEnum):
    BEFORE = "before"
    UNDER_WAY = "under_way"
    AFTER = "after"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class JourneyDays:
    """The days at the place, None while they are not known, and whether the event is cancelled."""

    starts_on: date | None = None
    ends_on: date | None = None
    is_cancelled: bool = False

    @classmethod
    def of(cls, event: Event, **facts: Any) -> Self:
        """Return the days of event. facts: the further facts of a subclass."""
        start = event.local_starts_at
        return cls(
            starts_on=start.date() if start and event.is_dated else None,
            ends_on=event.last_day if event.is_dated else None,
            is_cancelled=event.status == Event.Status.CANCELLED,
            **facts,
        )

    def phase_on(self, today: date) -> JourneyPhase:
        """Return the phase on a day at the place."""
        if self.is_cancelled:
            return JourneyPhase.CANCELLED
        if self.ends_on and today > self.ends_on:
            return JourneyPhase.AFTER
        return JourneyPhase.UNDER_WAY if self.starts_on and today >= self.starts_on else JourneyPhase.BEFORE
