"""Retention of travel details."""

from datetime import timedelta

import pytest
import time_machine

from events.models import Event, Leg, TravelDetails
from events.personal_data.retention.of_events import delete_travel
from events.planning.services import cancel, reschedule
from events.registration.services import register, withdraw
from tests.events.travel.helpers import make_travel_event, make_traveller, save_all_details

pytestmark = pytest.mark.django_db


def delete_expired_at(moment):
    with time_machine.travel(moment, tick=False):
        return delete_travel()


def test_details_are_deleted_travel_keep_days_after_the_event():
    short, long = make_travel_event(travel_keep_days=5), make_travel_event(travel_keep_days=40)
    for event in (short, long):
        save_all_details(make_traveller(event))

    assert delete_expired_at(short.ends_at + timedelta(days=5)) == 0
    assert delete_expired_at(short.ends_at + timedelta(days=5, minutes=1)) == 1
    assert TravelDetails.objects.get().registration.event == long
    assert delete_expired_at(long.ends_at + timedelta(days=41)) == 1
    assert delete_expired_at(long.ends_at + timedelta(days=41)) == 0


def test_details_can_be_kept_for_zero_days():
    event = make_travel_event(travel_keep_days=0)
    save_all_details(make_traveller(event))

    assert delete_expired_at(event.ends_at + timedelta(minutes=1)) == 1


def test_cancelled_event_counts_from_its_cancellation():
    event = make_travel_event(travel_keep_days=5)
    save_all_details(make_traveller(event))
    cancel(event, by=None)
    event.refresh_from_db()

    assert delete_expired_at(event.cancelled_at + timedelta(days=4)) == 0
    assert delete_expired_at(event.cancelled_at + timedelta(days=5, minutes=1)) == 1


def test_postponed_event_keeps_details():
    event = make_travel_event(travel_keep_days=5)
    save_all_details(make_traveller(event))
    Event.objects.update(status=Event.Status.POSTPONED)

    assert delete_expired_at(event.ends_at + timedelta(days=100)) == 0


def test_details_of_withdrawn_people_are_deleted_after_a_week():
    event = make_travel_event()
    registration = make_traveller(event)
    save_all_details(registration)
    withdraw(registration, by=None)
    ended = registration.changes.get(action="withdraw").at

    assert delete_expired_at(ended + timedelta(days=6)) == 0
    assert delete_expired_at(ended + timedelta(days=7, minutes=1)) == 1


def test_registering_again_within_a_week_keeps_details():
    event = make_travel_event()
    registration = make_traveller(event)
    save_all_details(registration)
    withdraw(registration, by=None)
    register(event, registration.person)

    assert delete_expired_at(registration.changes.last().at + timedelta(days=8)) == 0


def test_deadline_moves_with_the_event():
    event = make_travel_event()
    Event.objects.update(details_due_at=event.starts_at - timedelta(days=9))

    reschedule(event, starts_at=event.starts_at + timedelta(days=2), ends_at=event.ends_at + timedelta(days=2), by=None)

    assert Event.objects.get().details_due_at == event.starts_at - timedelta(days=7)


def test_the_travellers_of_a_leg_are_deleted_with_the_details_and_the_leg_stays():
    event = make_travel_event(travel_keep_days=5)
    person = make_traveller(event).person
    leg = Leg.objects.create(
        event=event, from_city="Hanoi", from_timezone="Asia/Ho_Chi_Minh", to_city="Tokyo", to_timezone="Asia/Tokyo",
        departs_at=event.starts_at - timedelta(hours=9), arrives_at=event.starts_at - timedelta(hours=4),
    )  # fmt: skip
    leg.travellers.create(person=person)

    assert delete_expired_at(event.ends_at + timedelta(days=5)) == 0
    assert delete_expired_at(event.ends_at + timedelta(days=5, minutes=1)) == 1
    assert (leg.travellers.count(), Leg.objects.count()) == (0, 1)
