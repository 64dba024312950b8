import pytest

from events.models import Event


def hybrid(**counters: int) -> Event:
    return Event(mode=Event.Mode.HYBRID, **counters)


def test_modes_of_a_hybrid_event_are_both() -> None:
    assert hybrid().modes == ["in_person", "online"]
    assert Event(mode=Event.Mode.ONLINE).modes == ["online"]


def test_seats_left_is_none_without_a_limit() -> None:
    event = Event(seats_taken=500)

    assert event.seats_left is None
    assert event.seats_left_in("in_person") is None
    assert not event.is_full


def test_seats_left_excludes_taken_and_reserved_seats() -> None:
    event = Event(seats=10, seats_taken=4, seats_kept=1)

    assert event.seats_left == 5
    assert event.seats_left_in("in_person") == 5
    assert event.mode_seats_left("in_person") is None


def test_mode_seats_left_counts_each_mode_alone() -> None:
    event = hybrid(room_seats=5, online_seats=20, seats_taken=9, online_taken=6, room_kept=1, online_kept=2)

    assert event.room_taken == 3
    assert event.mode_seats_left("in_person") == 1
    assert event.mode_seats_left("online") == 12


def test_seats_left_in_is_the_smaller_of_both_limits() -> None:
    event = hybrid(seats=10, room_seats=5, seats_taken=7, online_taken=6)

    assert event.seats_left_in("in_person") == 3
    assert event.seats_left_in("online") == 3


def test_seats_left_never_exceeds_the_total_limit() -> None:
    assert hybrid(seats=10, room_seats=8, online_seats=8).seats_left == 10
    assert hybrid(seats=20, room_seats=8, online_seats=8).seats_left == 16


def test_seats_left_is_none_if_one_mode_has_no_limit() -> None:
    assert hybrid(room_seats=5).seats_left is None


def test_seats_left_by_mode_has_the_label_of_each_mode() -> None:
    assert hybrid(room_seats=5).seats_left_by_mode == [("In person", 5), ("Online", None)]


@pytest.mark.parametrize(("seats_taken", "is_full"), [(9, False), (10, True), (11, True)])
def test_is_full_when_no_seat_is_left(seats_taken: int, is_full: bool) -> None:
    assert Event(seats=10, seats_taken=seats_taken).is_full is is_full
