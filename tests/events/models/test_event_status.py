from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.models import Event


def ended(**fields: object) -> Event:
    return Event(starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1), **fields)


def test_is_past_after_the_end() -> None:
    assert ended(status="published").is_past
    assert not Event(status="published", ends_at=now() + timedelta(hours=1)).is_past


def test_is_past_is_false_without_a_date() -> None:
    assert not Event(status="published").is_past


def test_a_postponed_event_is_not_past() -> None:
    assert not ended(status="postponed").is_past


@pytest.mark.parametrize(
    ("status", "is_ahead"), [("draft", False), ("published", True), ("postponed", True), ("cancelled", False)]
)
def test_is_ahead_follows_the_status(status: str, is_ahead: bool) -> None:
    assert Event(status=status, ends_at=now() + timedelta(hours=1)).is_ahead is is_ahead


def test_an_event_that_is_over_is_not_ahead() -> None:
    assert not ended(status="published").is_ahead
