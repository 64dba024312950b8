"""Every calendar of the demo is valid, byte by byte, and so are calendars with difficult values."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from events.calendars.services import issue_token, revise
from events.models import Contributor, Event, Registration, Session
from events.planning.services import cancel, postpone
from events.registration.services import register
from notifications.models import Message
from tests.events.calendars.strict import check
from tests.factories import make_country, make_event, make_person, make_programme, make_venue

pytestmark = [pytest.mark.look, pytest.mark.django_db]


def test_all_calendars_of_the_demo_are_valid(client):
    call_command("demo", verbosity=0)
    feeds = ["", "?kind=study_visit&country=VN", "?mode=online&mode=hybrid", "?programme=no-such", "?area=coverage"]

    for query in feeds:
        check(client.get(f"/calendar/events.ics{query}").content)
    for event in Event.objects.visible_to_public().dated():
        check(client.get(reverse("calendars:event", args=[event.slug])).content)
    people = set(Registration.objects.values_list("person", flat=True))
    people |= set(Contributor.objects.exclude(person=None).values_list("person", flat=True))
    for person in User.objects.filter(pk__in=sorted(people)[::4]):
        check(client.get(reverse("calendars:personal", args=[issue_token(person)])).content)
    messages = Message.objects.exclude(ics="")
    assert messages.exists()
    for message in messages:
        assert "VEVENT" in check(message.ics.encode())


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Two\nlines\r\nand\x07 a bell\x85"},
        {"title": "Back\\nslash, comma; semicolon: colon"},
        {"title": "Bảo hiểm xã hội " * 15, "summary": "ສະບາຍດີ ທຸກຄົນ, ຍິນດີຕ້ອນຮັບ; " * 40},
        {"mode": "online", "online_url": "https://meet.example/r,oom;x?pwd=a,b;c&q=%20#f"},
        {"mode": "hybrid", "online_url": "https://meet.example/đường/họp"},
        {"timezone": "Africa/Casablanca", "days_as": "hours"},
        {"timezone": "America/New_York", "starts_at": datetime(2031, 11, 2, 5, 30, tzinfo=UTC)},
        {"timezone": "America/Argentina/ComodRivadavia", "precision": "day"},
        {"timezone": "Etc/UTC"},
    ],
)
def test_difficult_values_give_valid_calendars(client, fields):
    programme = make_programme(short_name='A "quoted"; name,\nand more', name="x")
    venue = make_venue(name="Hall\n2", address="12; Main, Street")
    if "starts_at" in fields:
        fields = {**fields, "ends_at": fields["starts_at"] + timedelta(hours=3)}
    event = make_event(programme=programme, venue=venue, **fields)
    Session.objects.create(
        event=event,
        title="A\nsession",
        room="R\t1",
        starts_at=event.starts_at,
        ends_at=event.starts_at + timedelta(hours=1),
    )
    revise(event, significant=False)
    person = make_person(name='Quote " and; comma,\nline', email="odd+tag@example.org")
    register(event, person)

    def calendars():
        yield client.get(reverse("calendars:event", args=[event.slug])).content
        yield client.get("/calendar/events.ics").content
        yield client.get(reverse("calendars:personal", args=[issue_token(person)])).content
        yield from (message.ics.encode() for message in Message.objects.exclude(ics=""))

    for change in (lambda: None, lambda: postpone(event, by=None), lambda: cancel(event, by=None)):
        change()
        assert all("VEVENT" in check(content) for content in calendars())


def test_joining_link_is_a_uri_and_not_escaped():
    link = "https://meet.example/r,oom;x?pwd=a,b;c"
    event = make_event(mode="online", online_url=link)
    register(event, make_person())

    ics = Message.objects.get().ics.replace("\r\n ", "")

    assert f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Join online:{link}\r\n" in ics


def test_empty_feed_has_a_component(client):
    assert check(client.get("/calendar/events.ics").content) == ["VCALENDAR", "VTIMEZONE", "STANDARD"]
    own = reverse("calendars:personal", args=[issue_token(make_person())])
    assert check(client.get(own).content) == ["VCALENDAR", "VTIMEZONE", "STANDARD"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "Plenary"),
        ("?kind=study_visit&country=vn", "Plenary: study visits in Viet Nam"),
        ("?country=VN&country=TH", "Plenary: events in Thailand and Viet Nam"),
        ("?kind=meeting&kind=training&mode=online", "Plenary: trainings and meetings (online)"),
        ("?programme=sp&kind=nonsense", "Plenary: events of ASEAN SP"),
    ],
)
def test_feed_has_the_name_of_its_selection(client, settings, query, name):
    make_country("VN")
    make_country("TH")
    make_programme(slug="sp", short_name="ASEAN SP")

    text = client.get(f"/calendar/events.ics{query}").content.decode().replace("\r\n ", "")
    page = client.get(f"/calendar/subscribe/{query}").content.decode()

    assert f"\r\nNAME:{name}\r\nX-WR-CALNAME:{name}\r\n" in text
    assert f"\r\nSOURCE;VALUE=URI:{settings.BASE_URL}/calendar/events.ics{query}\r\n" in text
    assert f"\r\nURL:{settings.BASE_URL}/events/{query}\r\n" in text
    assert "https://outlook.office.com/calendar/0/addfromweb?" in page
    assert "https://outlook.live.com/calendar/0/addfromweb?" in page


def test_whole_days_need_no_time_of_the_zone(client):
    zone = ZoneInfo("Asia/Yangon")
    start = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=5)
    event = make_event(precision="day", timezone=zone.key, starts_at=start, ends_at=start + timedelta(days=1))
    revise(event, significant=False)

    assert b"\r\nDTSTART;VALUE=DATE:" in client.get("/calendar/events.ics").content


@pytest.mark.parametrize(("fold", "starts", "ends"), [(0, "053000", "093000"), (1, "063000", "103000")])
def test_a_repeated_hour_is_given_in_utc(client, fold, starts, ends):
    """Seven programs read the first pass of the hour as the second."""
    start = datetime(2031, 11, 2, 1, 30, fold=fold, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    event = make_event(timezone="America/New_York", starts_at=start, ends_at=start + timedelta(hours=4))
    revise(event, significant=False)
    person = make_person()
    register(event, person)

    calendars = [
        client.get(reverse("calendars:event", args=[event.slug])).content,
        client.get(reverse("calendars:personal", args=[issue_token(person)])).content,
        Message.objects.exclude(ics="").get().ics.encode(),
    ]

    for content in calendars:
        check(content)
        lines = content.decode().splitlines()
        assert f"DTSTART:20311102T{starts}Z" in lines
        assert f"DTEND:20311102T{ends}Z" in lines
        assert not [line for line in lines if line.startswith(("DTSTART;", "DTEND;"))]
