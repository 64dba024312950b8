"""Celery's beat, for a clock that is set back.

Celery waits until the clock is past the last time that a task was due: after a step back by an hour, or with a file of
such times from before it, no tick comes for an hour."""

from typing import Any

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is due; return the seconds until the next may be.

        What was last done in the future was done just now: it comes again after its interval, at the latest."""
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > entry.default_now()]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        if ahead:
            self._heap = None  # its times are those of the clock before; made anew, it has those of all tasks
        return float(super().tick(*args, **kwargs))
