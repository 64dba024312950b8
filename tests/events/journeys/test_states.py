"""The tables of transitions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.journeys import states
from events.journeys.errors import StepNotAllowedError
from events.models import FollowUp, Leg, Meeting

TABLES = [(states.LEG, Leg.Status), (states.MEETING, Meeting.Status), (states.FOLLOW_UP, FollowUp.Status)]


@pytest.mark.parametrize(("table", "statuses"), TABLES)
def test_a_table_names_only_statuses_of_its_noun_and_reaches_each_of_them(table, statuses):
    named = {status for row in table.rows.values() for status in (*row.sources, row.target)}

    assert named == set(statuses.values)


@pytest.mark.parametrize(("table", "statuses"), TABLES)
@given(data=st.data())
def test_any_sequence_of_steps_follows_the_table(table, statuses, data):
    status = statuses.values[0]
    for step in data.draw(st.lists(st.sampled_from([*table.rows, "unknown"]), max_size=20)):
        if table.is_allowed(step, status):
            status = table.target(step, status)
            assert status in statuses.values
        else:
            with pytest.raises(StepNotAllowedError):
                table.target(step, status)
            assert step not in table.steps_from(status)
