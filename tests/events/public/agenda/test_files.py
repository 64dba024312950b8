"""The agenda as a workbook, as JSON, and in the calendar file of the event."""

import json
from io import BytesIO

import icalendar
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from events.models import Contributor, Event, Session
from tests.events.public.agenda.scene import add_session, at, draft, make_seminar, publish_version, two_tracks

pytestmark = pytest.mark.django_db
NAMES = ["events:agenda_table", "events:agenda_json", "calendars:event"]


def path_of(name, event):
    return reverse(name, args=[event.slug])


def test_the_workbook_has_a_row_for_each_session(client):
    event, sessions = two_tracks()
    event.sessions.create(title="=1+1", time_text="in the afternoon")

    response = client.get(path_of("events:agenda_table", event))

    assert response["Content-Disposition"] == f'attachment; filename="{event.slug}-agenda.xlsx"'
    headings, *rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [row["Session"] for row in found] == [*(session.title for session in sessions), "=1+1"]
    day = at("00:00").date().isoformat()
    assert found[2] == {
        "Date": day,
        "Starts": "11:00",
        "Ends": "12:30",
        "Time zone": "Asia/Bangkok",
        "Type": "Session",
        "Session": "Designing benefits",
        "Track": "Benefits",
        "Room": "Main hall",
        "Host institution": "",
        "Place": "",
        "Interpreted into": "Vietnamese",
        "Contributors": "Nakamura Haruka (Institute, Speaker)",
        "Optional": "No",
        "Places": "",
        "Description": "",
        "Page": f"http://127.0.0.1:8000{sessions[2].get_absolute_url()}",
    }
    assert (found[1]["Type"], found[3]["Optional"], found[3]["Places"]) == ("Break", "Yes", 20)
    assert found[5]["Date"] == "in the afternoon"


def test_the_json_has_the_documented_fields(client):
    event, sessions = two_tracks()
    version = publish_version(event, note="First")

    response = client.get(path_of("events:agenda_json", event))

    assert response["Content-Type"] == "application/json"
    data = json.loads(response.content)
    day = at("00:00").date().isoformat()
    assert data["format"] == 1
    assert data["event"] == {
        "title": event.title,
        "url": f"http://127.0.0.1:8000{event.get_absolute_url()}",
        "status": "published",
        "starts_at": f"{day}T08:30:00+07:00",
        "ends_at": at("18:00", day=1).isoformat(),
        "timezone": "Asia/Bangkok",
    }
    assert data["version"] == {"number": 1, "published_at": version.at.isoformat(), "note": "First"}
    assert data["sessions"][2] == {
        "id": sessions[2].pk,
        "uid": sessions[2].uid,
        "url": f"http://127.0.0.1:8000{sessions[2].get_absolute_url()}",
        "kind": "session",
        "title": "Designing benefits",
        "abstract": "",
        "starts_at": f"{day}T11:00:00+07:00",
        "ends_at": f"{day}T12:30:00+07:00",
        "timezone": "Asia/Bangkok",
        "time_text": "",
        "track": "Benefits",
        "room": "Main hall",
        "host_institution": "",
        "venue": None,
        "languages": ["vi"],
        "is_optional": False,
        "seats": None,
        "seats_left": None,
        "contributors": [{"name": "Nakamura Haruka", "affiliation": "Institute", "role": "speaker"}],
    }


def test_the_json_gives_the_time_of_each_session_in_its_own_zone(client):
    event = make_seminar()
    add_session(event, "In Tokyo", "09:00", "10:00", timezone="Asia/Tokyo")
    event.sessions.create(title="Undated")

    first, second = json.loads(client.get(path_of("events:agenda_json", event)).content)["sessions"]

    assert (first["starts_at"][10:], first["timezone"]) == ("T11:00:00+09:00", "Asia/Tokyo")
    assert (second["starts_at"], second["ends_at"]) == (None, None)


def test_an_event_with_a_vague_date_has_no_times_in_json(client):
    event = make_seminar(precision=Event.Precision.MONTH)

    data = json.loads(client.get(path_of("events:agenda_json", event)).content)

    assert (data["event"]["starts_at"], data["version"], data["sessions"]) == (None, None, [])


def test_docs_describe_each_field_of_the_json(client, settings):
    event, _sessions = two_tracks()
    publish_version(event)
    data = json.loads(client.get(path_of("events:agenda_json", event)).content)
    text = (settings.BASE_DIR / "docs" / "agenda-file.md").read_text()

    names = {*data, *data["event"], *data["version"], *data["sessions"][2], *data["sessions"][2]["contributors"][0]}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_the_calendar_file_has_tracks_as_categories_and_no_breaks(client):
    event, sessions = two_tracks()
    add_session(event, "Dinner", "19:00", "21:00", kind=Session.Kind.SOCIAL)
    add_session(event, "Trains, buses; boats", "16:00", "17:00", track="Transport, roads", kind=Session.Kind.SOCIAL)

    calendar = icalendar.Calendar.from_ical(client.get(path_of("calendars:event", event)).content)

    found = {str(entry["uid"]): entry for entry in calendar.events}
    assert sessions[1].uid not in found
    categories = {
        str(entry["summary"]).partition(" (")[0]: [str(name) for name in entry["categories"].cats]
        if "categories" in entry
        else []
        for uid, entry in found.items()
        if uid != event.uid
    }
    assert categories == {
        "Opening": [],
        "Designing benefits": ["Benefits"],
        "The one-stop shop": ["Services"],
        "Profiling job seekers": ["Services"],
        "Dinner": ["Social event"],
        "Trains, buses; boats": ["Transport, roads", "Social event"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_client_that_has_the_file_does_not_load_it_again(client, name):
    event, sessions = two_tracks()
    path = path_of(name, event)

    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    Session.objects.filter(pk=sessions[0].pk).update(title="Welcome")
    changed = client.get(path, headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.content == b""
    assert first["Cache-Control"] == "public, max-age=300"
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("name", NAMES)
def test_files_can_only_be_read(client, name):
    event, _sessions = two_tracks()

    assert client.post(path_of(name, event)).status_code == 405
    assert client.head(path_of(name, event)).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_has_no_files(client, name):
    event, _sessions = two_tracks(draft())

    assert client.get(path_of(name, event)).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_many_different_files_for_one_client_are_refused(client, name, settings):
    settings.CALENDAR_NEW_FEEDS_PER_HOUR = 1
    first, second = two_tracks()[0], two_tracks()[0]

    assert [client.get(path_of(name, event)).status_code for event in (first, first, second)] == [200, 200, 429]


def test_the_page_links_to_the_files(client):
    event, _sessions = two_tracks()

    page = client.get(reverse("events:agenda", args=[event.slug])).content.decode()

    assert [name for name in NAMES if f'href="{path_of(name, event)}"' not in page] == []


@pytest.mark.parametrize("count", [1, 200])
@pytest.mark.parametrize(("name", "queries"), [("events:agenda_table", 3), ("events:agenda_json", 4)])
def test_files_make_a_fixed_number_of_queries(client, name, queries, count, django_assert_num_queries):
    event = make_seminar()
    for number in range(count):
        session = add_session(event, f"Session {number}", "09:00", "10:00")
        Contributor.objects.create(session=session, name="Somebody")

    with django_assert_num_queries(queries):
        client.get(path_of(name, event))
