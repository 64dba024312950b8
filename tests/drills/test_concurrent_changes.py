"""Eight processes make all kinds of changes to registrations at the same time, on PostgreSQL."""

import multiprocessing
import random
import time
from contextlib import suppress

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from accounts.models import User
from events.agenda.sessions import set_sessions
from events.errors import DomainError
from events.models import Delegation, Event, Registration, RegistrationChange, Session, Step
from events.nominations import services as nominations
from events.nominations.grid import GridCell, set_delegations
from events.planning.services import edit_event
from events.registration import decisions, groups, services
from events.sessions.services import choose
from tests.events.registration.counters import check_counters
from tests.factories import make_country, make_delegation, make_event, make_person

PROCESSES, PEOPLE, SECONDS = 8, 60, 30
MODES = ["in_person", "online"]
DECIDED = [Step.CONFIRM, Step.WAITLIST, Step.DECLINE, Step.WITHDRAW]


class Hand:
    """The random actions of one process. Each action calls the service that its page calls."""

    def __init__(self, number: int, event_id: int) -> None:
        self.chance = random.Random(number)  # noqa: S311 (not a secret)
        self.event_id = event_id
        self.people = list(User.objects.order_by("pk"))
        often = [self.register, self.register, self.register, self.switch, self.take_offer]
        self.actions = [
            *often,
            *(lambda service=service: self.change(service) for service in self.single()),
            self.register_others,
            self.agree,
            self.lapse,
            self.decide,
            self.decide,
            self.choose,
            self.nominate,
            self.accept,
            self.replace,
            self.grid,
            self.places,
            self.offers,
            self.policy,
            self.sessions,
            lambda: services.promote(self.event()),
        ]

    @staticmethod
    def single():
        return decisions.confirm, decisions.waitlist, decisions.decline, services.withdraw

    def act(self) -> None:
        """Run one action. A domain error is allowed; any other error is a failure."""
        with suppress(DomainError):
            self.chance.choice(self.actions)()

    def event(self):
        return Event.objects.select_related("programme", "venue").get(pk=self.event_id)

    def person(self):
        return self.chance.choice(self.people)

    def someone(self, **filters):
        found = Registration.objects.filter(event=self.event_id, **filters).order_by("?")
        return found.select_related("event", "person", "delegation").first()

    def change(self, service) -> None:
        if registration := self.someone():
            service(registration, by=None)

    def register(self) -> None:
        person = self.person()
        services.register(self.event(), person, mode=usual_mode(person))

    def register_others(self) -> None:
        people = self.chance.sample(self.people, 3)
        rows = [{"email": person.email, "name": person.name, "mode": usual_mode(person)} for person in people]
        groups.register_others(self.event(), rows, by=self.person())

    def agree(self) -> None:
        if registration := self.someone(awaits_answer=True):
            services.agree(registration, by=registration.person)

    def switch(self) -> None:
        if registration := self.someone():
            services.switch(registration, other(registration.mode), by=None)

    def take_offer(self) -> None:
        if registration := self.someone(offer_expires_at__isnull=False):
            services.take_offer(registration, by=registration.person)

    def lapse(self) -> None:
        if registration := self.someone(offer_expires_at__isnull=False):
            late = Registration.objects.filter(pk=registration.pk, offer_expires_at__isnull=False)
            late.update(offer_expires_at=now())
        services.lapse_offers()

    def decide(self) -> None:
        chosen = Registration.objects.filter(event=self.event_id).order_by("?").values_list("pk", flat=True)
        keys, step = list(chosen[: self.chance.randint(1, 6)]), self.chance.choice(DECIDED)
        also = {"by": self.people[0], "reason": "A drill", "over_seats": self.chance.random() < 0.5}
        shown = decisions.fingerprint(decisions.preview_decision(self.event(), keys, step, **also))
        decisions.decide(self.event(), keys, step, shown_fingerprint=shown, **also)

    def choose(self) -> None:
        if registration := self.someone(status__in=Registration.CHOOSING):
            offered = list(Session.objects.filter(event=self.event_id).values_list("pk", flat=True))
            choose(registration, self.chance.sample(offered, self.chance.randint(0, 2)), by=registration.person)

    def named(self, person):
        return nominations.Nominee(person.name, person.email)

    def nominate(self) -> None:
        delegation = self.chance.choice(list(Delegation.objects.select_related("event")))
        nominations.nominate(delegation, [self.named(self.person())], by=self.people[0])

    def accept(self) -> None:
        if registration := self.someone(status="nominated"):
            nominations.accept(registration)

    def replace(self) -> None:
        if registration := self.someone(delegation__isnull=False):
            nominations.replace(registration, self.named(self.person()), by=None)

    def grid(self) -> None:
        seats = self.chance.randint
        cells = [GridCell("TH", group, seats(1, 6), 3) for group in ("workers", "employers")]
        set_delegations(self.event(), cells)

    def places(self) -> None:
        most = self.chance.randint
        fields = {"seats": most(16, 26), "room_seats": most(10, 18), "online_seats": most(4, 12)}
        edit_event(self.event(), by=self.people[0], **fields)

    def offers(self) -> None:
        edit_event(self.event(), by=self.people[0], offer_hours=self.chance.choice([None, 24]))

    def policy(self) -> None:
        edit_event(self.event(), by=self.people[0], policy=self.chance.choice(["open", "open", "approval"]))

    def sessions(self) -> None:
        event = self.event()
        changed = list(event.sessions.order_by("pk"))
        for session in changed:
            session.seats = self.chance.randint(1, 8)
        set_sessions(event, changed)


