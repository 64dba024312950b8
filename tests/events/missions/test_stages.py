"""The stage of a mission is a pure function of what is known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.missions.stages import LABELS, LINE, MissionFacts, MissionStage, stage_of

FIRST, LAST = date(2027, 4, 12), date(2027, 4, 16)
DATED = {"starts_on": FIRST, "ends_on": LAST}


@pytest.mark.parametrize(
    ("facts", "today", "stage"),
    [
        ({}, FIRST, "asked_for"),
        ({"has_terms": True}, FIRST, "preparing"),
        ({"has_terms": True, "is_agreed": True}, FIRST, "agreed"),
        (DATED, FIRST - timedelta(1), "asked_for"),
        (DATED | {"has_terms": True, "is_agreed": True}, FIRST - timedelta(1), "agreed"),
        (DATED, FIRST, "under_way"),
        (DATED, LAST, "under_way"),
        (DATED, LAST + timedelta(1), "report_due"),
        (DATED | {"is_report_sent": True}, LAST + timedelta(20), "in_review"),
        (
            DATED | {"is_report_sent": True, "is_report_accepted": True, "follow_ups_open": 2},
            date(2027, 10, 1),
            "follow_up",
        ),
        (DATED | {"is_report_sent": True, "is_report_accepted": True}, date(2027, 10, 1), "closed"),
        (DATED | {"is_cancelled": True, "is_report_accepted": True}, FIRST, "cancelled"),
    ],
)
def test_stage(facts, today, stage):
    assert stage_of(MissionFacts(**facts), today) == stage


FACTS = st.builds(
    MissionFacts,
    starts_on=st.none() | st.just(FIRST),
    ends_on=st.none() | st.just(LAST),
    is_cancelled=st.just(False),
    has_terms=st.booleans(),
    is_agreed=st.booleans(),
    is_report_sent=st.booleans(),
    is_report_accepted=st.booleans(),
    follow_ups_open=st.integers(0, 3),
)


@given(FACTS, st.dates(date(2027, 1, 1), date(2028, 1, 1)), st.integers(0, 400))
def test_time_never_takes_a_mission_back(facts, today, days):
    now, later = stage_of(facts, today), stage_of(facts, today + timedelta(days))

    assert LINE.index(now) <= LINE.index(later)


@given(FACTS, st.dates(date(2027, 4, 17), date(2028, 1, 1)))
def test_after_the_end_only_the_report_and_follow_ups_matter(facts, today):
    if facts.ends_on:
        assert LINE.index(stage_of(facts, today)) >= LINE.index(MissionStage.REPORT_DUE)


def test_each_stage_has_a_label():
    assert set(LABELS) == set(MissionStage)
    assert len(LINE) == 8
