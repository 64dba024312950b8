"""Run Celery with a clock that SIGWINCH sets back by an hour: python -m tests.drills.clock -A config worker ..."""

import signal
from datetime import timedelta
from typing import Any

import time_machine
from celery.__main__ import main
from django.utils.timezone import now

BACK = timedelta(hours=1)


def go_back(*args: Any) -> None:
    time_machine.travel(now() - BACK, tick=True).start()


if __name__ == "__main__":
    signal.signal(signal.SIGWINCH, go_back)
    main()
