"""The tables of transitions of legs, meetings and follow-ups. A service changes a status only through such a table."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from events.journeys.errors import StepNotAllowedError
from events.models import FollowUp, Leg, Meeting


@dataclass(frozen=True)
class Transition:
    """One step: the statuses from which it starts, and the status to which it leads."""

    sources: frozenset[str]
    target: str


class TransitionTable:
    """All allowed steps of one noun. rows: by the name of the step, the sources and the target."""

    def __init__(self, rows: Mapping[str, tuple[Set[str], str]]) -> None:
        self.rows = {step: Transition(frozenset(sources), target) for step, (sources, target) in rows.items()}

    def target(self, step: str, status: str) -> str:
        """Return the status after a step. Raise StepNotAllowedError if it is not allowed from status."""
        row = self.rows.get(step)
        if row is None or status not in row.sources:
            raise StepNotAllowedError
        return row.target

    def is_allowed(self, step: str, status: str) -> bool:
        row = self.rows.get(step)
        return row is not None and status in row.sources

    def steps_from(self, status: str) -> list[str]:
        """Return the steps that are allowed from status, in the order of the table."""
        return [step for step, row in self.rows.items() if status in row.sources]


_leg, _meeting, _follow_up = Leg.Status, Meeting.Status, FollowUp.Status

LEG = TransitionTable(
    {
        "book": ({_leg.PLANNED, _leg.CHANGED}, _leg.BOOKED),
        "change": ({_leg.PLANNED, _leg.BOOKED, _leg.CHANGED}, _leg.CHANGED),
        "finish": ({_leg.PLANNED, _leg.BOOKED, _leg.CHANGED}, _leg.DONE),
        "cancel": ({_leg.PLANNED, _leg.BOOKED, _leg.CHANGED}, _leg.CANCELLED),
        "reopen": ({_leg.DONE, _leg.CANCELLED}, _leg.PLANNED),
    }
)
_asked: set[str] = {_meeting.ASKED, _meeting.TENTATIVE, _meeting.CONFIRMED, _meeting.DECLINED}
MEETING = TransitionTable(
    {
        # Asking again after a change of time is a new question, too.
        "ask": ({_meeting.IDEA} | _asked, _meeting.ASKED),
        "answer_tentative": (_asked, _meeting.TENTATIVE),
        # The team can confirm a meeting that was agreed by phone or letter.
        "confirm": ({_meeting.IDEA} | _asked, _meeting.CONFIRMED),
        "decline": ({_meeting.IDEA} | _asked, _meeting.DECLINED),
        "cancel": ({_meeting.IDEA} | _asked, _meeting.CANCELLED),
        "hold": ({_meeting.IDEA} | _asked - {_meeting.DECLINED}, _meeting.HELD),
        "not_hold": ({_meeting.IDEA} | _asked, _meeting.NOT_HELD),
        "reopen": ({_meeting.CANCELLED, _meeting.HELD, _meeting.NOT_HELD}, _meeting.IDEA),
    }
)
_unfinished = {str(status) for status in FollowUp.UNFINISHED}
FOLLOW_UP = TransitionTable(
    {
        "begin": (_unfinished, _follow_up.IN_PROGRESS),
        "do_partly": (_unfinished, _follow_up.PARTLY),
        "finish": (_unfinished, _follow_up.DONE),
        "drop": (_unfinished, _follow_up.NOT_APPLICABLE),
        "reopen": ({_follow_up.DONE, _follow_up.NOT_APPLICABLE}, _follow_up.OPEN),
    }
)
