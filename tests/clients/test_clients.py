"""Real calendar programs read our calendars and invites: khal and vdirsyncer (based on icalendar), ical.js (Thunderbird)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.contributors.services import remove
from events.models import Event, Session
from events.planning import services as agenda
from events.registration.services import register, withdraw
from notifications.models import Message
from tests.clients import programs
from tests.events.contributors.scene import name
from tests.events.journeys.scene import make_leg, make_traveller, make_visit, moment
from tests.factories import make_event, make_person, make_programme, make_venue

pytestmark = [pytest.mark.clients, pytest.mark.look, pytest.mark.django_db(transaction=True)]
FEED = "/calendar/events.ics"
# From 09:00 on the first day to 17:00 on the last day. In New York, summer time begins or ends in the night between.
TIMES = [
    ("Asia/Bangkok", (1, 6), (1, 6)),
    ("Asia/Bangkok", (7, 6), (7, 8)),
    ("Asia/Yangon", (1, 6), (1, 6)),
    ("Asia/Yangon", (7, 6), (7, 6)),
    ("America/New_York", (3, 13), (3, 14)),
    ("America/New_York", (7, 6), (7, 6)),
    ("America/New_York", (11, 6), (11, 7)),
    ("Europe/Vienna", (7, 6), (7, 6)),
    ("Asia/Kathmandu", (7, 6), (7, 6)),
    ("Asia/Dili", (7, 6), (7, 6)),
    ("Pacific/Kiritimati", (7, 6), (7, 6)),
    # Their VTIMEZONEs list each change, because no recurrence rule describes them.
    ("Africa/Casablanca", (2, 10), (2, 10)),
    ("Africa/Cairo", (7, 6), (7, 6)),
    ("America/Scoresbysund", (7, 6), (7, 6)),
    # An hour that exists twice: written in UTC, for both passes.
    ("America/New_York", (11, 7), (11, 7), 1),
    ("Pacific/Chatham", (4, 4), (4, 4), 3),
]

# Calendars show events over several nights as whole days, unless the event is one block. These events last less than a day; some span a change to or
# from summer time.
OF_A_DAY = [
    ("Asia/Bangkok", (7, 6), (7, 6)),
    ("Asia/Yangon", (7, 6), (7, 6)),
    ("America/New_York", (3, 13), (3, 14), 20),
    ("America/New_York", (11, 6), (11, 7), 20),
]


@pytest.fixture
def _programs():
    programs.require()


needs_programs = pytest.mark.usefixtures("_programs")


@pytest.fixture(autouse=True)
def _year():
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=ZoneInfo("UTC"))):
        yield


@pytest.fixture
def person():
    return make_person(email="reader@example.org", name='Quote " and, comma')


@pytest.fixture
def events():
    make_programme(name="Đối thoại; xã hội")
    return [make_published(tzid, *days) for tzid, *days in TIMES]


def make_published(tzid, first, last, hour=9, days_as="block"):
    zone = ZoneInfo(tzid)
    event = make_event(
        title=f"{tzid}, {first[0]}: Đối thoại; xã hội",
        summary="Một đoạn văn dài, với dấu phẩy; và dấu chấm phẩy. " * 5,
        venue=make_venue(),
        timezone=tzid,
        days_as=days_as,
        starts_at=datetime(2027, *first, hour, tzinfo=zone),
        ends_at=datetime(2027, *last, 17, tzinfo=zone),
    )
    revise(event, significant=False)
    return event


def as_read(events, prefix=""):
    return {(f"{prefix}{event.title}", programs.utc(event.starts_at), programs.utc(event.ends_at)) for event in events}


def address_of(person):
    return reverse("calendars:personal", args=[issue_token(person)])


def text_of(client, address):
    return client.get(address).content.decode()


@needs_programs
def test_ical_js_reads_the_feed(client, events):
    read = programs.ical_js(text_of(client, FEED))

    assert read["set"] == as_read(events)
    assert {event["uid"] for event in read["events"]} == {event.uid for event in events}
    assert read["method"] is None


@needs_programs
def test_ical_js_reads_a_personal_feed(client, events, person):
    for event in events[1:]:
        register(event, person)

    assert programs.ical_js(text_of(client, address_of(person)))["set"] == as_read(events[1:])


@needs_programs
def test_programs_read_undecided_registrations_as_tentative(client, events, person, tmp_path):
    Event.objects.update(policy=Event.Policy.APPROVAL)
    for event in events[1:]:
        register(Event.objects.get(pk=event.pk), person)
    text = text_of(client, address_of(person))

    read = programs.ical_js(text)

    assert read["set"] == as_read(events[1:], "Not confirmed yet: ")
    assert {event["status"] for event in read["events"]} == {"TENTATIVE"}
    assert programs.khal(text, tmp_path) == as_read(events[1:], "Not confirmed yet: ")


@needs_programs
def test_ical_js_reads_one_event_with_its_sessions(client, events):
    for event in events:
        session = add_session(event)
        address = reverse("calendars:event", args=[event.slug])

        read = programs.ical_js(text_of(client, address))

        assert read["set"] == as_read([event, session])


@needs_programs
def test_ical_js_reads_whole_days(client):
    zone = ZoneInfo("America/New_York")
    start = datetime(2027, 3, 13, tzinfo=zone)
    event = make_event(precision="day", timezone=zone.key, starts_at=start, ends_at=start + timedelta(days=2))
    revise(event, significant=False)

    read = programs.ical_js(text_of(client, FEED))

    assert [event["days"] for event in read["events"]] == [["2027-03-13", "2027-03-15"]]


@needs_programs
def test_programs_read_a_personal_feed_with_sessions_and_lost_seats(client, person, tmp_path):
    event, lost = (make_published("America/New_York", (3, 13), (3, 14), 20) for _number in range(2))
    session = add_session(event)
    name(event, person, session=Session.objects.get(pk=session.pk))
    withdraw(register(lost, person), by=person)
    text = text_of(client, address_of(person))

    expected = as_read([event, session]) | as_read([lost], "Cancelled: ")
    assert programs.ical_js(text)["set"] == expected
    assert {entry["status"] for entry in programs.ical_js(text)["events"]} == {"CONFIRMED", "CANCELLED"}
    read = programs.khal(text, tmp_path)
    assert read == as_read([event, session]) | as_read([lost], "CANCELLED Cancelled: ")


@needs_programs
def test_programs_read_the_journey_of_a_study_visit(client, live_server, tmp_path):
    visit = make_visit(days_as="block")
    traveller = make_traveller(visit)
    revise(visit, significant=False)
    flight = make_leg(visit, [traveller])
    west = make_leg(visit, [traveller], start="2027-06-09 09:00", end="2027-06-09 13:10", number="502",
                    zones=("Asia/Tokyo", "Asia/Ulaanbaatar"), cities=("Tokyo", "Ulaanbaatar"))  # fmt: skip
    office = add_session(visit, timezone="Asia/Ulaanbaatar", starts_at=moment("2027-06-10 10:00", "Asia/Ulaanbaatar"))
    legs = [("Flight ZZ 221, Phnom Penh – Tokyo", flight), ("Flight ZZ 502, Tokyo – Ulaanbaatar", west)]
    parts = as_read([visit, office]) | {
        (title, programs.utc(leg.departs_at), programs.utc(leg.arrives_at)) for title, leg in legs
    }
    address = address_of(traveller)
    text = text_of(client, address)

    read = programs.ical_js(text)

    assert read["set"] == parts
    assert {entry["uid"] for entry in read["events"]} == {visit.uid, office.uid, flight.uid, west.uid}
    assert parts == programs.khal(text, tmp_path)
    assert parts == programs.vdirsyncer(live_server.url + address, folder(tmp_path, "journey"))


@needs_programs
def test_programs_read_an_empty_feed(client, tmp_path):
    text = text_of(client, FEED)

    assert programs.ical_js(text)["set"] == set()
    assert programs.khal(text, tmp_path) == set()


def registers_and_withdraws(event, person):
    withdraw(register(event, person), by=person)


def contributes_and_is_removed(event, person):
    remove(name(event, person), by=person)


@needs_programs
@pytest.mark.parametrize("action", [registers_and_withdraws, contributes_and_is_removed])
def test_ical_js_reads_invites_and_cancels(person, action):
    for event in [make_published(*times) for times in OF_A_DAY]:
        Message.objects.all().delete()
        action(event, person)

        request, cancel = (programs.ical_js(mail.ics) for mail in Message.objects.order_by("pk"))

        assert (request["method"], cancel["method"]) == ("REQUEST", "CANCEL")
        assert request["set"] == as_read([event])
        assert cancel["set"] == as_read([event], "Cancelled: ")
        (asked,), (ended) = request["events"], cancel["events"][0]
        assert asked["attendees"] == ended["attendees"] == ["mailto:reader@example.org"]
        assert asked["organizer"] == ended["organizer"]
        assert (asked["uid"], asked["status"]) == (event.uid, "CONFIRMED")
        assert (ended["uid"], ended["status"]) == (event.uid, "CANCELLED")
        assert ended["sequence"] > asked["sequence"]


@needs_programs
def test_ical_js_reads_an_invite_to_several_days_as_whole_days(person):
    event = make_published("America/New_York", (3, 13), (3, 15), days_as="free")
    withdraw(register(event, person), by=person)

    for mail in Message.objects.all():
        (entry,) = programs.ical_js(mail.ics)["events"]
        assert entry["days"] == ["2027-03-13", "2027-03-16"]


@needs_programs
def test_khal_reads_the_hours_of_each_day_over_a_change_to_summer_time(person, tmp_path):
    event = make_published("America/New_York", (3, 13), (3, 15), days_as="hours")
    register(event, person)

    read = programs.khal(Message.objects.get().ics, tmp_path, each_day=True)

    # 09:00 to 17:00 in New York on each day. From 14 March, this is one hour earlier in UTC.
    hours = {"13": ("14:00", "22:00"), "14": ("13:00", "21:00"), "15": ("13:00", "21:00")}
    assert {line[1:] for line in read} == {
        (f"2027-03-{day} {begin}", f"2027-03-{day} {end}") for day, (begin, end) in hours.items()
    }


@needs_programs
def test_khal_reads_the_feed(client, events, tmp_path):
    agenda.cancel(events[0], by=None)

    read = programs.khal(text_of(client, FEED), tmp_path)

    assert read == as_read(events[1:]) | as_read(events[:1], "CANCELLED Cancelled: ")


@needs_programs
def test_khal_reads_a_personal_feed(client, events, person, tmp_path):
    for event in events[1:]:
        register(event, person)

    assert programs.khal(text_of(client, address_of(person)), tmp_path) == as_read(events[1:])


@needs_programs
@pytest.mark.parametrize("times", OF_A_DAY, ids=lambda times: f"{times[0]}-{times[1]}")
def test_khal_reads_one_event_and_its_invites(client, person, tmp_path, times):
    event = make_published(*times)
    session = add_session(event)
    withdraw(register(event, person), by=person)
    request, cancel = Message.objects.order_by("pk")

    event_calendar = programs.khal(
        text_of(client, reverse("calendars:event", args=[event.slug])), folder(tmp_path, "event_calendar")
    )

    assert event_calendar == as_read([event, session])
    assert programs.khal(request.ics, folder(tmp_path, "request")) == as_read([event])
    assert programs.khal(cancel.ics, folder(tmp_path, "cancel")) == as_read([event], "CANCELLED Cancelled: ")


@needs_programs
def test_vdirsyncer_subscribes_over_http(live_server, events, person, tmp_path):
    for event in events[1:]:
        register(event, person)
    event, session = events[4], add_session(events[4])
    event_url = reverse("calendars:event", args=[event.slug])

    def read(path, name):
        return programs.vdirsyncer(live_server.url + path, folder(tmp_path, name))

    assert read(FEED, "feed") == as_read(events)
    assert read(address_of(person), "personal") == as_read(events[1:])
    assert read(event_url, "event") == as_read([event, session])


@needs_programs
@pytest.mark.parametrize("times", OF_A_DAY, ids=lambda times: f"{times[0]}-{times[1]}")
def test_vdirsyncer_reads_invites(person, tmp_path, times):
    event = make_published(*times)
    withdraw(register(event, person), by=person)
    request, cancel = Message.objects.order_by("pk")

    assert programs.vdirsyncer(request.ics, folder(tmp_path, "request")) == as_read([event])
    assert programs.vdirsyncer(cancel.ics, folder(tmp_path, "cancel")) == as_read([event], "Cancelled: ")


@pytest.mark.parametrize("name", ["khal", "vdirsyncer", "node", "ical.js"])
@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_program_fails_in_ci_and_skips_elsewhere(monkeypatch, tmp_path, ci, outcome, name):
    for installed in {"khal", "vdirsyncer", "ical.js"} - {name}:
        (tmp_path / installed).touch()
    monkeypatch.setattr(programs, "BIN", tmp_path)
    monkeypatch.setattr(programs, "ICAL_JS", tmp_path / "ical.js")
    monkeypatch.setattr(programs.shutil, "which", lambda program: None if program == name else f"/bin/{program}")
    monkeypatch.setenv("CI", ci)

    with pytest.raises(outcome, match=f"Missing: {name}\\."):
        programs.require()


def add_session(event, **fields):
    starts_at = fields.pop("starts_at", event.starts_at)
    session = Session.objects.create(
        event=event,
        title="Opening",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        **fields,
    )
    session.title = f"Opening ({event.title})"  # the title of a session in calendars
    return session


def folder(parent, name):
    made = parent / name
    made.mkdir()
    return made
