"""The figures of the worked example agree with the file."""

from datetime import date

import pytest

from events.models import DelegationReport
from events.study_visits import figures
from tests.events.study_visits.worked_example import add_reports, build_example, data

pytestmark = pytest.mark.django_db


def test_rooms_agree_with_the_example():
    example = build_example()

    rooms = figures.rooms_of_each_type(example.event)

    for key, hotel in example.hotels.items():
        assert rooms[hotel.name]["single"] == example.expected["single_rooms"][key]
        assert rooms[hotel.name]["accessible"] == example.expected["accessible_rooms"][key]
    first = figures.rooms_in_night(example.event, example.hotels["tokyo"].name, date(2027, 6, 6))
    assert first == example.expected["tokyo_rooms_on_first_night"]


def test_diets_visas_and_passports_agree_with_the_example():
    example = build_example()

    assert figures.diets(example.event) == example.expected["diets"]
    assert figures.visas(example.event) == example.expected["visas"]
    early = figures.passports_expiring_early(example.event)
    keys = [key for key, registration in example.registrations.items() if registration in early]
    assert keys == example.expected["passports_expiring_within_six_months"]


def test_reports_and_actions_agree_with_the_example():
    example = build_example()
    add_reports(example)

    assert figures.late_reports(example.event, date(2027, 12, 10)) == example.expected["reports_late"]
    assert figures.actions_by_state(example.event) == example.expected["actions_at_six_months"]
    due = {report.country_id: report.due_on.isoformat() for report in DelegationReport.objects.all()}
    assert due == {one["country"]: one["due_on"] for one in data()["study_visit"]["reports_of_participants"]}
