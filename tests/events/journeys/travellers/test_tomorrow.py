"""The mail of the evening about the next day."""

from datetime import UTC, date, datetime

import pytest

from events.journeys.travellers import services
from events.journeys.travellers.tasks import send_tomorrow
from events.models import Event, Hotel, Meeting, RoomStay
from notifications.models import Message
from tests.events.journeys.scene import make_leg, make_traveller, make_visit, moment
from tests.factories import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Return a function that sets the time for the task: a local time and its zone."""

    def set_time(text, zone="UTC"):
        monkeypatch.setattr(services, "now", lambda: moment(text, zone))

    return set_time


def mails():
    return list(Message.objects.filter(kind="journey_tomorrow").order_by("pk"))


def test_tells_the_next_day_in_local_times(at):
    event = make_visit()
    person = make_traveller(event)
    make_leg(event, [person], start="2027-06-06 08:30", end="2027-06-06 16:20")
    session = make_session(event, at="14:00", title="The system and its law")
    Meeting.objects.create(session=session, status="confirmed", institution="Labour Ministry", dress="business",
                           bus_minutes=40, notes="SECRET", gift="SECRET")  # fmt: skip
    hotel = Hotel.objects.create(event=event, name="Garden Hotel", city="Tokyo", timezone="Asia/Tokyo")
    RoomStay.objects.create(hotel=hotel, person=person, check_in=date(2027, 6, 6), check_out=date(2027, 6, 9))
    at("2027-06-06 18:05", "Asia/Tokyo")

    assert send_tomorrow() == 1

    (mail,) = mails()
    assert mail.subject == "Tomorrow, Monday 7 June 2027: Study visit to Japan"
    for text in ("14:00–15:00 The system and its law", "Labour Ministry", "13:20", "business", "Garden Hotel",
                 "/journeys/"):  # fmt: skip
        assert text in mail.text
    assert "SECRET" not in mail.text + mail.html


def test_tells_the_arrival_after_a_night_on_the_way(at):
    event = make_visit()
    person = make_traveller(event)
    make_leg(event, [person], start="2027-06-06 23:30", end="2027-06-07 07:20", meeting_point="Gate 2, Mr Yamada")
    at("2027-06-06 18:05", "Asia/Phnom_Penh")

    assert send_tomorrow() == 1

    (mail,) = mails()
    assert mail.subject.startswith("Tomorrow, Monday 7 June 2027")
    assert "07:20 (UTC+9) Arrival: Flight" in mail.text
    assert "Meeting point: Gate 2, Mr Yamada" in mail.text


def test_is_safe_to_run_twice(at):
    event = make_visit()
    make_traveller(event)
    make_session(event)

    for time in ("18:00", "18:15", "20:45"):
        at(f"2027-06-06 {time}", "Asia/Tokyo")
        send_tomorrow()

    assert len(mails()) == 1


@pytest.mark.parametrize(
    ("time", "zone", "expected"),
    [
        ("2027-06-05 17:59", "Asia/Phnom_Penh", 0),
        ("2027-06-05 18:00", "Asia/Phnom_Penh", 1),  # before the first leg: the place from which it leaves
        ("2027-06-05 18:00", "Asia/Tokyo", 0),
        ("2027-06-06 18:00", "Asia/Tokyo", 1),  # after it: where it arrives
        ("2027-06-06 21:00", "Asia/Tokyo", 0),
    ],
)
def test_it_is_evening_where_the_traveller_is(at, time, zone, expected):
    event = make_visit()
    person = make_traveller(event)
    make_leg(event, [person])
    make_session(event)
    at(time, zone)

    assert send_tomorrow() == expected


def test_without_legs_the_place_of_the_day_counts(at):
    """The event is in Tokyo, but its session of that day is in Bangkok."""
    event = make_visit()
    make_traveller(event)
    make_session(event, timezone="Asia/Bangkok", at="12:00")
    make_session(event, day=1)
    at("2027-06-07 18:00", "Asia/Tokyo")
    assert send_tomorrow() == 0
    at("2027-06-07 18:00", "Asia/Bangkok")
    assert send_tomorrow() == 1


def test_a_day_without_items_needs_no_mail(at):
    event = make_visit()
    make_traveller(event)
    make_session(event)
    at("2027-06-07 18:00", "Asia/Tokyo")

    assert send_tomorrow() == 0


def test_also_tells_of_the_way_home_after_the_event(at):
    event = make_visit()
    person = make_traveller(event)
    make_leg(event, [person], start="2027-06-13 23:30", end="2027-06-14 03:15", zones=("Asia/Tokyo", "Asia/Phnom_Penh"))
    at("2027-06-12 18:30", "Asia/Tokyo")

    assert send_tomorrow() == 1
    assert "23:30 (UTC+9)–03:15 +1 day (UTC+7) Flight ZZ 221" in mails()[0].text


@pytest.mark.parametrize("status", [Event.Status.DRAFT, Event.Status.POSTPONED, Event.Status.CANCELLED])
def test_only_a_published_event_sends_it(at, status):
    event = make_visit()
    make_traveller(event)
    make_session(event)
    values = {"cancelled_at": datetime(2027, 6, 1, tzinfo=UTC)} if status == Event.Status.CANCELLED else {}
    Event.objects.filter(pk=event.pk).update(status=status, **values)
    at("2027-06-06 18:00", "Asia/Tokyo")

    assert send_tomorrow() == 0


@pytest.mark.parametrize(("language", "word"), [("fr", "Demain"), ("vi", "Ngày mai")])
def test_is_in_the_language_of_the_traveller(at, language, word):
    event = make_visit()
    make_traveller(event, language=language)
    make_session(event)
    at("2027-06-06 18:00", "Asia/Tokyo")

    send_tomorrow()

    assert mails()[0].subject.startswith(word)


def test_needs_a_fixed_number_of_queries(at, django_assert_max_num_queries):
    event = make_visit()
    for _number in range(3):
        make_traveller(event)
        make_session(event)
    at("2027-06-06 18:00", "Asia/Tokyo")
    send_tomorrow()

    with django_assert_max_num_queries(12):
        send_tomorrow()


def test_runs_every_quarter_of_an_hour(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["tell-travellers-of-tomorrow"]

    assert entry["task"] == send_tomorrow.name
    assert entry["schedule"].minute == {0, 15, 30, 45}
