"""Merge each combination of statuses, with each choice of the seat: counters stay correct and each person is notified."""

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


class RollbackError(Exception):
    pass


STATUSES = ("pending", "room", "online", "declined", "withdrawn", "offered", "waiting")


@pytest.fixture
def event():
    """A full event that offers seats, with two people in each status, and some in each of two delegations.

    All people who can choose sessions have chosen the only session."""
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
    for name in STATUSES:
        for number in range(2):
            register_with_status(event, name, number)
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


def register_with_status(event, name, number):
    person = make_person(email=f"{name}.{number}@example.org")
    registration = register(event, person, mode="online" if name == "online" else "in_person")
    steps = {"room": confirm, "online": confirm, "declined": decline, "withdrawn": withdraw}
    if step := steps.get(name, None if name == "pending" else waitlist):
        step(registration, by=None)


def test_merge_keeps_all_counters_correct(event):
    registrations = list(event.registrations.select_related("person", "event").order_by("pk"))
    pairs = {}
    for one, other in combinations(registrations, 2):
        pairs.setdefault((kind_of(one), kind_of(other), one.delegation_id == other.delegation_id), (one, other))
    assert len(pairs) >= 12 * 13 / 2
    # Alternate between the default seat and the other seat in reverse order. Testing all of them takes too long.
    for number, (one, other) in enumerate(pairs.values()):
        keep, gone = (one, other) if number % 2 else (other, one)
        check_and_roll_back(keep, gone, None if number % 2 else not takes_over(keep, gone))


def kind_of(registration):
    return registration.person.email.partition(".")[0]


def check_and_roll_back(keep, gone, takes_seat):
    with suppress(RollbackError), transaction.atomic():
        check(keep, gone, takes_seat)
        raise RollbackError


def check(keep, gone, takes_seat):
    last = Message.objects.order_by("pk").last().pk

    merge(keep, gone, takes_seat=takes_seat, by=None)

    check_counters(keep.event)
    after = {row.pk: row for row in Registration.objects.select_related("merged_into")}
    assert (after[gone.pk].status, after[gone.pk].merged_into_id) == ("withdrawn", keep.pk)
    assert after[keep.pk].is_active is (keep.is_active or gone.is_active)
    sent = Message.objects.filter(pk__gt=last)
    to_gone = list(sent.filter(recipient=gone.person).values_list("kind", "ics_method"))
    assert to_gone == (
        [("registration_merged", "CANCEL" if gone.status == "confirmed" else "")] if gone.is_active else []
    )
    if takes_seat is None and "confirmed" in {keep.status, gone.status}:
        assert after[keep.pk].status == "confirmed"
    invites = [method for method in sent.filter(recipient=keep.person).values_list("ics_method", flat=True) if method]
    if keep.status == "confirmed" != after[keep.pk].status:
        assert invites == ["CANCEL"]
    if keep.status != "confirmed" == after[keep.pk].status:
        assert invites == ["REQUEST"]
