"""Registrations per second by several processes, compared with the minimal statements in plain psycopg."""

import multiprocessing
import time
import uuid
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Barrier

import psycopg
from django.conf import settings
from django.db import connections
from django.utils.timezone import now

# The registrations and the yardstick take turns, so that a temporary load of the machine affects both.
TOTAL, BARE_TOTAL, ROUNDS = 160, 640, 3
# A process that fails before the start would otherwise let the others wait for ever.
START_SECONDS = 60


def dsn() -> str:
    database = settings.DATABASES["default"]
    return psycopg.conninfo.make_conninfo(
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"] or None,
        host=database["HOST"],
        port=database["PORT"],
    )


def together(work: Callable[..., Iterator[None]], shares: list[list[int]], *arguments: int) -> float:
    """Run the work in one process for each share, and return the seconds. They count from the first yield of the work."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(shares) + 1, timeout=START_SECONDS)
    workers = [context.Process(target=_begin, args=(barrier, work(share, *arguments))) for share in shares]
    for worker in workers:
        worker.start()
    barrier.wait()
    begin = time.perf_counter()
    for worker in workers:
        worker.join()
    passed = time.perf_counter() - begin
    assert all(worker.exitcode == 0 for worker in workers)
    return passed


def _begin(barrier: Barrier, steps: Iterator[None]) -> None:
    next(steps)
    barrier.wait()
    for _ in steps:
        pass
    connections.close_all()


def register_all(people: list[int], event_id: int, other_id: int) -> Iterator[None]:
    from accounts.models import User  # noqa: PLC0415 (after Django is set up)
    from events.models import Event  # noqa: PLC0415 (after Django is set up)
    from events.registration.services import register  # noqa: PLC0415 (after Django is set up)

    # Load the templates and connect to the queue, as in the process of a web server.
    register(Event.objects.get(pk=other_id), User.objects.get(pk=people[0]))
    event = Event.objects.select_related("programme", "venue__country").get(pk=event_id)
    yield
    for person in people:
        register(event, User.objects.get(pk=person))


def bare(numbers: list[int]) -> Iterator[None]:
    with psycopg.connect(dsn(), autocommit=True) as connection:
        yield
        for number in numbers:
            with connection.transaction():
                row = connection.execute(
                    "UPDATE bare_event SET taken = taken + 1 WHERE id = 1 RETURNING taken"
                ).fetchone()
                connection.execute("INSERT INTO bare_place (person, number) VALUES (%s, %s)", (number, row[0]))


def measure(clients: int = 8) -> tuple[float, float]:
    """Return the registrations per second of so many clients, and of the yardstick with as many clients."""
    from accounts.models import User  # noqa: PLC0415 (after Django is set up)
    from events.models import Event  # noqa: PLC0415 (after Django is set up)

    with psycopg.connect(dsn(), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bare_event, bare_place")
        connection.execute("CREATE TABLE bare_event (id int PRIMARY KEY, taken int)")
        connection.execute("CREATE TABLE bare_place (person int, number int, UNIQUE (person))")
        connection.execute("INSERT INTO bare_event VALUES (1, 0)")
    total = TOTAL * ROUNDS
    people = User.objects.bulk_create([User(email=f"{uuid.uuid4()}@example.org", name="Bench") for _ in range(total)])
    # Without a waiting list from an earlier measurement. Nobody registers for an expert mission.
    ahead = Event.objects.filter(ends_at__gt=now(), status="published", policy=Event.Policy.OPEN)
    ahead = ahead.exclude(registrations__status="waitlisted")
    event, other = ahead.order_by("-starts_at")[:2]
    Event.objects.filter(pk=event.pk).update(seats=event.seats_taken + total // 3)
    ours = bare_ = 0.0
    for turn in range(ROUNDS):
        keys = [person.pk for person in people[turn::ROUNDS]]
        ours += together(register_all, [keys[number::clients] for number in range(clients)], event.pk, other.pk)
        numbers = range(turn * BARE_TOTAL, (turn + 1) * BARE_TOTAL)
        bare_ += together(bare, [list(numbers[number::clients]) for number in range(clients)])
    event.refresh_from_db()
    assert event.seats_taken == event.seats == event.registrations.confirmed().count()
    return total / ours, ROUNDS * BARE_TOTAL / bare_
