"""The page "Details": lines with the present values. Each opens into a form that saves alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.models import AreaOfAction, Phase, Session
from events.planning.event_form import EventForm
from events.planning.sections import ALL_FIELDS, SECTIONS
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_country, make_event, make_member, make_person, make_programme, make_venue

pytestmark = [pytest.mark.look, pytest.mark.django_db]
START = datetime(2027, 3, 9, 2, tzinfo=UTC)  # 09:00 in Bangkok


@pytest.fixture
def programme():
    return make_programme(slug="ours", contact_email="team@example.org")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def page(event):
    return reverse("planning:edit", args=[event.slug])


def save(client, event, section, **typed):
    revision = client.get(page(event)).context["revision"]
    return client.post(page(event), {"section": section, "revision": revision} | typed)


def says(client, event):
    return {line["section"].name: line["says"] for line in client.get(page(event)).context["lines"]}


def opened(response):
    return re.findall(r'<details class="section" id="(\w+)" name="section" open>', response.text)


def test_each_field_of_the_form_is_in_one_section():
    names = [name for section in SECTIONS for name in section.fields]

    assert len(names) == len(set(names))
    assert set(EventForm(programme=make_programme()).fields) == ALL_FIELDS


def test_lines_show_the_present_values_and_none_is_open(client, manager, programme):
    event = make_event(
        programme=programme, title="Seminar", seats=40, venue=make_venue(city="Bangkok"), starts_at=START,
        summary="One two three", minimum_people=15, decide_on=START.date() - timedelta(days=40), language="fr",
        phase=Phase.objects.create(programme=programme, name="Phase 2"), asks_travel=True, travel_keep_days=30,
    )  # fmt: skip
    event.documents.create(title="Concept note", url="https://example.org/note")

    lines = says(client, event)

    assert lines["name"] == "Seminar · Regional seminar"
    assert "Tuesday 9 March 2027" in lines["when"]
    assert lines["when"].endswith("Bangkok, Thailand · In person")
    assert lines["registration"].endswith(" · 40 places")
    assert "at least 15 people" in lines["minimum"]
    assert lines["words"] == "Summary (3 words)"
    assert lines["belongs"] == "Phase 2"
    assert lines["travel"] == "Requested from confirmed people · deleted 30 days after the event"
    assert lines["files"] == "Concept note"
    assert lines["contact"] == "team@example.org · Français"
    assert opened(client.get(page(event))) == []
    assert opened(client.get(page(event) + "?open=words")) == ["words"]


def test_a_section_saves_alone_and_closes(client, manager, programme):
    event = make_event(programme=programme, status="draft", summary="Old", seats=20)
    phase = Phase.objects.create(programme=programme, name="Phase 2")
    area = AreaOfAction.objects.create(programme=programme, name="Pensions", slug="pensions")
    country = make_country("TH")

    response = save(
        client, event, "belongs", phase=phase.pk, areas=[area.pk], countries=[country.pk], supported_by="Japan",
        summary="Ignored: it is in another section",
    )  # fmt: skip

    assert response["Location"] == f"{page(event)}#belongs"
    event.refresh_from_db()
    assert (event.phase, event.supported_by, event.summary, event.seats) == (phase, "Japan", "Old", 20)
    assert (list(event.areas.all()), list(event.countries.all())) == ([area], [country])
    save(client, event, "contact", contact_email="event@example.org", language="fr")
    save(client, event, "outcome", outcome="A road map")
    event.refresh_from_db()
    assert (event.contact_email, event.language, event.outcome) == ("event@example.org", "fr", "A road map")
    assert (event.phase, list(event.areas.all())) == (phase, [area])


def test_an_error_opens_its_line_and_keeps_what_was_typed(client, manager, programme):
    event = make_event(programme=programme, status="draft", seats=20)

    response = save(client, event, "minimum", minimum_people="15", decide_on="")

    assert opened(response) == ["minimum"]
    assert response.context["form"].errors.keys() == {"decide_on"}
    assert 'name="minimum_people" value="15"' in response.text
    event.refresh_from_db()
    assert event.minimum_people is None


def test_what_people_can_be_told_of_is_shown_before_it_is_saved(client, manager, programme):
    event = make_event(programme=programme, title="Wages; prices")
    register(event, make_person())

    asked = save(client, event, "name", title="Wages, prices", kind=event.kind)

    assert opened(asked) == ["name"]
    assert "1 person can be told of this change" in asked.text
    event.refresh_from_db()
    assert event.title == "Wages; prices"
    save(client, event, "name", title="Wages, prices", kind=event.kind, tell="1")
    event.refresh_from_db()
    assert event.title == "Wages, prices"
    assert Message.objects.filter(kind="event_moved").exists()


def test_an_unlikely_value_is_asked_about_in_its_line(client, manager, programme):
    event = make_event(programme=programme, status="draft", venue=make_venue(capacity=30))
    typed = {"policy": "open", "seats": "50"}

    asked = save(client, event, "registration", **typed)

    assert opened(asked) == ["registration"]
    assert "larger than the room" in asked.context["asked"].open[0].text
    assert save(client, event, "registration", **typed, sure=asked.context["asked"].keys).status_code == 302
    event.refresh_from_db()
    assert event.seats == 50


def test_a_mission_offers_only_its_policies_and_no_other_event_becomes_an_open_mission(client, manager, programme):
    mission = make_event(programme=programme, kind="expert_mission", policy="none")
    event = make_event(programme=programme, policy="approval", status="draft")

    text = client.get(page(mission)).text
    assert 'value="nomination"' in text
    assert 'value="approval"' not in text
    refused = save(client, event, "name", title="Mission", kind="expert_mission")
    assert "kind" in refused.context["form"].errors
    assert save(client, mission, "registration", policy="approval").status_code == 200


def test_the_days_of_a_draft_move_with_its_sessions_if_the_user_wants_it(client, manager, programme):
    event = make_event(programme=programme, status="draft", starts_at=START, ends_at=START + timedelta(hours=8))
    session = Session.objects.create(event=event, title="Talk", starts_at=START, ends_at=START + timedelta(hours=1))
    typed = {
        "precision": "time", "timezone": "Asia/Bangkok", "starts_local": "2027-03-16T10:00",
        "ends_local": "2027-03-16T18:00", "mode": "in_person",
    }  # fmt: skip

    refused = save(client, event, "when", **typed)

    assert "These sessions are outside" in refused.text
    assert 'name="shift_sessions" value="1">' in refused.text
    assert f'<a href="{reverse("agenda:editor", args=[event.slug])}">Change the agenda</a>' in refused.text
    assert save(client, event, "when", **typed, shift_sessions="1").status_code == 302
    event.refresh_from_db()
    session.refresh_from_db()
    assert event.starts_at == START + timedelta(days=7, hours=1)
    assert session.starts_at == event.starts_at


def test_the_choice_to_move_the_sessions_stays_while_the_page_asks(client, manager, programme):
    event = make_event(programme=programme, status="draft", starts_at=START, ends_at=START + timedelta(hours=8))
    session = Session.objects.create(event=event, title="Talk", starts_at=START, ends_at=START + timedelta(hours=1))
    typed = {
        "precision": "time", "timezone": "Asia/Bangkok", "starts_local": "2027-03-13T10:00",  # a Saturday
        "ends_local": "2027-03-13T18:00", "mode": "in_person", "shift_sessions": "1",
    }  # fmt: skip

    asked = save(client, event, "when", **typed)

    assert "on a weekend" in asked.context["asked"].open[0].text
    assert 'name="shift_sessions" value="1" checked>' in asked.text
    assert save(client, event, "when", **typed, sure=asked.context["asked"].keys).status_code == 302
    session.refresh_from_db()
    assert session.starts_at == START + timedelta(days=4, hours=1)


def test_a_new_end_alone_does_not_offer_to_move_the_sessions(client, manager, programme):
    event = make_event(programme=programme, status="draft", starts_at=START, ends_at=START + timedelta(hours=8))
    start = START + timedelta(hours=7)
    Session.objects.create(event=event, title="Talk", starts_at=start, ends_at=start + timedelta(hours=1))
    typed = {"starts_local": "2027-03-09T09:00", "ends_local": "2027-03-09T12:00", "mode": "in_person"}

    refused = save(client, event, "when", **typed, precision="time", timezone="Asia/Bangkok")

    assert "These sessions are outside" in refused.text
    assert 'name="shift_sessions"' not in refused.text


@pytest.mark.parametrize(
    ("role", "day", "text"),
    [
        ("manager", "2027-03-28", "does not exist on this day"),
        ("manager", "2027-10-31", "exists twice"),
        ("coordinator", "2027-10-31", "exists twice"),
    ],
)
def test_a_session_that_cannot_move_with_a_draft_is_named_with_what_to_do(client, programme, role, day, text):
    client.force_login(make_member(programme, role))
    event = make_event(
        programme=programme, status="draft", timezone="Europe/Berlin",
        starts_at=datetime(2027, 3, 9, 0, tzinfo=UTC), ends_at=datetime(2027, 3, 9, 8, tzinfo=UTC),
    )  # fmt: skip
    start = datetime(2027, 3, 9, 1, 15, tzinfo=UTC)  # 02:15 in Berlin
    session = Session.objects.create(event=event, title="Talk", starts_at=start, ends_at=start + timedelta(hours=2))
    typed = {
        "precision": "time", "timezone": "Europe/Berlin", "starts_local": f"{day}T01:00", "ends_local": f"{day}T09:00",
        "mode": "in_person", "shift_sessions": "1",
    }  # fmt: skip
    asked = save(client, event, "when", **typed)  # about the weekend

    refused = save(client, event, "when", **typed, sure=asked.context["asked"].keys)

    (error,) = refused.context["form"].non_field_errors()
    assert error.startswith("These times cannot move with the event: the start of the session “Talk”: ")
    assert text in error
    assert "Change the agenda</a>" in refused.text
    assert ("asks which one you mean" in refused.text) == (role == "manager")
    session.refresh_from_db()
    assert session.starts_at == start


def test_another_zone_keeps_the_local_times_of_the_deadlines_in_other_sections(client, manager, programme):
    event = make_event(
        programme=programme, status="draft", starts_at=START, registration_closes_at=START - timedelta(days=9)
    )
    typed = {
        "precision": "time", "timezone": "Asia/Tokyo", "starts_local": "2027-03-09T09:00",
        "ends_local": "2027-03-10T17:00", "mode": "in_person",
    }  # fmt: skip

    assert save(client, event, "when", **typed).status_code == 302

    event.refresh_from_db()
    assert event.registration_closes_at == START - timedelta(days=9, hours=2)


@pytest.mark.parametrize("status", ["draft", "published"])
def test_the_agenda_is_a_line_that_leads_to_its_editor(client, manager, programme, status):
    event = make_event(programme=programme, status=status)

    assert says(client, event)["agenda"] == "None"
    for title in ("Opening", "Closing"):
        Session.objects.create(event=event, title=title)

    editor = reverse("agenda:editor", args=[event.slug])
    assert says(client, event)["agenda"] == "2 sessions"
    assert f'<div class="section" id="agenda"><a href="{editor}">' in client.get(page(event)).text
    assert client.get(editor).status_code == 200


@pytest.mark.parametrize("section", ["sessions", "agenda", "files"])
def test_a_post_about_what_other_pages_change_saves_nothing(client, manager, programme, section):
    event = make_event(programme=programme, status="draft", summary="Old")
    rows = {"sessions-TOTAL_FORMS": "1", "sessions-INITIAL_FORMS": "0", "sessions-0-title": "Opening"}

    assert save(client, event, section, **rows, summary="New").status_code == 200

    event.refresh_from_db()
    assert event.summary == "Old"
    assert not event.sessions.exists()


def test_a_stale_revision_of_a_section_is_refused_with_a_message(client, manager, programme):
    event = make_event(programme=programme, status="draft", summary="Old")

    response = save(client, event, "words", summary="New", revision="2020-01-01T00:00:00+00:00")

    assert response.status_code == 200
    assert opened(response) == ["words"]
    assert "Another person has saved this event" in response.text
    assert "New</textarea>" in response.text
    event.refresh_from_db()
    assert event.summary == "Old"


def test_a_revision_that_is_no_date_is_not_found(client, manager, programme):
    event = make_event(programme=programme, status="draft", title="Seminar")

    response = save(client, event, "name", title="Other", kind=event.kind, revision="2027-13-45T09:00:00+00:00")

    assert response.status_code == 404

    event.refresh_from_db()
    assert event.title == "Seminar"


def test_hours_are_hidden_while_only_the_month_is_known():
    form = EventForm(programme=make_programme())
    rows = {field.name: rule for section in SECTIONS for field, _css, rule in section.rows(form)}

    assert '"values": ["time"]' in rows["starts_local"]
    assert '"month"' in rows["first_day"]
    assert '"tbc"' not in rows["first_day"]


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_runs_a_fixed_number_of_queries(client, manager, programme, count, django_assert_num_queries):
    event = make_event(programme=programme, venue=make_venue(programme=programme), officer=manager)
    for number in range(count):
        Session.objects.create(event=event, title=f"Session {number}")
        event.documents.create(title="Note", url="https://example.org")
        Phase.objects.create(programme=programme, name=f"Phase {number}", position=number)
        event.areas.add(AreaOfAction.objects.create(programme=programme, name=f"Area {number}", slug=f"a{number}"))
        event.countries.add(make_country(["TH", "VN", "ID", "PH"][number]))

    with django_assert_num_queries(QUERIES):
        client.get(page(event))


QUERIES = 17
