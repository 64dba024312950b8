"""Whatever is done with places, by whom, in which order: what is counted is what there is, and never more than may be."""

from contextlib import suppress
from datetime import timedelta

from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.models import Delegation, Event, Registration
from events.registration.errors import RegistrationError
from events.registration.nominations import services as nominations
from events.registration.nominations.services import Cell, Nominee
from events.registration.services import confirm, decide, decline, promote, register, waitlist, withdraw
from events.registration.states import Step
from tests.factories import make_country, make_delegation, make_event, make_person

PEOPLE, DELEGATIONS = 6, 2
person = st.integers(0, PEOPLE - 1)
delegation = st.integers(0, DELEGATIONS - 1)
number = st.integers(0, 4)

ACTIONS = st.one_of(
    st.tuples(st.just("register"), person),
    st.tuples(st.just("nominate"), delegation, st.lists(person, min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["accept", "confirm", "waitlist", "decline", "withdraw"]), person),
    st.tuples(st.just("replace"), person, person),
    st.tuples(
        st.just("decide"), st.sampled_from([Step.CONFIRM, Step.DECLINE, Step.WITHDRAW, Step.WAITLIST]), st.sets(person)
    ),
    st.tuples(st.just("grid"), number, number, number),
    st.tuples(st.just("places"), number),
    st.tuples(st.just("policy"), st.sampled_from([Event.Policy.OPEN, Event.Policy.APPROVAL, Event.Policy.NOMINATION])),
    st.tuples(st.just("release")),
    st.tuples(st.just("promote")),
)


class World:
    def __init__(self) -> None:
        country = make_country("TH")
        self.event = make_event(seats=4)
        self.people = [
            make_person(email=f"p{index}@example.org", country="TH", constituency="workers") for index in range(PEOPLE)
        ]
        for constituency in ("workers", "employers"):
            make_delegation(event=self.event, country=country, constituency=constituency, seats=1, reserve_seats=2)

    def do(self, action, *given):
        """Do it, or be refused in words; anything else is a fault."""
        with suppress(RegistrationError):
            getattr(self, action)(*given)

    def fresh(self):
        return Event.objects.get(pk=self.event.pk)

    def of(self, index):
        found = Registration.objects.select_related("event", "person", "delegation")
        return found.filter(person=self.people[index]).first()

    def register(self, index):
        register(self.fresh(), self.people[index])

    def nominate(self, which, indexes):
        found = list(Delegation.objects.select_related("event").order_by("pk"))
        if which < len(found):
            nominees = [self.nominee(index) for index in indexes]
            nominations.nominate(found[which], nominees, by=self.people[0])

    def nominee(self, index):
        return Nominee(f"Person {index}", self.people[index].email)

    def replace(self, index, other):
        if registration := self.of(index):
            nominations.replace(registration, self.nominee(other), by=None)

    def decide(self, step, indexes):
        keys = [registration.pk for index in indexes if (registration := self.of(index))]
        decide(self.fresh(), keys, step, by=None)

    def grid(self, first, second, reserves):
        cells = [Cell("TH", "workers", first, reserves), Cell("TH", "employers", second, reserves)]
        nominations.set_grid(self.fresh(), cells)

    def places(self, count):
        Event.objects.filter(pk=self.event.pk, seats_taken__lte=count).update(seats=count)

    def policy(self, policy):
        Event.objects.filter(pk=self.event.pk).update(policy=policy)

    def release(self):
        Delegation.objects.update(nomination_closes_at=now() - timedelta(minutes=1))
        try:
            nominations.release(self.fresh(), by=self.people[0])
        finally:
            Delegation.objects.update(nomination_closes_at=None)

    def promote(self):
        promote(self.fresh())

    def one(self, service, index):
        if registration := self.of(index):
            service(registration, by=None)

    def accept(self, index):
        if registration := self.of(index):
            nominations.accept(registration)

    def confirm(self, index):
        self.one(confirm, index)

    def waitlist(self, index):
        self.one(waitlist, index)

    def decline(self, index):
        self.one(decline, index)

    def withdraw(self, index):
        self.one(withdraw, index)

    def check(self):
        event = self.fresh()
        registrations = list(Registration.objects.select_related("event"))
        confirmed = [one for one in registrations if one.status == "confirmed"]
        assert event.seats_taken == len(confirmed) <= event.seats
        for found in Delegation.objects.all():
            members = [one for one in registrations if one.delegation_id == found.pk]
            assert found.seats_taken == sum(one.status == "confirmed" for one in members)
            assert found.seats_named == sum(one.holds_named_seat for one in members)
            assert found.seats_taken + found.seats_named <= found.seats
            ranks = [one.reserve_rank for one in members if one.reserve_rank is not None]
            assert len(ranks) == len(set(ranks))
        for registration in registrations:
            last = registration.changes.last()
            assert last is not None
            assert last.to_status == registration.status


class TestPlaces(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTIONS, max_size=14))
    def test_any_sequence_keeps_every_counter_true(self, actions):
        world = World()
        for action, *given_to_it in actions:
            world.do(action, *given_to_it)
            world.check()
