"""The pages of the team: the itinerary, the sheet of a meeting, and what is printed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from events.journeys.meetings import diets
from events.journeys.meetings.itinerary import itinerary_of
from events.models import Contributor, Leg, Meeting
from events.registration.services import register
from tests.events.journeys.meetings.helpers import make_mission, make_visit
from tests.factories import make_event, make_member, make_person, make_session

pytestmark = pytest.mark.django_db
PRIVATE = {"notes": "Secret note", "gift": "Silk scarf", "protocol": "Minister first"}


def itinerary_page(event):
    return reverse("meetings:itinerary", args=[event.slug])


def sheet_page(meeting):
    return reverse("meetings:sheet", args=[meeting.session.event.slug, meeting.pk])


def signed_in(client, event, role="manager"):
    client.force_login(make_member(event.programme, role))
    return client


def test_the_itinerary_has_days_on_the_clocks_of_their_places_and_the_figures(client):
    event = make_mission()
    traveller = make_person(name="Haruka")
    for session in event.sessions.all():
        Contributor.objects.create(session=session, name="Haruka", role="expert", person=traveller)
    Contributor.objects.create(session=event.sessions.first(), name="Daniel", role="expert")
    leg = Leg.objects.create(
        event=event,
        number="ZZ 650",
        from_city="Jakarta",
        from_timezone="Asia/Jakarta",
        departs_at=datetime(2027, 4, 13, 23, 55, tzinfo=ZoneInfo("Asia/Jakarta")),
        to_city="Jayapura",
        to_timezone="Asia/Jayapura",
        arrives_at=datetime(2027, 4, 14, 7, 15, tzinfo=ZoneInfo("Asia/Jayapura")),
    )
    leg.travellers.create(person=traveller)

    itinerary = itinerary_of(event)
    page = signed_in(client, event).get(itinerary_page(event)).text

    assert [(day.day.day, len(day.rows)) for day in itinerary.days] == [(12, 2), (13, 2), (14, 1), (15, 1), (16, 1)]
    assert "UTC+9" in itinerary.days[3].zone
    assert [member.name for member in itinerary.crew] == ["Haruka", "Daniel"]
    assert itinerary.days[1].rows[1].present == {f"p{traveller.pk}"}
    assert "Daniel is not there" in page
    assert "08:30" in page  # in Jayapura
    assert "12 h 15 in meetings" in page
    assert "45 contacts, 33 different people, 51 % women" in " ".join(page.split())


def test_a_session_becomes_a_meeting_on_the_itinerary(client):
    event = make_event(kind="study_visit")
    session = make_session(event)
    signed_in(client, event)

    assert "Enter who receives you" in client.get(itinerary_page(event)).text
    response = client.post(reverse("meetings:make", args=[event.slug, session.pk]))

    meeting = Meeting.objects.get(session=session)
    assert response.url == reverse("meetings:edit", args=[event.slug, meeting.pk])
    assert "Make it a meeting" not in client.get(itinerary_page(event)).text


def test_a_viewer_reads_the_itinerary_without_buttons(client):
    meeting = make_visit(**PRIVATE)
    event = meeting.session.event
    make_session(event)

    page = signed_in(client, event, "viewer").get(itinerary_page(event)).text

    assert meeting.session.title in page
    assert "Make it a meeting" not in page
    assert sheet_page(meeting) not in page
    assert all(private not in page for private in PRIVATE.values())


def test_warns_of_a_day_with_three_visits_in_a_study_visit(client):
    event = make_event(kind="study_visit")
    for hour in ("08:00", "10:00", "14:00"):
        make_visit(event, hour=hour)

    assert "More than two visits" in signed_in(client, event).get(itinerary_page(event)).text
    event.kind = "regional_seminar"
    event.save()
    assert "More than two visits" not in client.get(itinerary_page(event)).text


def test_the_team_edits_all_parts_of_a_meeting(client):
    meeting = make_visit()
    event = meeting.session.event
    path = reverse("meetings:edit", args=[event.slug, meeting.pk])
    day = meeting.session.starts_at.astimezone(event.zone).date().isoformat()
    typed = {
        "institution": "Bureau",
        "questions": "One?\nTwo?",
        "is_step_free": "no",
        "gift": "Scarf",
        "capacity": "12",
    }

    page = signed_in(client, event).get(path).text
    response = client.post(path, {**typed, "bus_at": f"{day}T09:15"})

    assert "Hosts, participants and the public never see it." in page
    assert response.url == sheet_page(meeting)
    meeting = Meeting.objects.get()
    assert (meeting.institution, meeting.is_step_free, meeting.gift, meeting.capacity) == ("Bureau", False, "Scarf", 12)
    assert meeting.question_lines == ["One?", "Two?"]
    assert meeting.bus_at.astimezone(event.zone).strftime("%H:%M") == "09:15"


@pytest.mark.parametrize(("hour", "day"), [("10:30", 0), ("09:00", -1)])
def test_refuses_a_bus_after_the_start_or_days_before(client, hour, day):
    meeting = make_visit()
    event = meeting.session.event
    on = meeting.session.starts_at.astimezone(event.zone).date() + timedelta(days=day)

    response = signed_in(client, event).post(
        reverse("meetings:edit", args=[event.slug, meeting.pk]), {"bus_at": f"{on}T{hour}"}
    )

    assert "The bus leaves before the meeting starts" in response.text
    assert Meeting.objects.get().bus_minutes is None


def test_the_sheet_carries_out_steps(client):
    meeting = make_visit(security_list="names")
    signed_in(client, meeting.session.event)
    path = sheet_page(meeting)

    client.post(path, {"action": "step", "step": "ask"})
    assert "/hosts/" in client.get(path).text
    client.post(path, {"action": "step", "step": "confirm"})
    client.post(path, {"action": "release"})
    assert Meeting.objects.get().list_released_at
    asked = client.post(path, {"action": "step", "step": "cancel"})
    assert "The host gets an email now." in asked.text
    assert Meeting.objects.get().status == "confirmed"
    client.post(path, {"action": "step", "step": "cancel", "confirmed": "1"})

    assert Meeting.objects.get().status == "cancelled"
    assert client.post(path, {"action": "nonsense"}).status_code == 404


def test_the_sheet_records_what_happened(client):
    meeting = make_visit(status="held")
    signed_in(client, meeting.session.event)
    path = sheet_page(meeting)

    refused = client.post(path, {"action": "result", "met_people": "2", "met_women": "3"})
    client.post(path, {"action": "result", "met_people": "3", "met_women": "2", "met_names": "A\nB\nC"})
    client.post(path, {"action": "notes", "notes": "Three of ten wait", "revision": "1"})
    late = client.post(path, {"action": "notes", "notes": "My text", "revision": "0"})
    client.post(path, {"action": "next", "text": "Send counts", "owner_name": "Agus", "due_on": "2027-05-01"})

    assert "The women are among the people met" in refused.text
    meeting = Meeting.objects.get()
    assert (meeting.met_people, meeting.met_women, meeting.met_lines) == (3, 2, ["A", "B", "C"])
    assert meeting.notes == "Three of ten wait"
    assert "My text" in late.text
    assert meeting.steps.get().kind == "step"
    assert "Send counts" in client.get(path).text


def test_the_page_of_a_day_prints_the_programme_and_who_comes(client, monkeypatch):
    monkeypatch.setattr(diets, "_sources", [lambda event: [("halal", 1)]])
    meeting = make_visit(address="大阪市1-1", is_step_free=True, **PRIVATE)
    event = meeting.session.event
    person = make_person(name="Chan Sreymom", country="KH", position="Deputy Director")
    register(event, person)
    day = meeting.session.starts_at.astimezone(event.zone).date().isoformat()
    path = reverse("meetings:day", args=[event.slug, day])

    page = signed_in(client, event, "reception").get(path).text

    for shown in ("大阪市1-1", "See the counter", "Cambodia", "Chan Sreymom", "Deputy Director", "halal 1"):
        assert shown in page
    assert all(private not in page for private in (*PRIVATE.values(), person.email))


@pytest.mark.parametrize("day", ["2020-01-01", "nonsense", "9999999-01-01"])
def test_a_day_without_a_programme_is_not_found(client, day):
    event = make_visit().session.event

    assert signed_in(client, event).get(reverse("meetings:day", args=[event.slug, day])).status_code == 404


@pytest.mark.parametrize("rows", [1, 4])
def test_the_itinerary_makes_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    event = make_event(kind="study_visit")
    for number in range(rows):
        meeting = make_visit(event, hour=f"1{number}:00")
        Contributor.objects.create(session=meeting.session, name="Sato", role="interpreter", person=make_person())
    signed_in(client, event)
    client.get(itinerary_page(event))

    with django_assert_num_queries(10):
        client.get(itinerary_page(event))


@pytest.mark.parametrize("rows", [1, 4])
def test_the_sheet_makes_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    meeting = make_visit()
    event = meeting.session.event
    for number in range(rows):
        register(event, make_person(country="KH"))
        Contributor.objects.create(session=meeting.session, name="Sato", role="interpreter")
        meeting.steps.create(event=event, kind="step", number=number + 1, text="Do it")
    signed_in(client, event)
    client.get(sheet_page(meeting))

    with django_assert_num_queries(14):
        client.get(sheet_page(meeting))
