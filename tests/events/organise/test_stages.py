"""The stage in the database and the stage in Python are the same for every event."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.utils.timezone import now

from events.models import Deliverable, Event
from events.organise.stages import Stage, stage_of, with_stage
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHEN = {"ahead": (10, 12), "now": (-1, 1), "just over": (-12, -10), "over": (-200, -190)}


def event_with(status=Event.Status.PUBLISHED, precision=Event.Precision.TIME, when="ahead", **fields):
    if precision == Event.Precision.TBC:
        return make_event(status=status, precision=precision, **fields)
    first, last = WHEN[when]
    return make_event(
        status=status, precision=precision, starts_at=now() + first * DAY, ends_at=now() + last * DAY, **fields
    )


@pytest.mark.parametrize(
    ("fields", "stage"),
    [
        ({"status": "draft", "precision": "tbc"}, Stage.IDEA),
        ({"status": "draft", "precision": "year"}, Stage.IDEA),
        ({"status": "draft", "precision": "month"}, Stage.PLANNED),
        ({"status": "draft"}, Stage.PLANNED),
        ({}, Stage.PUBLISHED),
        ({"precision": "tbc"}, Stage.PUBLISHED),
        ({"precision": "month", "when": "now"}, Stage.PUBLISHED),
        ({"status": "postponed", "when": "over"}, Stage.PUBLISHED),
        ({"when": "now"}, Stage.RUNNING),
        ({"when": "just over"}, Stage.REPORTING),
        ({"when": "over"}, Stage.CLOSED),
        ({"status": "cancelled"}, Stage.CLOSED),
    ],
)
def test_stage_follows_from_facts(fields, stage):
    event = event_with(**fields)

    assert stage_of(event) == stage


def test_event_is_not_closed_while_a_deliverable_is_expected():
    event = event_with(when="over")
    report = Deliverable.objects.create(event=event, person=make_person(), title="Report", due_at=now())
    assert stage_of(event) == Stage.REPORTING

    report.received_at = datetime(2027, 1, 1, tzinfo=UTC)
    report.save()

    assert stage_of(event) == Stage.CLOSED


def test_database_and_python_agree():
    for status, precision, when in product(Event.Status.values, Event.Precision.values, WHEN):
        event = event_with(status, precision, when)
        if len(when) % 2:
            Deliverable.objects.create(event=event, person=make_person(), title="Report", due_at=now())

    rows = list(with_stage(Event.objects.all()))

    assert len(rows) == len(Event.Status.values) * len(Event.Precision.values) * len(WHEN)
    assert [(row.pk, row.stage_key) for row in rows] == [(row.pk, stage_of(row).value) for row in rows]
    assert {row.stage_key for row in rows} == set(Stage.values)
