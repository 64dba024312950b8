"""The stage of an expert mission. It is derived from terms, dates, report and follow-ups, and never stored. No queries."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events.journeys.phases import JourneyDays, JourneyPhase

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class MissionStage(StrEnum):
    ASKED_FOR = "asked_for"
    PREPARING = "preparing"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    REPORT_DUE = "report_due"
    IN_REVIEW = "in_review"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


LABELS: dict[MissionStage, "StrOrPromise"] = {
    MissionStage.ASKED_FOR: _("Asked for"),
    MissionStage.PREPARING: _("In preparation"),
    MissionStage.AGREED: _("Agreed"),
    MissionStage.UNDER_WAY: _("Under way"),
    MissionStage.REPORT_DUE: _("Report due"),
    MissionStage.IN_REVIEW: _("Report in review"),
    MissionStage.FOLLOW_UP: _("Follow-up"),
    MissionStage.CLOSED: _("Closed"),
    MissionStage.CANCELLED: _("Cancelled"),
}
# In the order of the line on the overview.
LINE = [stage for stage in MissionStage if stage != MissionStage.CANCELLED]


@dataclass(frozen=True, kw_only=True)
class MissionFacts(JourneyDays):
    """What the stage depends on.

    has_terms: a version was written. is_agreed: the institution has agreed to one. is_report_sent: it was submitted at least
    once. follow_ups_open: those that are not finished."""

    has_terms: bool = False
    is_agreed: bool = False
    is_report_sent: bool = False
    is_report_accepted: bool = False
    follow_ups_open: int = 0


def stage_of(facts: MissionFacts, today: date) -> MissionStage:
    """Return the stage on a day at the place of the mission."""
    phase = facts.phase_on(today)
    if phase == JourneyPhase.CANCELLED:
        return MissionStage.CANCELLED
    if phase == JourneyPhase.AFTER:
        return _stage_after(facts)
    if phase == JourneyPhase.UNDER_WAY:
        return MissionStage.UNDER_WAY
    if facts.is_agreed:
        return MissionStage.AGREED
    return MissionStage.PREPARING if facts.has_terms else MissionStage.ASKED_FOR


def _stage_after(facts: MissionFacts) -> MissionStage:
    if facts.is_report_accepted:
        return MissionStage.FOLLOW_UP if facts.follow_ups_open else MissionStage.CLOSED
    return MissionStage.IN_REVIEW if facts.is_report_sent else MissionStage.REPORT_DUE
