"""Reminders that are due, from the plan to a row for each person, and from the row to a mail in the outbox; and plans
themselves. In processes of their own, whose memory tells how much it took."""

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
# Half of the people are in one event, the others in events of so many.
GROUP = 100
# Mails are written for so many only: the rate is the same for all.
MAILS = 2_000
ZONES = ("", "Asia/Bangkok", "Asia/Tokyo", "Asia/Yangon", "Europe/Paris", "America/New_York")
AHEAD = timedelta(hours=20)
# At most, in seconds, for a hundred thousand; for fewer in proportion.
LIMIT = 60


@dataclass(frozen=True)
class Spent:
    """Seconds, and megabytes that the process had at most."""

    seconds: float
    peak: float


def measure() -> dict[str, dict[int, Spent]]:
    """Return what it takes to plan reminders, and to write down whom they concern once they are due, for each size."""
    return {
        "reminders planned": {size: planned(size) for size in (SMALL, LARGE)},
        "due reminders written down": {size: written_down(size) for size in (SMALL, LARGE)},
    }


def planned(size: int) -> Spent:
    """Return what it takes to plan size reminders: a rule for each of a hundred sessions of each event."""
    from bench.crowded import _event, _settle  # noqa: PLC0415 (after Django is set up)
    from events.models import ReminderRule, Session  # noqa: PLC0415 (after Django is set up)

    events = [
        _event(starts_at=now() + timedelta(days=40), ends_at=now() + timedelta(days=42)) for _ in range(size // GROUP)
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
    _settle()
    return _apart(_plan, [one.pk for one in events], size)


def written_down(size: int) -> Spent:
    """Return what it takes to write down whom the plans that are due concern, for size people."""
    from bench.crowded import _settle  # noqa: PLC0415 (after Django is set up)

    people = _people(size)
    for some in (people[: size // 2], *batched(people[size // 2 :], GROUP)):
        _due(some)
    _settle()
    return _apart(_write_down, [], size)


def mails_a_second() -> float:
    """Return how many mails of reminders are put into the outbox a second, by one worker; after written_down()."""
    from events.models import Reminder  # noqa: PLC0415 (after Django is set up)

    # Of those of the last test alone as many as are measured.
    last = Reminder.objects.filter(state="due").order_by("-pk")[MAILS - 1].pk
    Reminder.objects.filter(state="due", pk__lt=last).delete()
    return MAILS / _apart(_queue, [], MAILS).seconds


def _people(size: int) -> list["User"]:
    from accounts.models import User  # noqa: PLC0415 (after Django is set up)
    from bench.crowded import _people as people  # noqa: PLC0415 (after Django is set up)

    made = people(size)
    of_them = User.objects.filter(pk__range=(made[0].pk, made[-1].pk)).annotate(turn=F("pk") % len(ZONES))
    for number, zone in enumerate(ZONES):
        of_them.filter(turn=number).update(timezone=zone)
    return made


def _due(people: "tuple[User, ...] | list[User]") -> "Event":
    """Return an event that begins in a while, of which all these people are to be reminded now."""
    from bench.crowded import _event, _register  # noqa: PLC0415 (after Django is set up)
    from events.models import Registration, ReminderRule  # noqa: PLC0415 (after Django is set up)
    from events.reminders import planning  # noqa: PLC0415 (after Django is set up)

    start = now() + AHEAD
    event = _event(starts_at=start, ends_at=start + AHEAD)
    _register(event, people, Registration.Status.CONFIRMED)
    event.registrations.update(created_at=now() - timedelta(days=30))
    ReminderRule.objects.create(programme=event.programme, event=event, amount=2, hour=8)
    for found in planning.wanted_plans([event]):
        found.save()
    return event


def _apart(work: Callable[[list[int]], int], keys: list[int], expected: int) -> Spent:
    """Return what work takes in a new process, in which nothing else has been done."""
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

    work([])  # connected, and whatever else is done but once
    begin = time.perf_counter()
    count = work(keys or [0])
    seconds = time.perf_counter() - begin
    pipe.send((count, seconds, _peak()))


def _peak() -> float:
    """Return how many megabytes this process has had at most. getrusage() would tell of the one that began it."""
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
    """Let the process do whatever it does but once."""
    from events.models import Event  # noqa: PLC0415 (after Django is set up)

    return Event.objects.filter(pk=0).count()
