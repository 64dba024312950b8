"""The page of an event: its cover, the next action, the times, the people, what the library has, and sharing."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import now

from events.models import AreaOfAction, Contributor, Document, Event, Expert
from events.public.event_page.agenda import folded
from events.public.event_page.cover import cover
from events.public.event_page.sharing import shared
from events.public.event_page.times import clocks, days_text, deadline_of_reader
from events.registration.services import register
from tests.events.library.helpers import drawn_picture, make_album, make_resource
from tests.factories import make_event, make_person, make_session, make_venue

pytestmark = [pytest.mark.look, pytest.mark.django_db]


def lights(event):
    """Return the numbers of free and of lit seats on the cover of event."""
    free, lit = re.search(r'class="s-off">(.*?)</g><g class="s-on">(.*?)</g>', cover(event)).groups()
    return len(re.findall("<(?:circle|rect|path)", free)), len(re.findall("<(?:circle|rect|path)", lit))


def page_of(client, event, **headers):
    return client.get(event.get_absolute_url(), headers=headers).content.decode()


@pytest.mark.parametrize("kind", ["regional_seminar", "training", "meeting"])
def test_cover_has_a_light_for_each_taken_seat(kind):
    event = make_event(kind=kind, seats=30)
    for _ in range(7):
        register(event, make_person())
    event.refresh_from_db()

    assert lights(event) == (23, 7)
    assert "7 of 30 places taken" in cover(event)
    assert cover(event) == cover(Event.objects.get(pk=event.pk))


def test_cover_of_a_hybrid_event_has_a_part_for_each_mode():
    event = make_event(mode="hybrid", seats=50, room_seats=20, online_seats=30, seats_taken=25, online_taken=10)

    assert lights(event) == (25, 25)


def test_cover_without_a_limit_has_no_lights_and_says_nothing():
    assert lights(make_event()) == (60, 0)
    assert 'aria-hidden="true"' in cover(make_event())


def test_cover_of_an_event_by_nomination_shows_all_seats():
    assert lights(make_event(policy="nomination", seats=12)) == (0, 12)


@pytest.mark.parametrize("kind", Event.Kind.values)
@pytest.mark.parametrize("seats", [0, 1, 2, 3, 13, 239, 241, 5_000, 2_000_000_000])
def test_cover_can_be_drawn_for_each_number_of_seats(kind, seats):
    event = Event(kind=kind, seats=seats, seats_taken=seats // 3, policy="open", pk=7)
    event._prefetched_objects_cache = {"sessions": event.sessions.none()}

    drawing = cover(event)

    assert "nan" not in drawing
    assert len(drawing) < 20_000


def test_route_of_a_study_visit_has_a_mark_for_each_city():
    event = make_event(kind="study_visit")
    for city in ("Tokyo", "Osaka", "Kyoto", "Osaka"):
        make_session(event, venue=make_venue(city=city))

    assert cover(event).rpartition("s-on")[2].count("<path") == 3


def test_clocks_show_the_place_first_and_name_another_day():
    start = datetime(2027, 3, 9, 2, tzinfo=UTC)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=8))

    place, tokyo = clocks(event, ZoneInfo("Asia/Tokyo"))
    _place, honolulu = clocks(event, ZoneInfo("Pacific/Honolulu"))

    assert days_text(event) == "Tuesday 9 March 2027"
    assert (place.label, place.hours) == ("Bangkok time (UTC+7)", "09:00–17:00")
    assert (tokyo.label, tokyo.hours) == ("Tokyo time (UTC+9), your time", "11:00–19:00")
    assert honolulu.hours == "Mon 8 Mar, 16:00–24:00"
    assert len(clocks(event, ZoneInfo("Asia/Ho_Chi_Minh"))) == 1


def test_days_without_an_exact_time_have_no_clocks():
    event = make_event(precision="month", date_text="October 2014")

    assert (days_text(event), clocks(event, ZoneInfo("Asia/Tokyo"))) == ("October 2014", [])


def test_deadline_is_shown_on_the_clock_of_the_reader(client):
    closes = datetime(2027, 3, 1, 16, 30, tzinfo=UTC)
    start = datetime(2027, 3, 9, 2, tzinfo=UTC)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=8), registration_closes_at=closes)

    assert deadline_of_reader(event, ZoneInfo("Asia/Yangon")) == "23:00"
    assert deadline_of_reader(event, ZoneInfo("Asia/Tokyo")) == "Tue 2 Mar, 01:30"
    assert deadline_of_reader(event, ZoneInfo("Asia/Jakarta")) == deadline_of_reader(event, None) == ""
    client.cookies["tz"] = "Asia/Yangon"
    assert "23:00 your time" in page_of(client, event)


def test_next_action_is_in_a_dock_until_the_reader_is_registered(client):
    event = make_event(seats=5)
    person = make_person()

    assert '<div class="dock">' in page_of(client, event)
    register(event, person)
    client.force_login(person)
    assert '<div class="dock">' not in page_of(client, event)
    assert "See your registration" in page_of(client, event)


@pytest.mark.parametrize(
    ("fields", "label"),
    [({}, "Register"), ({"policy": "approval"}, "Apply"), ({"policy": "invitation"}, "Register"), ({"seats": 0}, "Join the waiting list")],
)  # fmt: skip
def test_button_says_what_happens(client, fields, label):
    assert len(re.findall(rf"/register/\">\s*{label}</a>", page_of(client, make_event(**fields)))) == 2


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"status": "postponed"}, {"policy": "none"}])
def test_event_without_registration_has_no_dock(client, fields):
    page = page_of(client, make_event(**fields))

    assert "dock" not in page
    assert "/register/" not in page


def test_notices_say_what_happens_by_itself(client):
    cancelled = make_event(status="cancelled", cancelled_at=datetime(2026, 11, 24, 9, tzinfo=UTC))

    assert "This event was cancelled on 24 November 2026" in page_of(client, cancelled)
    assert "All registrations stay valid." in page_of(client, make_event(status="postponed"))


def test_past_and_cancelled_events_link_to_the_next_similar_one(client):
    start = now() - timedelta(days=9)
    past = make_event(starts_at=start, ends_at=start + timedelta(hours=8), outcome="Recommendations were adopted.")
    area = AreaOfAction.objects.create(programme=past.programme, slug="coverage", name="Coverage")
    make_event(title="Sooner, of the programme", starts_at=now() + timedelta(days=5), ends_at=now() + timedelta(days=6))
    in_area = make_event(title="Later, in the area")
    for event in (past, in_area):
        event.areas.add(area)

    page = page_of(client, past)

    assert "Later, in the area" in page
    assert "Sooner, of the programme" not in page
    assert "Sooner, of the programme" in page_of(client, make_event(status="cancelled"))


def test_outcome_comes_first_on_the_page_of_a_past_event(client):
    start = now() - timedelta(days=9)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=8), outcome="Adopted.", description="A plan.")
    make_session(event, title="Opening")
    make_resource(event=event, title="Proceedings")

    page = page_of(client, event)

    places = [page.index(text) for text in ("Adopted.", "Proceedings", "A plan.", "Opening")]
    assert places == sorted(places)


def test_picture_replaces_the_cover_until_the_consent_ends(client, time_machine):
    event = make_event()
    ends = now() + timedelta(minutes=20)
    drawn_picture(make_album(event=event), alt="A full hall.", shown_until=ends)

    assert 'alt="A full hall."' in page_of(client, event)
    assert "cover-art" not in page_of(client, event)
    time_machine.move_to(ends + timedelta(seconds=1))
    assert 'alt="A full hall."' not in page_of(client, event)
    assert "cover-art" in page_of(client, event)


def test_resource_appears_at_its_time(client, time_machine):
    event = make_event()
    appears = now() + timedelta(minutes=20)
    make_resource(event=event, title="The report", published_at=appears)

    assert "The report" not in page_of(client, event)
    time_machine.move_to(appears)
    assert "The report" in page_of(client, event)


def test_contributors_are_named_once_with_all_tasks(client):
    event = make_event()
    agreed = Expert.objects.create(programme=event.programme, name="Aye Aye", public_since=now())
    first, second = make_session(event), make_session(event, at="14:00")
    for session, role in ((first, "speaker"), (second, "moderator")):
        Contributor.objects.create(session=session, name="Aye Aye", role=role, expert=agreed, affiliation="Ministry")
    Contributor.objects.create(session=first, name="Bo Bo")
    Contributor.objects.create(session=second, name="Aye Aye", affiliation="Ministry", role="panellist")
    Contributor.objects.create(
        session=first, name="Declined Person", invitation="declined", invited_at=now(), answered_at=now()
    )

    people = page_of(client, event).partition('<ul class="people">')[2].partition("</ul>")[0]

    assert people.count("<li>") == 2
    assert "Speaker, Moderator, Panellist · <bdi>Ministry</bdi>" in people
    assert f'<a href="{agreed.get_absolute_url()}"><bdi>Aye Aye</bdi></a>' in people
    assert '<p class="strong"><bdi>Bo Bo</bdi></p>' in people


def test_documents_open_or_say_that_they_cannot(client):
    event = make_event()
    Document.objects.create(event=event, title="Note", file="documents/x", name="note.PDF", size=2048)
    Document.objects.create(event=event, title="Site", url="https://example.org/paper")
    Document.objects.create(event=event, title="Lost")

    files = page_of(client, event).partition('<ul class="files">')[2].partition("</ul>")[0]

    assert re.search(r'>PDF</span>.*<a href="/documents/[\w-]+/" rel="noopener">Note</a>', files, re.S)
    assert '<a href="https://example.org/paper" rel="noopener">Site</a>' in files
    assert "not available here" in files


def test_first_day_is_open_and_today_is_open_during_the_event(client, time_machine):
    event = make_event()
    make_session(event, title="One")
    make_session(event, title="Two", day=1)

    def opened():
        return re.findall(r'<details class="day" id="day-(\d)" open', page_of(client, event))

    assert opened() == ["1"]
    assert "10:00–11:00 · 1 session" in page_of(client, event)
    time_machine.move_to(event.starts_at + timedelta(days=1))
    assert opened() == ["2"]
    assert folded([], now().date()) == []


def test_shared_text_has_four_lines_without_an_address_of_others():
    start = datetime(2027, 1, 12, 2, tzinfo=UTC)
    event = make_event(
        title="Seminar\non floors", slug="floors", starts_at=start, ends_at=start + timedelta(hours=8),
        registration_closes_at=datetime(2027, 1, 9, 2, tzinfo=UTC),
    )  # fmt: skip

    message = shared(event, "Bangkok, Thailand")

    assert message.whole.splitlines() == [
        "Seminar on floors",
        "Tuesday 12 January 2027, 09:00 to 17:00, Bangkok time (UTC+7)",
        "Bangkok, Thailand. Register until 9 January 2027.",
        "http://127.0.0.1:8000/events/floors/",
    ]
    assert dict(message.links)["WhatsApp"].startswith("https://wa.me/?text=Seminar%20on%20floors%0ATuesday")
    event.status = "cancelled"
    assert shared(event, "").whole.splitlines()[0] == "Cancelled: Seminar on floors"
    assert len(shared(event, "").whole.splitlines()) == 3


def test_places_of_a_hybrid_event_have_a_meter_each(client):
    event = make_event(mode="hybrid", seats=50, room_seats=20, online_seats=30, seats_taken=25, online_taken=5)

    page = page_of(client, event)

    assert re.search(r"In person:.*all places are taken.*<meter[^>]* value=\"20\"", page, re.S)
    assert re.search(r"Online:.*25 places left", page, re.S)


def test_chosen_session_changes_its_free_places(client):
    event = make_event()
    session = make_session(event, is_optional=True, seats=2)
    assert "Optional: 2 places left" in page_of(client, event)

    session.seats_taken = 1
    session.save(update_fields=["seats_taken"])

    assert "Optional: 1 place left" in page_of(client, event)
