from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from events.daily_tasks import services, tasks
from events.daily_tasks.errors import PartlyFailedError
from events.daily_tasks.queries import find_problems, last_run
from events.daily_tasks.timetable import DailyTask, daily_tasks
from events.models import Event, TaskRun
from events.organise.work.queries import work_list
from tests.factories import make_event, make_member

pytestmark = pytest.mark.django_db
calls: list[str] = []


def count_calls():
    calls.append("called")
    return {"rows": len(calls)}


def fail():
    raise ValueError("Daw Khin Khin")


def fail_in_part():
    raise PartlyFailedError("travel: KeyError", {"needs": 3})


@pytest.fixture(autouse=True)
def timetable(settings):
    calls.clear()
    settings.DAILY_TASKS = {"sweep": {"function": f"{__name__}.count_calls", "hour": 2, "minute": 20}}
    return settings.DAILY_TASKS


def at(text):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=UTC), tick=False)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2027-03-02T02:20", "2027-03-02T02:20"),
        ("2027-03-02T02:19", "2027-03-01T02:20"),
        ("2027-01-01T00:00", "2026-12-31T02:20"),
    ],
)
def test_last_due_at_is_the_latest_hour_of_the_timetable(moment, due):
    last = daily_tasks()["sweep"].last_due_at(datetime.fromisoformat(moment).replace(tzinfo=UTC))

    assert last == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_run_missed_runs_a_task_once_a_day_and_records_it():
    for moment, total in (
        ("2027-03-02T02:20", 1),
        ("2027-03-02T02:21", 1),
        ("2027-03-03T02:19", 1),
        ("2027-03-03T02:20", 2),
    ):
        with at(moment):
            tasks.run_missed()
        assert len(calls) == total

    run = last_run("sweep")
    assert (run.counts, run.error) == ({"rows": 2}, "")
    assert (run.due_at, run.started_at, run.finished_at) == (datetime(2027, 3, 3, 2, 20, tzinfo=UTC),) * 3


def test_run_missed_makes_up_for_a_stop_of_everything():
    with at("2027-03-02T02:20"):
        services.run_missed()
    with at("2027-03-05T17:45"):
        services.run_missed()
        services.run_missed()

    assert len(calls) == 2
    assert last_run("sweep").due_at == datetime(2027, 3, 5, 2, 20, tzinfo=UTC)


def test_run_of_another_process_is_left_alone_until_it_must_have_stopped():
    with at("2027-03-02T02:20"):
        TaskRun.objects.create(name="sweep", due_at=now(), started_at=now())
        services.run_missed()
    with at("2027-03-02T05:19"):
        assert services.run_missed() == []
    with at("2027-03-02T05:21"):
        assert len(services.run_missed()) == 1
        assert services.run_missed() == []

    assert calls == ["called"]


@pytest.mark.parametrize(
    ("function", "counts", "error"),
    [("fail", {}, "ValueError in"), ("fail_in_part", {"needs": 3}, "travel: KeyError")],
)
def test_failed_run_is_recorded_without_personal_data(timetable, function, counts, error):
    timetable["sweep"]["function"] = f"{__name__}.{function}"

    (run,) = services.run_missed()

    assert (run.counts, error in run.error, "Khin" in run.error) == (counts, True, False)
    assert find_problems().failed == ["sweep"]


def test_task_is_late_after_48_hours():
    make_event()
    with at("2027-03-02T02:20"):
        services.run_missed()
    with at("2027-03-04T02:19"):
        assert not find_problems()
    with at("2027-03-04T02:21"):
        assert find_problems().late == ["sweep"]


def test_task_that_never_ran_is_late_when_the_installation_is_in_use():
    assert not find_problems()
    event = make_event()
    assert not find_problems()

    Event.objects.filter(pk=event.pk).update(created_at=now() - timedelta(hours=49))

    assert find_problems().late == ["sweep"]


def test_organisers_and_load_balancers_see_a_late_task(client):
    event = make_event()
    person = make_member(event.programme)
    labels = [item.label for item in work_list(person, ZoneInfo("UTC"))]
    assert not [label for label in labels if "nightly" in label]

    Event.objects.filter(pk=event.pk).update(created_at=now() - timedelta(hours=49))

    (alarm,) = [item for item in work_list(person, ZoneInfo("UTC")) if "nightly" in item.label]
    assert (alarm.finding.count, alarm.is_pressing) == (1, True)
    assert client.get("/healthz").json()["daily_tasks"] == "late"


def test_command_runs_the_deletion_and_reports_failures(timetable, capsys):
    timetable["retention"] = timetable.pop("sweep")
    call_command("delete_expired")
    assert capsys.readouterr().out == "rows: 1\n"

    timetable["retention"]["function"] = f"{__name__}.fail_in_part"
    with pytest.raises(CommandError, match="travel: KeyError"):
        call_command("delete_expired")
    assert TaskRun.objects.count() == 2


def test_daily_task_finds_its_function():
    assert DailyTask("x", f"{__name__}.count_calls", datetime(2027, 1, 1).time()).function is count_calls  # noqa: DTZ001
