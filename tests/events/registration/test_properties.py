"""Property test: after any sequence of actions, the seat counters are correct and within the limits."""

from contextlib import suppress
from datetime import timedelta

from django.db.models import F
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.duplicates.services import merge
from events.models import Delegation, Event, Registration, Session, Step
from events.nominations import services as nominations
from events.nominations.grid import GridCell, set_delegations
from events.nominations.release import release
from events.nominations.services import Nominee
from events.registration.decisions import confirm, decide, decline, waitlist
from events.registration.delegation_seats import place
from events.registration.errors import RegistrationError
from events.registration.groups import register_others
from events.registration.services import agree, lapse_offers, promote, register, switch, take_offer, withdraw
from events.registration.undoing import pending_decisions, undo_decision
from events.sessions.services import choose
from tests.events.registration.counters import check_counters
from tests.events.registration.test_undoing import state
from tests.factories import make_country, make_delegation, make_event, make_person

PEOPLE, DELEGATIONS = 6, 2
person = st.integers(0, PEOPLE - 1)
delegation = st.integers(0, DELEGATIONS - 1)
number = st.integers(0, 4)
mode = st.sampled_from(["in_person", "online"])
DECISIONS = [Step.CONFIRM, Step.DECLINE, Step.WITHDRAW, Step.WAITLIST]

ACTIONS = st.one_of(
    st.tuples(st.just("register"), person, mode),
    st.tuples(st.just("others"), st.lists(person, min_size=1, max_size=3, unique=True), mode),
    st.tuples(st.just("agree"), person),
    st.tuples(st.just("switch"), person, mode),
    st.tuples(st.just("rooms"), number, number),
    st.tuples(st.just("offers"), st.sampled_from([None, 24])),
    st.tuples(st.just("take"), person),
    st.tuples(st.just("lapse"), st.sets(person)),
    st.tuples(st.just("choose"), person, st.sets(st.integers(0, 1))),
    st.tuples(st.just("nominate"), delegation, st.lists(person, min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["accept", "confirm", "waitlist", "decline", "withdraw"]), person),
    st.tuples(st.just("replace"), person, person),
    st.tuples(st.just("place"), person, delegation),
    st.tuples(st.just("merge"), person, person, st.sampled_from([None, True, False])),
    st.tuples(st.just("decide"), st.sampled_from(DECISIONS), st.sets(person)),
    st.tuples(st.just("grid"), number, number, number),
    st.tuples(st.just("seats"), number),
    st.tuples(st.just("policy"), st.sampled_from([Event.Policy.OPEN, Event.Policy.APPROVAL, Event.Policy.NOMINATION])),
    st.tuples(st.just("release")),
    st.tuples(st.just("promote")),
)


