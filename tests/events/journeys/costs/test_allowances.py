"""The daily allowances of the two worked examples, to the cent."""

from decimal import Decimal

import pytest

from events.journeys.costs.allowances import AllowanceRule, Provided, day_amount, paid_share

RATES = {
    "Jakarta": Decimal("210.00"),
    "Jayapura": Decimal("160.00"),
    "Tokyo": Decimal("262.00"),
    "Osaka": Decimal("226.00"),
}
RULE = AllowanceRule()
# Night, place, what is provided.
MISSION = [
    ("place", "Jakarta", ""),
    ("place", "Jakarta", "lunch"),
    ("air", "Jayapura", "lunch"),
    ("place", "Jayapura", ""),
    ("place", "Jakarta", ""),
    ("last", "Jakarta", "lunch"),
]
VISIT = [
    ("place", "Tokyo", "lodging"),
    ("place", "Tokyo", "lodging breakfast lunch dinner"),
    ("place", "Tokyo", "lodging breakfast"),
    ("place", "Osaka", "lodging breakfast"),
    ("place", "Osaka", "lodging breakfast lunch"),
    ("place", "Osaka", "lodging breakfast"),
    ("last", "Osaka", "breakfast lunch"),
]


def provided(text):
    return Provided(**dict.fromkeys(text.split(), True))


def amounts(days):
    return [day_amount(RULE, RATES[place], night, provided(given)) for night, place, given in days]


def test_computes_the_allowance_of_an_expert_of_the_mission():
    days = amounts(MISSION)

    assert list(map(str, days)) == ["210.00", "189.00", "64.00", "160.00", "210.00", "63.00"]
    assert str(sum(days)) == "896.00"


def test_computes_the_allowance_of_a_visitor():
    days = amounts(VISIT)

    assert list(map(str, days)) == ["131.00", "52.40", "117.90", "101.70", "79.10", "101.70", "56.50"]
    assert str(sum(days)) == "640.30"


def test_computes_the_allowances_of_all_visitors_whom_the_programme_pays():
    """Eight of the nine. One of them spends the first night in the air at her own wish, and has no allowance for it."""
    pattern = amounts(VISIT)
    later = sum(pattern[1:])

    assert str(later) == "509.30"
    assert str(7 * sum(pattern) + later) == "4991.40"


@pytest.mark.parametrize(
    ("night", "given", "share"),
    [
        ("place", "", "1"),
        ("place", "lodging breakfast lunch dinner", "0.20"),
        ("air", "", "0.50"),
        ("air", "lodging", "0.50"),  # not taken off twice
        ("last", "", "0.40"),
        ("last", "breakfast lunch dinner", "0.10"),
        ("last", "lodging breakfast lunch dinner", "0"),  # at most what the last day pays
    ],
)
def test_takes_off_what_is_provided(night, given, share):
    assert paid_share(RULE, night, provided(given)) == Decimal(share)


def test_pays_nothing_if_more_than_the_rate_is_taken_off():
    rule = AllowanceRule(lodging=Decimal("0.90"), dinner=Decimal("0.30"))

    assert day_amount(rule, Decimal(100), "place", provided("lodging dinner")) == 0


@pytest.mark.parametrize(("rate", "amount"), [("100.10", "95.10"), ("100.05", "95.05"), ("0.10", "0.10")])
def test_rounds_each_day_half_up(rate, amount):
    """95.095 becomes 95.10, and 95.0475 becomes 95.05."""
    assert str(day_amount(RULE, Decimal(rate), "place", provided("breakfast"))) == amount


def test_stores_a_rule_as_text():
    rule = AllowanceRule(lodging=Decimal("0.60"))

    assert AllowanceRule.from_json(rule.as_json()) == rule
    assert AllowanceRule.from_json({"lodging": "nonsense"}) == AllowanceRule()
