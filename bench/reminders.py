"""The planning of reminders, the creation of due reminders for each person, and their mails in the outbox.

Each measurement runs in a new process, so that its memory can be measured."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.timezone import now

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import Event

SMALL, LARGE = 10_000, 100_000
# Half of the people are in one event, the others in events with this number of people.
GROUP = 100
# Mails are queued for this number of people only: the rate does not depend on it.
MAILS = 2_000
ZONES = ("", "Asia/Bangkok", "Asia/Tokyo", "Asia/Yangon", "Europe/Paris", "America/New_York")
AHEAD = timedelta(hours=20)
# The limit in seconds for 100,000 reminders. For fewer, it is proportional.
LIMIT = 60


@dataclass(frozen=True)
class Spent:
    """The seconds, and the peak memory of the process in megabytes."""

    seconds: float
    peak: float


def measure() -> dict[str, dict[int, Spent]]:
    """Return the costs of planning reminders, and of creating the due reminders, by size."""
    return {
        "reminders planned": {size: planned(size) for size in (SMALL, LARGE)},
        "due reminders written down": {size: written_down(size) for size in (SMALL, LARGE)},
    }


def planned(size: int) -> Spent:
    """Return the costs of planning `size` reminders: one rule and a hundred sessions in each event."""
    from bench.large_events import make_event, vacuum  # noqa: PLC0415 (after Django is set up)
    from events.models import ReminderRule, Session  # noqa: PLC0415 (after Django is set up)

    events = [
        make_event(starts_at=now() + timedelta(days=40), ends_at=now() + timedelta(days=42))
        for _ in range(size // GROUP)
    ]
    rules = (
        ReminderRule(programme_id=one.programme_id, event=one, anchor=ReminderRule.Anchor.SESSION_START)
        for one in events
    )
    ReminderRule.objects.bulk_create(rules)
    sessions = (
        Session(event=one, title="Bench", starts_at=one.starts_at + timedelta(minutes=number))
        for one in events
        for number in range(GROUP)
    )
    for some in batched(sessions, 5000):
        Session.objects.bulk_create(some)
    vacuum()
    return _apart(_plan, [one.pk for one in events], size)


def written_down(size: int) -> Spent:
    """Return the costs of creating the due reminders for `size` people."""
    from bench.large_events import vacuum  # noqa: PLC0415 (after Django is set up)

    people = make_people_in_zones(size)
    for some in (people[: size // 2], *batched(people[size // 2 :], GROUP)):
        _due(some)
    vacuum()
    return _apart(_write_down, [], size)


def mails_a_second() -> float:
    """Return the reminder mails that one worker queues per second. Call written_down() before."""
    from events.models import Reminder  # noqa: PLC0415 (after Django is set up)

    # Keep only the reminders of the last measurement, and only as many as are measured.
    last = Reminder.objects.filter(state="due").order_by("-pk")[MAILS - 1].pk
    Reminder.objects.filter(state="due", pk__lt=last).delete()
    return MAILS / _apart(_queue, [], MAILS).seconds


def make_people_in_zones(size: int) -> list["User"]:
    from accounts.models import User  # noqa: PLC0415 (after Django is set up)
    from bench.large_events import make_people  # noqa: PLC0415 (after Django is set up)

    made = make_people(size)
    of_them = User.objects.filter(pk__range=(made[0].pk, made[-1].pk)).annotate(turn=F("pk") % len(ZONES))
    for number, zone in enumerate(ZONES):
        of_them.filter(turn=number).update(timezone=zone)
    return made


def _due(people: "tuple[User, ...] | list[User]") -> "Event":
    """Return a future event with a due reminder for all these people."""
    from bench.large_events import add_registrations, make_event  # noqa: PLC0415 (after Django is set up)
    from events.models import Registration, ReminderRule  # noqa: PLC0415 (after Django is set up)
    from events.reminders import planning  # noqa: PLC0415 (after Django is set up)

    start = now() + AHEAD
    event = make_event(starts_at=start, ends_at=start + AHEAD)
    add_registrations(event, people, Registration.Status.CONFIRMED)
    event.registrations.update(created_at=now() - timedelta(days=30))
    ReminderRule.objects.create(programme=event.programme, event=event, amount=2, hour=8)
    for found in planning.wanted_plans([event]):
        found.save()
    return event


def _apart(work: Callable[[list[int]], int], keys: list[int], expected: int) -> Spent:
    """Return the costs of work in a new process."""
    from django.db import connections  # noqa: PLC0415 (after Django is set up)

    connections.close_all()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, work, keys))
    process.start()
    count, seconds, peak = ours.recv()
    process.join()
    assert process.exitcode == 0
    assert count == expected, (count, expected)
    return Spent(seconds, peak)


def _child(pipe: Connection, work: Callable[[list[int]], int], keys: list[int]) -> None:
    import django  # noqa: PLC0415 (after Django is set up)

    django.setup()
    from events.reminders import services  # noqa: F401, PLC0415 (so that its import is not counted)

    work([])  # opens the connection and fills caches
    begin = time.perf_counter()
    count = work(keys or [0])
    seconds = time.perf_counter() - begin
    pipe.send((count, seconds, _peak()))


def _peak() -> float:
    """Return the peak memory of this process in megabytes. getrusage() would include the parent process."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def _plan(keys: list[int]) -> int:
    from events.models import Event  # noqa: PLC0415 (after Django is set up)
    from events.reminders.planning import plan  # noqa: PLC0415 (after Django is set up)

    return sum(plan(event) for event in Event.objects.filter(pk__in=keys).select_related("programme").iterator())


def _write_down(keys: list[int]) -> int:
    from events.reminders.services import create_due_reminders  # noqa: PLC0415 (after Django is set up)

    return create_due_reminders() if keys else _warm()


def _queue(keys: list[int]) -> int:
    from events.reminders.services import remind_due  # noqa: PLC0415 (after Django is set up)

    return remind_due() if keys else _warm()


def _warm() -> int:
    """Run a query without results, to open the connection."""
    from events.models import Event  # noqa: PLC0415 (after Django is set up)

    return Event.objects.filter(pk=0).count()
