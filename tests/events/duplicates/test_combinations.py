"""Whatever two registrations stand as, and whosever place stays: every counter is right, and each is told what it has."""

from contextlib import suppress
from itertools import combinations

import pytest
from django.db import transaction

from events.duplicates.seat_priority import takes_over
from events.duplicates.services import merge
from events.imports.services import Newcomer, add
from events.models import Event, Registration, Session
from events.nominations.services import Nominee, accept, nominate
from events.registration.decisions import confirm, decline, waitlist
from events.registration.services import promote, register, withdraw
from events.sessions.services import choose
from notifications.models import Message
from tests.events.registration.counters import check_counters
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db


class Undo(Exception):
    pass


STANDINGS = ("pending", "room", "online", "declined", "withdrawn", "offered", "waiting")


@pytest.fixture
def event():
    """A full event, which offers places, with two people in each standing, alone and in each of two delegations; those
    who may choose come to the one session."""
    event = make_event(mode=Event.Mode.HYBRID, policy=Event.Policy.APPROVAL, offer_hours=24)
    session = Session.objects.create(event=event, title="Visit", is_optional=True)
    member, country = make_person(), make_country("VN")
    for number, constituency in enumerate(("workers", "employers")):
        delegation = make_delegation(event, country=country, constituency=constituency, seats=3, reserve_seats=1)
        names = [Nominee(name, f"{name}.{number}@example.org") for name in ("named", "accepted", "seated", "reserve")]
        _named, accepted, seated, _reserve = nominate(delegation, names, by=member)
        accept(accepted)
        confirm(accept(seated), by=None)
        add(event, Newcomer(f"invited.{number}@example.org"), Registration.Status.INVITED, by=member)
    for name in STANDINGS:
        for number in range(2):
            bring(event, name, number)
        if name == "offered":
            promote(event)
    for registration in event.registrations.filter(status__in=Registration.CHOOSING):
        choose(registration, [session.pk], by=None)
    event.refresh_from_db()
    Event.objects.update(
        seats=event.seats_taken + event.seats_kept,
        room_seats=event.room_taken + event.room_kept,
        online_seats=event.online_taken + event.online_kept,
    )
    check_counters(event)
    return event


def bring(event, name, number):
    person = make_person(email=f"{name}.{number}@example.org")
    registration = register(event, person, mode="online" if name == "online" else "in_person")
    steps = {"room": confirm, "online": confirm, "declined": decline, "withdrawn": withdraw}
    if step := steps.get(name, None if name == "pending" else waitlist):
        step(registration, by=None)


def test_every_combination_keeps_every_counter_true(event):
    everybody = list(event.registrations.select_related("person", "event").order_by("pk"))
    pairs = {}
    for one, other in combinations(everybody, 2):
        pairs.setdefault((kind_of(one), kind_of(other), one.delegation_id == other.delegation_id), (one, other))
    assert len(pairs) >= 12 * 13 / 2
    # By turns as is usual, and the other way round with the other place: each with each in both ways takes too long.
    for number, (one, other) in enumerate(pairs.values()):
        keep, gone = (one, other) if number % 2 else (other, one)
        check_undone(keep, gone, None if number % 2 else not takes_over(keep, gone))


def kind_of(registration):
    return registration.person.email.partition(".")[0]


def check_undone(keep, gone, takes_place):
    with suppress(Undo), transaction.atomic():
        check(keep, gone, takes_place)
        raise Undo


def check(keep, gone, takes_place):
    last = Message.objects.order_by("pk").last().pk

    merge(keep, gone, takes_place=takes_place, by=None)

    check_counters(keep.event)
    after = {one.pk: one for one in Registration.objects.select_related("merged_into")}
    assert (after[gone.pk].status, after[gone.pk].merged_into_id) == ("withdrawn", keep.pk)
    assert after[keep.pk].is_active is (keep.is_active or gone.is_active)
    told = Message.objects.filter(pk__gt=last)
    to_gone = list(told.filter(recipient=gone.person).values_list("kind", "ics_method"))
    assert to_gone == (
        [("registration_merged", "CANCEL" if gone.status == "confirmed" else "")] if gone.is_active else []
    )
    if takes_place is None and "confirmed" in {keep.status, gone.status}:
        assert after[keep.pk].status == "confirmed"
    invites = [method for method in told.filter(recipient=keep.person).values_list("ics_method", flat=True) if method]
    if keep.status == "confirmed" != after[keep.pk].status:
        assert invites == ["CANCEL"]
    if keep.status != "confirmed" == after[keep.pk].status:
        assert invites == ["REQUEST"]
