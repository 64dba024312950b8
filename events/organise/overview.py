"""What the overview of an event shows beside its facts: waiting work, key dates, the latest changes and the balance."""

from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.middleware import reader_zone
from events.balance.queries import Balance, balance
from events.kept import kept
from events.models import Event
from events.organise import queries
from events.organise.history_lines import HistoryLine, history_lines
from events.organise.key_dates import KeyDate, key_dates
from events.organise.work.items import WorkItem
from events.organise.work.queries import work_of
from events.permissions import Action

MOST_CHANGES = 6
OWN_PAGE = "planning:overview"  # work that the overview itself shows


class EventOverview:
    """The parts of the overview of event that its reader may see. Each is read when the page shows it.

    request: of a view behind `event_for`. may: the actions of the reader."""

    def __init__(self, request: HttpRequest, event: Event, may: frozenset[Action]) -> None:
        self._request, self._event, self._may = request, event, may

    @cached_property
    def work(self) -> list[WorkItem]:
        """What waits in a published event, the most urgent first. A draft has its checklist."""
        if self._event.status == Event.Status.DRAFT or not self._request.user.is_authenticated:
            return []
        zone = reader_zone(self._request) or self._event.zone
        found = work_of(self._event, self._request.user, zone)
        return [item for item in found if item.kind.page != OWN_PAGE]

    @cached_property
    def dates(self) -> tuple[list[KeyDate], list[KeyDate]]:
        """What is past and what is ahead."""
        return key_dates(self._event, self._may)

    @cached_property
    def changes(self) -> list[HistoryLine]:
        """The latest changes, the last one first."""
        if Action.VIEW_DELIVERIES not in self._may:
            return []
        return history_lines(queries.event_history(self._event)[:MOST_CHANGES])

    @cached_property
    def balance(self) -> Balance | None:
        """The balance of those who come; None before anybody has a place. It is kept for a minute."""
        if Action.DECIDE_REGISTRATIONS not in self._may or not self._event.seats_taken:
            return None
        scope = {"programmes": frozenset([self._event.programme_id])}
        return kept(f"balance of {self._event.pk} {get_language()}", scope, lambda: balance(self._event))
