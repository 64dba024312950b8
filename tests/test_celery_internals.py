"""Tests of the scheduler that continues when the clock is set back, and of the internals of Celery that it uses."""

import inspect
from datetime import timedelta

import time_machine
from celery import Celery
from celery.beat import PersistentScheduler, ScheduleEntry, Scheduler
from django.utils.timezone import now

from config.celery import app
from config.celery_internals import ClockChangeScheduler

TASKS = {
    "tick": {"task": "none.tick", "schedule": 60.0},
    "daily": {"task": "none.daily", "schedule": 86400.0},
}


def run_after_clock_change(scheduler_class, path, monkeypatch):
    """Return the tasks that run in the two minutes after the clock is set back by an hour."""
    ran, clock_app = [], Celery("clock", set_as_current=False)
    clock_app.conf.beat_schedule = TASKS
    monkeypatch.setattr(scheduler_class, "apply_async", lambda self, entry, **options: ran.append(entry.name))
    with time_machine.travel(now(), tick=False) as clock:
        scheduler = scheduler_class(clock_app, schedule_filename=str(path), lazy=False)
        scheduler.tick()
        clock.shift(timedelta(seconds=61))
        while not scheduler.tick():
            pass
        assert ran == ["tick"]
        ran.clear()
        clock.shift(timedelta(hours=-1))
        for _ in range(120):
            clock.shift(timedelta(seconds=1))
            while not scheduler.tick():
                pass
        scheduler.close()
    return ran


def test_scheduler_runs_tasks_after_the_clock_was_set_back(tmp_path, monkeypatch):
    ran = run_after_clock_change(ClockChangeScheduler, tmp_path / "beat", monkeypatch)

    assert ran in (["tick"], ["tick", "tick"])


def test_scheduler_of_celery_stops_after_the_clock_was_set_back(tmp_path, monkeypatch):
    """If this fails, ClockChangeScheduler is no longer necessary."""
    assert run_after_clock_change(PersistentScheduler, tmp_path / "beat", monkeypatch) == []


def test_beat_uses_the_scheduler():
    assert app.conf.beat_scheduler == "config.celery_internals:ClockChangeScheduler"


def test_celery_has_the_internals_that_the_scheduler_uses(tmp_path):
    scheduler = ClockChangeScheduler(Celery("clock", set_as_current=False), schedule_filename=str(tmp_path / "beat"))
    entry = ScheduleEntry(name="tick", task="none.tick", schedule=60.0, app=app)
    entry.last_run_at = entry.default_now()

    assert isinstance(scheduler.schedule, dict)
    assert callable(entry.default_now)
    assert "self._heap is None" in inspect.getsource(Scheduler.tick)
    scheduler.close()
