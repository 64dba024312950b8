"""The stage of a study visit. It is derived from what is known, and never stored. No queries."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events.journeys.phases import JourneyDays, JourneyPhase

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# People are nominated when this share of the hosts has confirmed.
ENOUGH_HOSTS_PERCENT = 80


class VisitStage(StrEnum):
    PREPARING = "preparing"
    HOSTS = "hosts"
    NOMINATIONS = "nominations"
    TRAVEL = "travel"
    UNDER_WAY = "under_way"
    REPORTS = "reports"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


LABELS: dict[VisitStage, "StrOrPromise"] = {
    VisitStage.PREPARING: _("In preparation"),
    VisitStage.HOSTS: _("Hosts are asked"),
    VisitStage.NOMINATIONS: _("People are nominated"),
    VisitStage.TRAVEL: _("Visas and tickets"),
    VisitStage.UNDER_WAY: _("Under way"),
    VisitStage.REPORTS: _("Reports are due"),
    VisitStage.FOLLOW_UP: _("Follow-up"),
    VisitStage.CLOSED: _("Closed"),
    VisitStage.CANCELLED: _("Cancelled"),
}
# In the order of the line on the overview.
LINE = [stage for stage in VisitStage if stage != VisitStage.CANCELLED]


@dataclass(frozen=True, kw_only=True)
class VisitFacts(JourneyDays):
    """What the stage depends on.

    hosts: the visits that are planned, without those that were declined or cancelled. reports: the countries whose people
    took part. actions_open: actions that are not finished."""

    hosts: int = 0
    hosts_asked: int = 0
    hosts_confirmed: int = 0
    people: int = 0
    reports: int = 0
    reports_received: int = 0
    actions_open: int = 0


def stage_of(facts: VisitFacts, today: date) -> VisitStage:
    """Return the stage on a day at the place of the visit."""
    phase = facts.phase_on(today)
    if phase == JourneyPhase.CANCELLED:
        return VisitStage.CANCELLED
    if phase == JourneyPhase.AFTER:
        return _stage_after(facts)
    if phase == JourneyPhase.UNDER_WAY:
        return VisitStage.UNDER_WAY
    return _stage_before(facts)


def _stage_before(facts: VisitFacts) -> VisitStage:
    if facts.people:
        return VisitStage.TRAVEL
    if facts.hosts and 100 * facts.hosts_confirmed >= ENOUGH_HOSTS_PERCENT * facts.hosts:
        return VisitStage.NOMINATIONS
    return VisitStage.HOSTS if facts.hosts_asked else VisitStage.PREPARING


def _stage_after(facts: VisitFacts) -> VisitStage:
    if facts.reports_received < facts.reports:
        return VisitStage.REPORTS
    return VisitStage.FOLLOW_UP if facts.actions_open else VisitStage.CLOSED
