from datetime import UTC, datetime

import pytest

from events.models import Event
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def events() -> dict[str, Event]:
    found = {f"day {day}": make_event(starts_at=datetime(2027, 3, day, tzinfo=UTC)) for day in (2, 9, 5)}
    return {"undated": make_event(precision="tbc"), **found}


def test_the_latest_events_are_first_and_those_without_a_date_last(events):
    in_order = [events[name] for name in ("day 9", "day 5", "day 2", "undated")]

    assert Event.objects.all().latest_first(9) == in_order
    assert Event.objects.filter(pk__lt=10**9).latest_first(4) == in_order
    assert Event.objects.all().latest_first(2) == in_order[:2]


@pytest.mark.parametrize(("count", "queries"), [(3, 1), (4, 2)])
def test_events_without_a_date_are_read_only_if_there_is_room(events, count, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        assert len(Event.objects.all().latest_first(count)) == count
