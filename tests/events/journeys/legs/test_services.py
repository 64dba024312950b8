"""Legs: their times, their travellers, and who is told of a change."""

import pytest

from events.journeys.errors import StepNotAllowedError
from events.journeys.legs.errors import LegsOverlapError, LegTimesError, NotTravellingError
from events.journeys.legs.services import change_leg, step
from events.models import Event, EventChange, Leg
from notifications.models import Message
from tests.events.journeys.scene import make_coach, make_leg, make_traveller, make_visit, moment
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def told():
    return {message.recipient for message in Message.objects.filter(kind="leg_changed")}


def mail_to(person):
    return Message.objects.get(kind="leg_changed", recipient=person)


def test_adds_a_leg_with_its_travellers_and_tells_nobody_by_default():
    event = make_visit()
    person = make_traveller(event)

    leg = make_leg(event, [person])

    assert [row.person for row in leg.travellers.all()] == [person]
    assert told() == set()
    assert EventChange.objects.filter(event=event, what="legs").count() == 1


def test_refuses_an_arrival_before_the_departure_in_utc():
    """16:20 is later than 15:00 on the clocks, but 15:00 in Phnom Penh is 17:00 in Tokyo."""
    event = make_visit()

    with pytest.raises(LegTimesError):
        make_leg(event, start="2027-06-06 15:00", end="2027-06-06 16:20")

    assert not Leg.objects.exists()


def test_takes_a_leg_that_arrives_on_the_day_before():
    event = make_visit()

    leg = make_leg(event, start="2027-06-06 20:00", end="2027-06-06 00:30", zones=("Pacific/Apia", "Pacific/Pago_Pago"))

    assert (leg.minutes, leg.arrives_days_later, leg.clock_shift_minutes) == (270, 0, -1440)


def test_refuses_an_overlap_and_names_the_other_leg():
    event = make_visit()
    person = make_traveller(event, name="Keo Dara")
    make_leg(event, [person])

    with pytest.raises(LegsOverlapError) as caught:
        make_coach(event, [person], start="2027-06-06 16:00", end="2027-06-06 17:00")

    assert "Keo Dara is on another leg at this time: Flight ZZ 221, Phnom Penh – Tokyo" in str(caught.value.advice)


def test_a_leg_may_leave_when_the_one_before_arrives():
    event = make_visit()
    person = make_traveller(event)
    make_leg(event, [person])

    make_coach(event, [person], start="2027-06-06 16:20", end="2027-06-06 17:00")

    assert Leg.objects.count() == 2


def test_a_cancelled_leg_overlaps_with_none_until_it_is_planned_again():
    event = make_visit()
    person = make_traveller(event)
    leg = make_leg(event, [person])
    step(event, leg.pk, "cancel", by=None)
    make_leg(event, [person], number="223")

    with pytest.raises(LegsOverlapError):
        step(event, leg.pk, "reopen", by=None)

    leg.refresh_from_db()
    assert leg.status == Leg.Status.CANCELLED


def test_refuses_a_person_who_is_no_traveller():
    event = make_visit()
    leg = make_leg(event)

    with pytest.raises(NotTravellingError):
        change_leg(event, leg.pk, [make_person()], by=None)


def test_tells_only_the_travellers_of_a_changed_leg_with_both_times():
    event = make_visit()
    person, other = make_traveller(event), make_traveller(event)
    leg = make_leg(event, [person])
    make_leg(event, [other], number="311")

    count = change_leg(event, leg.pk, by=None, arrives_at=moment("2027-06-06 17:50", "Asia/Tokyo"))

    assert count == 1
    assert told() == {person}
    text = mail_to(person).text
    assert "Sunday 6 June 2027, 08:30 Phnom Penh (UTC+7) – 17:50 Tokyo (UTC+9)" in text
    assert "Before: Sunday 6 June 2027, 08:30 Phnom Penh (UTC+7) – 16:20 Tokyo (UTC+9)" in text
    leg.refresh_from_db()
    assert (leg.status, leg.sequence) == (Leg.Status.CHANGED, 1)
    assert leg.was_arrives_at == moment("2027-06-06 16:20", "Asia/Tokyo")


@pytest.mark.parametrize(("language", "word"), [("fr", "Avant"), ("vi", "Trước đó")])
def test_tells_people_in_their_language(language, word):
    event = make_visit()
    person = make_traveller(event, language=language)
    leg = make_leg(event, [person])

    change_leg(event, leg.pk, by=None, arrives_at=moment("2027-06-06 17:50", "Asia/Tokyo"))

    assert f"{word}" in mail_to(person).text


def test_a_correction_without_notice_tells_nobody_and_keeps_the_status():
    event = make_visit()
    person = make_traveller(event)
    leg = make_leg(event, [person])

    count = change_leg(event, leg.pk, by=None, notify=False, booking="SV2701")

    leg.refresh_from_db()
    assert (count, told(), leg.status, leg.booking) == (0, set(), Leg.Status.BOOKED, "SV2701")


def test_tells_those_who_come_and_those_who_leave_and_nobody_else():
    event = make_visit()
    stays, leaves, comes = (make_traveller(event) for _number in range(3))
    leg = make_leg(event, [stays, leaves])

    change_leg(event, leg.pk, [stays, comes], by=None)

    assert told() == {leaves, comes}
    assert "No longer for you" in mail_to(leaves).text
    assert "New: Flight ZZ 221" in mail_to(comes).text


def test_tells_the_travellers_of_a_cancelled_leg():
    event = make_visit()
    person = make_traveller(event)
    leg = make_leg(event, [person])

    assert step(event, leg.pk, "cancel", by=None) == 1

    leg.refresh_from_db()
    assert leg.sequence == 1
    assert "Cancelled: Flight ZZ 221" in mail_to(person).text


def test_booking_a_leg_tells_nobody():
    event = make_visit()
    leg = make_leg(event, [make_traveller(event)], status=Leg.Status.PLANNED)

    assert step(event, leg.pk, "book", by=None) == 0


def test_a_draft_tells_nobody():
    event = make_visit(status=Event.Status.DRAFT)
    person = make_traveller(event)
    leg = make_leg(event, [person])

    assert change_leg(event, leg.pk, by=None, arrives_at=moment("2027-06-06 17:50", "Asia/Tokyo")) == 0
    assert told() == set()


def test_refuses_to_change_a_leg_that_is_done():
    event = make_visit()
    leg = make_leg(event, status=Leg.Status.DONE)

    with pytest.raises(StepNotAllowedError):
        change_leg(event, leg.pk, by=None, booking="x")
