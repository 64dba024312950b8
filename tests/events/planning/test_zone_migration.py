"""Which zone the migration gives to a venue."""

import importlib

import pytest

certain_zone = importlib.import_module("events.migrations.0008_fill_time_zones_of_venues").certain_zone


@pytest.mark.parametrize(
    ("country", "zones", "zone"),
    [
        ("VN", set(), "Asia/Ho_Chi_Minh"),
        ("VN", {"Africa/Abidjan"}, "Asia/Ho_Chi_Minh"),
        ("US", {"America/Chicago"}, "America/Chicago"),
        ("US", {"America/Chicago", "America/Denver"}, ""),
        ("US", set(), ""),
        ("", {"Asia/Yangon"}, "Asia/Yangon"),
        ("", {"Africa/Abidjan"}, ""),
        ("", set(), ""),
    ],
)
def test_a_venue_gets_a_zone_only_if_it_is_certain(country, zones, zone):
    assert certain_zone(country, zones) == zone
