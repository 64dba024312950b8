"""The choice of people by balance, without a database."""

import pytest

from events.balance.measures import Participant, still_needed
from events.balance.selection import first_by_balance


def person(constituency="workers", *, country="TH", gender="", returning=False):
    return Participant(country, constituency, gender, returning)


def choose(candidates, count, targets, confirmed=()):
    """Return the places of the chosen people among the candidates."""
    return first_by_balance(list(enumerate(candidates)), confirmed, targets, count)


def test_a_missed_target_is_filled_first():
    confirmed = [person("government")] * 3
    candidates = [person("government"), person("workers"), person("employers"), person("employers")]

    assert choose(candidates, 2, {"employers": 40}, confirmed) == [2, 3]


def test_targets_are_weighed_against_each_other():
    candidates = [
        person("workers", gender="man"),
        person("employers", gender="man"),
        person("employers", gender="woman"),
    ]

    assert choose(candidates, 1, {"employers": 50, "women": 50}) == [2]


def test_equals_are_chosen_by_country_and_then_by_arrival():
    candidates = [person(country="TH"), person(country="TH"), person(country="VN"), person(country="LA")]

    assert choose(candidates, 4, {}, [person(country="TH")]) == [2, 3, 0, 1]
    assert choose([person()] * 3, 2, {}) == [0, 1]


def test_people_who_do_not_state_their_gender_do_not_change_the_share_of_women():
    confirmed = [person(gender="man"), person(gender="woman")]

    assert choose([person(gender="man"), person(gender="undisclosed")], 1, {"women": 50}, confirmed) == [1]


def test_newcomers_count_for_their_target():
    assert choose([person(returning=True), person()], 1, {"first_time": 30}, [person(returning=True)]) == [1]


def test_fewer_candidates_than_asked_are_all_chosen():
    assert sorted(choose([person(), person("employers")], 9, {"women": 50})) == [0, 1]
    assert choose([], 3, {"women": 50}) == []


@pytest.mark.parametrize("count", [1, 5, 20])
def test_the_same_people_are_always_chosen(count):
    candidates = [person(side, country=country) for side in ("workers", "employers") for country in ("TH", "VN")] * 8
    targets = {"workers": 40, "employers": 40, "women": 30}

    assert choose(candidates, count, targets) == choose(candidates, count, dict(reversed(targets.items())))


@pytest.mark.parametrize(
    ("part", "whole", "percent", "missing"),
    [(4, 23, 30, 5), (3, 10, 30, 0), (0, 0, 30, 0), (0, 1, 50, 1), (1, 2, 100, None), (2, 2, 100, 0)],
)
def test_number_of_people_who_are_still_needed(part, whole, percent, missing):
    assert still_needed(part, whole, percent) == missing
    if missing:
        assert 100 * (part + missing) >= percent * (whole + missing)
        assert 100 * (part + missing - 1) < percent * (whole + missing - 1)
