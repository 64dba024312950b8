"""The table of transitions of terms of reference. The team writes and sends a version, the institution agrees.

A version that is replaced never binds again. An agreed version is replaced only when the next one is agreed."""

from events.journeys.states import TransitionTable
from events.models import TermsOfReference

_status = TermsOfReference.Status

TERMS = TransitionTable(
    {
        "send": ({_status.DRAFT}, _status.SENT),
        "agree": ({_status.SENT}, _status.AGREED),
        "replace": ({_status.SENT, _status.AGREED}, _status.REPLACED),
    }
)
