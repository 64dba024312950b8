"""The table of transitions of mission reports. The release of the public summary is apart from it."""

from events.journeys.states import TransitionTable
from events.models import MissionReport

_status = MissionReport.Status

REPORT = TransitionTable(
    {
        "submit": ({_status.DRAFT, _status.RETURNED}, _status.SUBMITTED),
        "return": ({_status.SUBMITTED}, _status.RETURNED),
        "accept": ({_status.SUBMITTED}, _status.ACCEPTED),
    }
)
