"""The derived stage of a study visit."""

from datetime import date

import pytest

from events.study_visits.stages import VisitFacts, VisitStage, stage_of

BEFORE, DURING, AFTER = date(2027, 5, 24), date(2027, 6, 12), date(2027, 6, 13)
DAYS = {"starts_on": date(2027, 6, 7), "ends_on": date(2027, 6, 12)}


@pytest.mark.parametrize(
    ("facts", "today", "stage"),
    [
        ({}, BEFORE, VisitStage.PREPARING),
        ({"hosts": 8}, BEFORE, VisitStage.PREPARING),
        ({"hosts": 8, "hosts_asked": 1}, BEFORE, VisitStage.HOSTS),
        ({"hosts": 10, "hosts_asked": 10, "hosts_confirmed": 7}, BEFORE, VisitStage.HOSTS),
        ({"hosts": 10, "hosts_asked": 10, "hosts_confirmed": 8}, BEFORE, VisitStage.NOMINATIONS),
        ({"hosts": 10, "people": 1}, BEFORE, VisitStage.TRAVEL),
        ({"people": 9}, DURING, VisitStage.UNDER_WAY),
        ({"people": 9, "reports": 3, "reports_received": 2}, AFTER, VisitStage.REPORTS),
        ({"reports": 3, "reports_received": 3, "actions_open": 1}, AFTER, VisitStage.FOLLOW_UP),
        ({"reports": 3, "reports_received": 3}, AFTER, VisitStage.CLOSED),
        ({"is_cancelled": True, "people": 9}, DURING, VisitStage.CANCELLED),
    ],
)
def test_stage_follows_the_facts(facts, today, stage):
    assert stage_of(VisitFacts(**DAYS, **facts), today) == stage


def test_visit_without_dates_does_not_begin():
    assert stage_of(VisitFacts(people=3), AFTER) == VisitStage.TRAVEL
