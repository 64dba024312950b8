"""Costs of operations in an event with 100 and with 100,000 registrations, and of a decision about 2,000 people."""

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import batched, count
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.timezone import now

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import Event, Registration

FEW, MANY = 100, 100_000
# The two sizes take turns, so that a temporary load of the machine affects both.
ROUNDS, EACH = 12, 5
DECIDED, ALONE = 2000, 100
BATCH = 5000
numbers = count()


def measure() -> dict[str, tuple[float, float]]:
    """Return the costs of each step with many and with few registrations, in milliseconds."""
    people = make_people(MANY)
    events = {size: _Events(people[:size]) for size in (MANY, FEW)}
    vacuum()
    spent: defaultdict[tuple[str, int], float] = defaultdict(float)
    for turn in range(ROUNDS + 1):
        for size, found in events.items():
            for name, work in found.steps().items():
                seconds = _seconds(work)
                if turn:  # the first round loads templates and prepares statements
                    spent[name, size] += seconds
    names = dict.fromkeys(name for name, _size in spent)
    per_step = 1000 / (ROUNDS * EACH)
    return {name: (spent[name, MANY] * per_step, spent[name, FEW] * per_step) for name in names}


class _Events:
    """Three events with these people: one with seats for all, a full one, and one that is only full online."""

    def __init__(self, people: Sequence["User"]) -> None:
        from events.models import Event, Registration  # noqa: PLC0415 (after Django is set up)

        half = len(people) // 2
        Mode, Status = Registration.Mode, Registration.Status
        self.open, self.full = make_event(), make_event(seats=half)
        self.hybrid = make_event(mode=Event.Mode.HYBRID, online_seats=0, room_seats=MANY)
        add_registrations(self.open, people, Status.CONFIRMED)
        add_registrations(self.full, people[:half], Status.CONFIRMED)
        add_registrations(self.full, people[half:], Status.WAITLISTED)
        add_registrations(self.hybrid, people, Status.WAITLISTED, Mode.ONLINE)

    def steps(self) -> dict[str, Callable[[], None]]:
        """Return the steps of one turn. Their people and registrations are loaded before."""
        from events.models import Registration  # noqa: PLC0415 (after Django is set up)
        from events.registration.services import register, withdraw  # noqa: PLC0415 (after Django is set up)

        new = [make_people(EACH) for _ in range(3)]
        leaving = list(self.full.registrations.confirmed().select_related("person")[:EACH])
        for registration in leaving:
            registration.event = self.full
        return {
            "registration": lambda: _each(new[0], lambda person: register(self.open, person)),
            "waiting list": lambda: _each(new[1], lambda person: register(self.full, person)),
            "registration, others wait online": lambda: _each(
                new[2], lambda person: register(self.hybrid, person, mode=Registration.Mode.IN_PERSON)
            ),
            "withdrawal and promotion": lambda: _each(leaving, lambda one: withdraw(one, by=None)),
        }


def decision() -> tuple[float, float]:
    """Return the seconds of one decision about 2,000 people, and of 2,000 decisions about one person each."""
    from events.models import Registration, Step  # noqa: PLC0415 (after Django is set up)
    from events.registration.decisions import confirm, decide  # noqa: PLC0415 (after Django is set up)

    event = make_event(policy="approval", seats=MANY)
    add_registrations(event, make_people(DECIDED + ALONE), Registration.Status.PENDING)
    vacuum()
    keys = list(event.registrations.order_by("pk").values_list("pk", flat=True))
    decide(event, keys[:1], Step.CONFIRM, by=None)
    alone = event.registrations.filter(pk__in=keys[1:ALONE]).select_related("person", "event__programme")
    seconds_alone = _seconds(lambda: _each(alone, lambda one: confirm(one, by=None)))
    whole = _seconds(lambda: decide(event, keys[ALONE:], Step.CONFIRM, by=None))
    return whole, seconds_alone * DECIDED / (ALONE - 1)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _each[T](things: Iterable[T], work: Callable[[T], object]) -> None:
    for thing in things:
        work(thing)


def make_people(number: int) -> list["User"]:
    from accounts.models import User  # noqa: PLC0415 (after Django is set up)

    made: list[User] = []
    for chunk in batched(range(number), BATCH):
        rows = [User(email=f"{uuid.uuid4()}@example.org", name="Bench", password="!") for _ in chunk]  # noqa: S106
        made += User.objects.bulk_create(rows)
    return made


def make_event(**fields: object) -> "Event":
    """Return an event without registrations, as a copy of an existing event."""
    from events.calendars import vevent  # noqa: PLC0415 (after Django is set up)
    from events.models import Event  # noqa: PLC0415 (after Django is set up)
    from events.models.event import new_event_uid  # noqa: PLC0415 (after Django is set up)

    event = Event.objects.select_related("programme", "venue__country").filter(mode=Event.Mode.IN_PERSON).earliest("pk")
    event.pk, event.slug, event.uid = None, f"large_events-{next(numbers)}", new_event_uid()
    event.starts_at, event.ends_at = (
        now().replace(year=now().year + 1, day=1),
        now().replace(year=now().year + 1, day=2),
    )
    event.seats_taken = 0
    for name, value in fields.items():
        setattr(event, name, value)
    event.vevent = vevent.render(event)
    event._state.adding = True
    event.save()
    return event


def add_registrations(
    event: "Event", people: Sequence["User"], status: "Registration.Status", mode: str = "in_person"
) -> None:
    from events.models import Event, Invite, Registration  # noqa: PLC0415 (after Django is set up)

    waits, has_place = status == Registration.Status.WAITLISTED, status == Registration.Status.CONFIRMED
    for chunk in batched(people, BATCH):
        made = Registration.objects.bulk_create(
            Registration(
                event=event,
                person=person,
                status=status,
                mode=mode,
                queued_at=now() if waits else None,
                # Among so many, two random references would be the same in one run of ten.
                reference=f"#{next(numbers):08}",
            )
            for person in chunk
        )
        if has_place:
            Invite.objects.bulk_create(
                Invite(event=event, person=one.person, registration=one, method="REQUEST", sequence=0) for one in made
            )
    if has_place:
        event.seats_taken += len(people)
        Event.objects.filter(pk=event.pk).update(seats_taken=event.seats_taken)


def vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does within a minute
