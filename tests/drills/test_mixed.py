"""Eight processes do whatever people do with places, at once and for a while, on PostgreSQL."""

import multiprocessing
import random
import time
from contextlib import suppress

import pytest
from django.db import connection, connections

from events.models import Delegation, Event, RegistrationChange
from tests.factories import make_country, make_delegation, make_event, make_person

PROCESSES, PEOPLE, SECONDS = 8, 60, 30


def _act(number: int, event_id: int, done: "multiprocessing.Queue", errors: "multiprocessing.Queue") -> None:
    from accounts.models import User
    from events.models import Registration
    from events.registration.errors import RegistrationError
    from events.registration.nominations import services as nominations
    from events.registration.nominations.grid import Cell, set_grid
    from events.registration.services import confirm, decline, promote, register, withdraw

    connections.close_all()
    chance = random.Random(number)  # noqa: S311 (not a secret)
    people = list(User.objects.order_by("pk"))
    count, end = 0, time.monotonic() + SECONDS

    def event():
        return Event.objects.get(pk=event_id)

    def of(person):
        found = Registration.objects.select_related("event", "person", "delegation")
        return found.filter(event=event_id, person=person).first()

    def named(person):
        return nominations.Nominee(person.name, person.email)

    def change(service):
        if registration := of(chance.choice(people)):
            service(registration, by=None)

    def nominate():
        delegation = chance.choice(list(Delegation.objects.select_related("event")))
        nominations.nominate(delegation, [named(chance.choice(people))], by=people[0])

    def replace():
        if registration := of(chance.choice(people)):
            nominations.replace(registration, named(chance.choice(people)), by=None)

    def grid():
        cells = [Cell("TH", group, chance.randint(1, 6), 3) for group in ("workers", "employers")]
        set_grid(event(), cells)

    actions = [
        lambda: register(event(), chance.choice(people)),
        lambda: register(event(), chance.choice(people)),
        lambda: change(withdraw),
        lambda: change(confirm),
        lambda: change(decline),
        lambda: promote(event()),
        nominate,
        replace,
        grid,
    ]
    while time.monotonic() < end:
        try:
            with suppress(RegistrationError):
                chance.choice(actions)()
            count += 1
        except Exception as error:  # whatever it is, it is what the test is about
            errors.put(repr(error))
    done.put(count)
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_mixed_actions_of_eight_processes_keep_every_count_and_the_queue():
    event = make_event(seats=20)
    country = make_country("TH")
    for constituency in ("workers", "employers"):
        make_delegation(event=event, country=country, constituency=constituency, seats=4, reserve_seats=3)
    for _ in range(PEOPLE):
        make_person()
    context = multiprocessing.get_context("fork")
    done, errors = context.Queue(), context.Queue()
    connection.close()

    workers = [context.Process(target=_act, args=(number, event.pk, done, errors)) for number in range(PROCESSES)]
    for worker in workers:
        worker.start()
    counts = [done.get(timeout=SECONDS + 60) for _ in workers]
    for worker in workers:
        worker.join(60)

    assert errors.empty(), errors.get()
    assert min(counts) > 0
    event.refresh_from_db()
    registrations = list(event.registrations.select_related("event"))
    assert event.seats_taken == sum(one.status == "confirmed" for one in registrations) <= event.seats
    for delegation in Delegation.objects.all():
        members = [one for one in registrations if one.delegation_id == delegation.pk]
        assert delegation.seats_taken == sum(one.status == "confirmed" for one in members)
        assert delegation.seats_named == sum(one.holds_named_seat for one in members)
        assert delegation.seats_taken + delegation.seats_named <= delegation.seats
    assert _out_of_turn(event) == []


def _out_of_turn(event: Event) -> list[int]:
    """Return who was promoted while somebody waited before them. All changes of an event follow one another."""
    queue: list[int] = []
    found = []
    for change in RegistrationChange.objects.filter(registration__event=event).order_by("pk"):
        if change.from_status == "waitlisted":
            if change.action == "promote" and queue[0] != change.registration_id:
                found.append(change.registration_id)
            queue.remove(change.registration_id)
        if change.to_status == "waitlisted":
            queue.append(change.registration_id)
    return found
