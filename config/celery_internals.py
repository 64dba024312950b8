"""The use of internals of Celery. pyproject.toml limits its version for this reason. See also
notifications/outbox/celery_internals.py.

tests/test_celery_internals.py fails if one of these internals of the beat changes:

- `Scheduler.schedule` maps names to entries. An entry has a writable `last_run_at` and a method `default_now()`.
- `Scheduler.tick()` uses the heap in `_heap`, and builds it again if it is None."""

from typing import Any

from celery.beat import PersistentScheduler


class ClockChangeScheduler(PersistentScheduler):
    """A scheduler that continues when the clock is set back.

    Celery waits until the clock is past the last run of a task. So after a change by an hour, or with a schedule file
    from before the change, no task would run for an hour."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run the due tasks, and return the seconds until the next check.

        A last run in the future counts as a run at this moment, so that the task runs again after its interval."""
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > entry.default_now()]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        if ahead:
            self._heap = None  # it contains the times of the old clock
        return float(super().tick(*args, **kwargs))
