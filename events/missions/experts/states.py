"""The table of transitions of assignments. Only the services of this package change the status of an assignment."""

from events.journeys.states import TransitionTable
from events.models import Assignment

_status = Assignment.Status
_SEARCHED: set[str] = {_status.PROPOSED, _status.ASKED, _status.AVAILABLE, _status.NOT_AVAILABLE}

ASSIGNMENT = TransitionTable(
    {
        # The team asks, also somebody who could not come before, or who was released.
        "ask": ({_status.PROPOSED, _status.NOT_AVAILABLE, _status.RELEASED, _status.WITHDREW}, _status.ASKED),
        # The expert answers, and can change the answer until the selection.
        "accept": ({_status.ASKED, _status.AVAILABLE, _status.NOT_AVAILABLE}, _status.AVAILABLE),
        "decline": ({_status.ASKED, _status.AVAILABLE}, _status.NOT_AVAILABLE),
        # The team no longer needs somebody who was not selected.
        "drop": (_SEARCHED, _status.RELEASED),
        # A manager decides.
        "select": ({_status.AVAILABLE}, _status.SELECTED),
        "agree": ({_status.SELECTED}, _status.AGREED),
        "release": ({_status.SELECTED, _status.AGREED}, _status.RELEASED),
        "withdraw": ({_status.SELECTED, _status.AGREED}, _status.WITHDREW),
        # The report is accepted.
        "complete": ({_status.AGREED}, _status.COMPLETED),
    }
)