def usual_mode(person) -> str:
    """Return the mode in which this person registers, so that it is known for their place on the waiting list."""
    return MODES[person.pk % 2]


def other(mode: str) -> str:
    return MODES[mode == MODES[0]]


def _act(number: int, event_id: int, done: "multiprocessing.Queue", errors: "multiprocessing.Queue") -> None:
    connections.close_all()
    hand, count, end = Hand(number, event_id), 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            hand.act()
            count += 1
        except Exception as error:  # whatever it is, it is what the test is about
            errors.put(repr(error))
    done.put(count)
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_concurrent_changes_keep_all_counters_and_the_waiting_list():
    event = make_event(mode=Event.Mode.HYBRID, seats=20, room_seats=14, online_seats=8, offer_hours=24)
    country = make_country("TH")
    for constituency in ("workers", "employers"):
        make_delegation(event=event, country=country, constituency=constituency, seats=4, reserve_seats=3)
    for title in ("One", "Two"):
        Session.objects.create(event=event, title=title, is_optional=True, seats=4)
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
    check_counters(event)
    changes = list(RegistrationChange.objects.filter(registration__event=event).select_related("registration__person"))
    assert {Step.REGISTER, Step.OFFER, Step.DECLINE, Step.WITHDRAW} <= {change.action for change in changes}
    assert _out_of_turn(sorted(changes, key=lambda change: change.pk)) == []


def _out_of_turn(changes: list[RegistrationChange]) -> list[int]:
    """Return who was given, or offered, a place while somebody waited before them for one of the same kind.

    All changes of an event follow one another. Members of delegations wait for seats of their own: they are left out."""
    mode: dict[int, str] = {}
    waiting: dict[int, None] = {}  # in their turn
    members, offered, found = set[int](), set[int](), list[int]()
    for change in changes:
        key, action = change.registration_id, change.action
        if action in {Step.PROMOTE, Step.OFFER} and key not in members:
            in_line = (one for one in waiting if mode[one] == mode[key] and one not in members | offered)
            if next(in_line, None) != key:
                found.append(key)
        if action == Step.HOLD and change.registration.delegation_id:  # instead of a confirmed member
            mode[key] = MODES[0]
            members.add(key)
        elif action == Step.REGISTER or (action == Step.HOLD and change.from_status != "waitlisted"):
            mode[key] = usual_mode(change.registration.person)
            members.discard(key)
        elif action in {Step.NOMINATE, Step.REPLACE}:
            mode[key] = MODES[0]
            members.add(key)
        elif action == Step.SWITCH:
            mode[key] = other(mode[key])
        if action in {Step.OFFER, Step.HOLD}:
            offered.add(key)
        elif action != Step.SWITCH:
            offered.discard(key)
        if change.to_status == "waitlisted":
            waiting.setdefault(key)
        else:
            waiting.pop(key, None)
    return found
