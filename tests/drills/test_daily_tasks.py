"""Two processes start the nightly job at the same moment, on PostgreSQL: its work is done, and recorded, once."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, connections
from django.utils.timezone import now

from accounts.models import User
from events.daily_tasks import services
from events.models import Event, Registration, TaskRun
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_person

PROCESSES, ROUNDS = 2, 4
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _run(function: Callable[[], int], start: "multiprocessing.Event", results: "multiprocessing.Queue") -> None:
    connections.close_all()
    start.wait()
    try:
        results.put(function())
    except Exception as error:  # the test reports any error
        results.put(repr(error))
    connections.close_all()


def at_the_same_time(function: Callable[[], int]) -> list[int | str]:
    """Call function in several processes. Return the results, or the errors as text."""
    context = multiprocessing.get_context("fork")
    results, start = context.Queue(), context.Event()
    connection.close()
    workers = [context.Process(target=_run, args=(function, start, results)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    start.set()
    found = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)
    return found


def make_expired(people: int = 5) -> None:
    """Register people with needs for an event that is over for more than 30 days, and let accounts be unused."""
    event = make_event()
    for _ in range(people):
        register(event, make_person(), needs="Halal")
        make_person()
    ended = now() - timedelta(days=31)
    Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=8), ends_at=ended)
    long_ago = now() - timedelta(days=5000)
    User.objects.filter(registrations=None).update(date_joined=long_ago, last_login=long_ago)


def make_another_night() -> None:
    """Move all runs five days back, the first night first: PostgreSQL checks for each row that no other has its time."""
    for run in TaskRun.objects.order_by("due_at"):
        run.due_at -= timedelta(days=ROUNDS + 1)
        run.save(update_fields=["due_at"])


def run_missed() -> int:
    return len(services.run_missed())


def run_by_hand() -> int:
    """Run the job as `manage.py delete_expired` does. Return the number of registrations that lost their needs."""
    return services.run_now("retention").counts["needs"]


def test_the_nightly_job_of_two_processes_runs_once():
    for number in range(1, ROUNDS + 1):
        make_another_night()
        make_expired()

        ran = at_the_same_time(run_missed)

        assert sum(ran) == len(settings.DAILY_TASKS)
        runs = TaskRun.objects.filter(name="retention")
        run = runs.latest("due_at")
        assert (runs.count(), run.counts["needs"], run.error) == (number, 5, "")
        assert run.finished_at
        assert not Registration.objects.exclude(needs="").exists()
        assert run_missed() == 0


def test_two_runs_by_hand_delete_and_warn_each_person_once():
    for number in range(1, ROUNDS + 1):
        make_expired()

        counts = at_the_same_time(run_by_hand)

        assert sum(counts) == 5, counts
        assert [run.error for run in TaskRun.objects.all()] == [""] * PROCESSES * number
        warned = Message.objects.filter(kind="account_unused").values_list("recipient", flat=True)
        assert len(warned) == len(set(warned)) == 5 * number
    assert mail.outbox == []
