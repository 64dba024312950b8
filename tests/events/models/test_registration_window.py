from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from events.models import Event

MOMENT = datetime(2027, 3, 9, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def make_unsaved(**fields: object) -> Event:
    fields.setdefault("status", Event.Status.PUBLISHED)
    fields.setdefault("policy", Event.Policy.OPEN)
    fields.setdefault("ends_at", MOMENT + timedelta(days=30))
    return Event(**fields)


@pytest.fixture(autouse=True)
def _at_the_moment() -> Iterator[None]:
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.mark.parametrize(
    ("policy", "is_open"),
    [("none", False), ("open", True), ("approval", True), ("nomination", False), ("invitation", True)],
)
def test_is_registration_open_follows_the_policy(policy: str, is_open: bool) -> None:
    assert make_unsaved(policy=policy).is_registration_open is is_open


@pytest.mark.parametrize("status", ["draft", "postponed", "cancelled"])
def test_registration_is_closed_unless_the_event_is_published(status: str) -> None:
    assert not make_unsaved(status=status).is_registration_open


def test_registration_is_closed_after_the_event() -> None:
    assert not make_unsaved(ends_at=MOMENT - SECOND).is_registration_open


@pytest.mark.parametrize(("opens_in", "is_open"), [(-SECOND, True), (timedelta(), True), (SECOND, False)])
def test_registration_opens_at_its_opening_time(opens_in: timedelta, is_open: bool) -> None:
    event = make_unsaved(registration_opens_at=MOMENT + opens_in)

    assert event.is_registration_open is is_open
    assert event.registration_opens_later is not is_open


@pytest.mark.parametrize(("closes_in", "is_open"), [(-SECOND, False), (timedelta(), False), (SECOND, True)])
def test_registration_closes_at_its_closing_time(closes_in: timedelta, is_open: bool) -> None:
    assert make_unsaved(registration_closes_at=MOMENT + closes_in).is_registration_open is is_open


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"policy": "nomination"}, {"registration_opens_at": None}])
def test_registration_does_not_open_later_unless_it_will_open(fields: dict[str, object]) -> None:
    event = make_unsaved(**{"registration_opens_at": MOMENT + SECOND, **fields})

    assert not event.registration_opens_later
