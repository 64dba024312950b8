"""The table of transitions of requests. The institution submits and withdraws, the team returns, a manager decides."""

from events.journeys.states import TransitionTable
from events.models import MissionRequest

_status = MissionRequest.Status

REQUEST = TransitionTable(
    {
        "submit": ({_status.DRAFT, _status.RETURNED}, _status.SUBMITTED),
        "return": ({_status.SUBMITTED}, _status.RETURNED),
        "accept": ({_status.SUBMITTED}, _status.ACCEPTED),
        # A question that nobody answers can end a request, too.
        "decline": ({_status.SUBMITTED, _status.RETURNED}, _status.DECLINED),
        # A question that was not answered for long closes the request by itself.
        "lapse": ({_status.RETURNED}, _status.WITHDRAWN),
        "withdraw": ({_status.SUBMITTED, _status.RETURNED}, _status.WITHDRAWN),
    }
)
# While the institution writes.
OPEN = frozenset({_status.DRAFT, _status.RETURNED})
