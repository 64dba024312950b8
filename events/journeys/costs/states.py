"""The table of transitions of a cost sheet."""

from events.journeys.states import TransitionTable
from events.models import CostSheet

_status = CostSheet.Status
COST_SHEET = TransitionTable(
    {
        "approve": ({_status.ESTIMATE}, _status.APPROVED),
        "settle": ({_status.APPROVED}, _status.SETTLED),
        "reopen": ({_status.APPROVED, _status.SETTLED}, _status.ESTIMATE),
    }
)
