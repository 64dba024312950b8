"""The beat goes on when the clock is set back."""

from datetime import timedelta

import time_machine
from celery import Celery
from celery.beat import PersistentScheduler
from django.utils.timezone import now

from config.beat import SteadyScheduler
from config.celery import app

TASKS = {
    "tick": {"task": "none.tick", "schedule": 60.0},
    "daily": {"task": "none.daily", "schedule": 86400.0},
}


def ran_after_a_step_back(kind, path, monkeypatch):
    """Return what is called in the two minutes after the clock was set back by an hour."""
    ran, clock_app = [], Celery("clock", set_as_current=False)
    clock_app.conf.beat_schedule = TASKS
    monkeypatch.setattr(kind, "apply_async", lambda self, entry, **options: ran.append(entry.name))
    with time_machine.travel(now(), tick=False) as clock:
        scheduler = kind(clock_app, schedule_filename=str(path), lazy=False)
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


def test_beat_ticks_after_the_clock_was_set_back(tmp_path, monkeypatch):
    assert ran_after_a_step_back(SteadyScheduler, tmp_path / "beat", monkeypatch) in (["tick"], ["tick", "tick"])


def test_celerys_own_does_not(tmp_path, monkeypatch):
    """Else ours is not needed any more."""
    assert ran_after_a_step_back(PersistentScheduler, tmp_path / "beat", monkeypatch) == []


def test_beat_is_the_steady_one():
    assert app.conf.beat_scheduler == "config.beat:SteadyScheduler"