class World:
    def __init__(self) -> None:
        country = make_country("TH")
        self.event = make_event(seats=4, mode=Event.Mode.HYBRID, room_seats=3, online_seats=2)
        self.sessions = [
            Session.objects.create(event=self.event, title=title, is_optional=True, seats=1) for title in ("One", "Two")
        ]
        self.people = [
            make_person(email=f"p{index}@example.org", country="TH", constituency="workers") for index in range(PEOPLE)
        ]
        for constituency in ("workers", "employers"):
            make_delegation(event=self.event, country=country, constituency=constituency, seats=1, reserve_seats=2)

    def do(self, action, *arguments):
        """Perform the action. A refusal with a RegistrationError is allowed; any other error fails the test."""
        with suppress(RegistrationError):
            getattr(self, action)(*arguments)

    def fresh(self):
        return Event.objects.get(pk=self.event.pk)

    def registration_of(self, index):
        registrations = Registration.objects.select_related("event", "person", "delegation")
        return registrations.filter(person=self.people[index]).first()

    def register(self, index, mode):
        register(self.fresh(), self.people[index], mode=mode)

    def others(self, indexes, mode):
        rows = [{"email": self.people[index].email, "name": "Khin", "mode": mode} for index in indexes]
        register_others(self.fresh(), rows, by=self.people[0])

    def agree(self, index):
        self.call(agree, index)

    def nominate(self, which, indexes):
        delegations = list(Delegation.objects.select_related("event").order_by("pk"))
        if which < len(delegations):
            nominees = [self.nominee(index) for index in indexes]
            nominations.nominate(delegations[which], nominees, by=self.people[0])

    def nominee(self, index):
        return Nominee(f"Person {index}", self.people[index].email)

    def replace(self, index, other):
        if registration := self.registration_of(index):
            nominations.replace(registration, self.nominee(other), by=None)

    def place(self, index, which):
        delegations = list(Delegation.objects.order_by("pk"))
        if which < len(delegations) and (registration := self.registration_of(index)):
            place(registration, delegations[which], by=None)

    def merge(self, index, other, takes_place):
        kept, merged = self.registration_of(index), self.registration_of(other)
        if kept and merged:
            merge(kept, merged, takes_place=takes_place, by=None)

    def keys(self, indexes):
        return [registration.pk for index in indexes if (registration := self.registration_of(index))]

    def decide(self, step, indexes):
        decide(self.fresh(), self.keys(indexes), step, by=None)

    def grid(self, first, second, reserves):
        cells = [GridCell("TH", "workers", first, reserves), GridCell("TH", "employers", second, reserves)]
        set_delegations(self.fresh(), cells)

    def seats(self, count):
        events = Event.objects.filter(pk=self.event.pk)
        events.filter(seats_taken__lte=count - F("seats_kept")).update(seats=count)

    def rooms(self, room, online):
        events = Event.objects.filter(pk=self.event.pk, online_taken__lte=online - F("online_kept"))
        events.filter(seats_taken__lte=room + F("online_taken") - F("room_kept")).update(
            room_seats=room, online_seats=online
        )

    def offers(self, hours):
        Event.objects.filter(pk=self.event.pk).update(offer_hours=hours)

    def switch(self, index, mode):
        if registration := self.registration_of(index):
            switch(registration, mode, by=None)

    def take(self, index):
        self.call(take_offer, index)

    def lapse(self, indexes):
        late = Registration.objects.filter(person__in=[self.people[index] for index in indexes])
        late.filter(offer_expires_at__isnull=False).update(offer_expires_at=now())
        lapse_offers()

    def choose(self, index, which):
        if registration := self.registration_of(index):
            choose(registration, [self.sessions[number].pk for number in which], by=None)

    def policy(self, policy):
        Event.objects.filter(pk=self.event.pk).update(policy=policy)

    def release(self):
        Delegation.objects.update(nomination_closes_at=now() - timedelta(minutes=1))
        try:
            release(self.fresh(), by=self.people[0])
        finally:
            Delegation.objects.update(nomination_closes_at=None)

    def promote(self):
        promote(self.fresh())

    def call(self, service, index):
        if registration := self.registration_of(index):
            service(registration, by=None)

    def accept(self, index):
        if registration := self.registration_of(index):
            nominations.accept(registration)

    def confirm(self, index):
        self.call(confirm, index)

    def waitlist(self, index):
        self.call(waitlist, index)

    def decline(self, index):
        self.call(decline, index)

    def withdraw(self, index):
        self.call(withdraw, index)

    def check(self):
        check_counters(self.event)
        for merged in Registration.objects.filter(merged_into__isnull=False).select_related("merged_into"):
            assert merged.status == "withdrawn"
            assert not merged.session_choices.exists()
            assert merged.merged_into.merged_into_id is None
        for registration in Registration.objects.all():
            last = registration.changes.last()
            assert last is not None
            assert last.to_status == registration.status
            assert not (registration.awaits_answer and registration.status == "confirmed")


class TestUndo(TestCase):
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTIONS, max_size=10), st.sampled_from(DECISIONS), st.sets(person, min_size=1), st.booleans())
    def test_undoing_a_decision_restores_everything_after_any_sequence_of_actions(self, actions, step, chosen, over):
        world = World()
        for action, *arguments in actions:
            world.do(action, *arguments)
        with self.settings(UPDATE_DELAY=timedelta(minutes=10)):
            before = state(world.event)
            for keys in (world.keys(chosen), *([key] for key in world.keys(chosen))):
                with suppress(RegistrationError):
                    decide(world.fresh(), keys, step, by=None, reason="Agreed", over_seats=over, can_be_undone=True)
            while latest := pending_decisions(world.event).first():
                undo_decision(world.event, latest.pk, by=None)

        world.check()
        assert state(world.event) == before


class TestSeatCounters(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTIONS, max_size=14))
    def test_keeps_all_counters_correct_after_any_sequence_of_actions(self, actions):
        world = World()
        for action, *arguments in actions:
            world.do(action, *arguments)
            world.check()
