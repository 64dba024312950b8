"""Times that people type when they plan an event: local times, zones, unlikely values, and sessions outside."""

import importlib
import pkgutil
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.urls import reverse
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import events
from events.agenda.errors import SessionsOutsideError
from events.local_times import LocalTimeField
from events.models import Event, Session, Venue
from events.planning import services
from events.planning.errors import MovedTimesError
from events.planning.event_form import EventForm
from events.registration.services import register
from events.updates.services import notify_due
from notifications.models import Message
from tests.events.test_local_times import changes
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
TYPED = {
    "title": "Seminar", "kind": "training", "mode": "in_person", "timezone": "Europe/Berlin", "precision": "time",
    "starts_local": "2027-03-09T09:00", "ends_local": "2027-03-09T17:00", "policy": "open",
}  # fmt: skip


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def page(name, event):
    return reverse(name, args=[event.slug])


def create(client, **typed):
    return client.post(reverse("planning:create", args=["ours"]), TYPED | typed)


def sure(response):
    """Return the hidden answers that the page with the questions sends."""
    return {"sure": response.context["asked"].keys}


def berlin_draft(programme, **fields):
    start = datetime(2027, 3, 9, 9, tzinfo=BERLIN)
    fields.setdefault("starts_at", start)
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=8))
    return make_event(programme=programme, status=Event.Status.DRAFT, timezone=BERLIN.key, **fields)


def test_every_form_field_for_a_time_is_the_one_field():
    for module in pkgutil.walk_packages(events.__path__, "events."):
        if "form" in module.name:
            importlib.import_module(module.name)
    others, todo = [], [forms.BaseForm]
    while todo:
        form = todo.pop()
        todo += form.__subclasses__()
        if form.__module__.startswith(("events.", "accounts.")):
            others += [
                f"{form.__name__}.{name}"
                for name, field in getattr(form, "base_fields", {}).items()
                if isinstance(field, (forms.DateTimeField, forms.SplitDateTimeField))
                and not isinstance(field, LocalTimeField)
            ]

    assert others == []


@pytest.mark.parametrize("field", ["starts_local", "ends_local", "opens_local", "closes_local", "details_due_local"])
def test_create_refuses_a_time_that_does_not_exist_at_its_field(client, manager, field):
    typed = {"starts_local": "2027-03-28T02:10", "ends_local": "2027-03-28T17:00"} if field == "starts_local" else {}

    response = create(client, **typed | {field: "2027-03-28T02:30"})

    assert response.status_code == 200
    assert "The nearest times that exist are 01:59 and 03:00." in response.content.decode()
    assert response.context["form"][field].value() == "2027-03-28T02:30"
    assert not Event.objects.exists()


def test_create_asks_which_of_two_times_is_meant_and_keeps_the_choice(client, manager):
    typed = {"starts_local": "2027-10-31T02:30", "ends_local": "2027-10-31T17:00"}
    asked = create(client, **typed)

    assert 'name="starts_local-offset" value="60"' in asked.content.decode()
    typed |= {"starts_local-offset": "60"}
    questions = create(client, **typed)
    assert 'value="60" checked' in questions.content.decode()
    assert create(client, **typed, **sure(questions)).status_code == 302
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert 'value="60" checked' in client.get(page("planning:edit", event)).content.decode()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe", "America/Santiago"]), st.data())
def test_the_form_stores_and_shows_times_around_a_change_of_clocks(client, manager, zone, data):
    change = data.draw(st.sampled_from([at for at in changes(zone) if at.year == 2027])).astimezone(ZoneInfo(zone))
    local = change.replace(tzinfo=None, fold=0) + timedelta(minutes=data.draw(st.integers(-61, 61)))
    typed = {
        "timezone": zone, "title": f"At {zone} {local}", "starts_local": f"{local:%Y-%m-%dT%H:%M}",
        "ends_local": f"{local + timedelta(days=1):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    before = Event.objects.count()
    response = create(client, **typed)
    if response.status_code == 200 and "asked" in response.context:
        response = create(client, **typed, **sure(response))
    if response.status_code == 200:
        assert set(response.context["form"].errors) <= {"starts_local", "ends_local"}
        assert Event.objects.count() == before
        return
    event = Event.objects.get(title=typed["title"])
    assert f"{event.local_starts_at:%Y-%m-%dT%H:%M}" == typed["starts_local"]
    content = client.get(page("planning:edit", event)).content.decode()
    assert f'value="{typed["starts_local"]}"' in content
    assert f'value="{typed["ends_local"]}"' in content


def test_another_zone_alone_reads_the_local_times_again(client, manager, programme):
    event = berlin_draft(
        programme, registration_closes_at=datetime(2027, 3, 1, 23, 59, tzinfo=BERLIN), starts_at=datetime(2027, 3, 26, 9, tzinfo=BERLIN),
        ends_at=datetime(2027, 3, 29, 17, tzinfo=BERLIN),
    )  # fmt: skip
    delegation = make_delegation(
        event, constituency="workers", nomination_closes_at=datetime(2027, 3, 1, 12, tzinfo=BERLIN)
    )
    session = Session.objects.create(
        event=event,
        title="Talk",
        starts_at=datetime(2027, 3, 28, 0, 30, tzinfo=BERLIN),
        ends_at=datetime(2027, 3, 28, 4, tzinfo=BERLIN),
    )
    typed = TYPED | {
        "starts_local": "2027-03-26T09:00", "ends_local": "2027-03-29T17:00", "closes_local": "2027-03-01T23:59",
    }  # fmt: skip

    # In Beirut the clocks skip the first hour of this day.
    refused = client.post(page("planning:edit", event), typed | {"timezone": "Asia/Beirut"})
    (error,) = refused.context["form"].non_field_errors()
    assert error.startswith(
        "These times cannot move with the event: the start of the session “Talk”: 00:30 does not exist"
    )
    event.refresh_from_db()
    assert event.timezone == BERLIN.key

    client.post(page("planning:edit", event), typed | {"timezone": "Asia/Tokyo"})
    tokyo = ZoneInfo("Asia/Tokyo")
    event.refresh_from_db()
    session.refresh_from_db()
    delegation.refresh_from_db()
    assert event.timezone == "Asia/Tokyo"
    assert session.starts_at == datetime(2027, 3, 28, 0, 30, tzinfo=tokyo)
    assert event.registration_closes_at == datetime(2027, 3, 1, 23, 59, tzinfo=tokyo)
    assert delegation.nomination_closes_at == datetime(2027, 3, 1, 12, tzinfo=tokyo)


def move(client, event, **typed):
    return client.post(page("planning:reschedule", event), {"timezone": event.timezone} | typed)


def test_a_move_refuses_a_time_that_does_not_exist(client, manager, programme):
    event = berlin_draft(programme)

    response = move(client, event, starts_local="2027-03-28T02:30", ends_local="2027-03-28T17:00")

    assert "The nearest times" in response.context["form"].errors["starts_local"][0]


def test_a_move_never_shifts_a_session_to_a_time_that_does_not_exist(client, manager, programme):
    start = datetime(2027, 3, 9, 1, tzinfo=BERLIN)
    event = berlin_draft(programme, starts_at=start)
    session = Session.objects.create(
        event=event, title="Night talk", starts_at=start.replace(hour=2, minute=15), ends_at=start.replace(hour=4)
    )
    typed = {"starts_local": "2027-03-28T01:00", "ends_local": "2027-03-28T09:00"}

    response = move(client, event, **typed)
    response = move(client, event, **typed, **sure(response))

    assert "Night talk" in response.context["form"].errors["__all__"][0]
    event.refresh_from_db()
    session.refresh_from_db()
    assert (event.starts_at, session.starts_at) == (start, start.replace(hour=2, minute=15))
    with pytest.raises(MovedTimesError):
        services.reschedule(
            event,
            starts_at=datetime(2027, 3, 28, 1, tzinfo=BERLIN),
            ends_at=datetime(2027, 3, 28, 9, tzinfo=BERLIN),
            by=manager,
        )


def test_a_move_asks_about_a_session_whose_time_then_exists_twice(client, manager, programme):
    start = datetime(2027, 3, 9, 1, tzinfo=BERLIN)
    event = berlin_draft(programme, starts_at=start)
    session = Session.objects.create(
        event=event, title="Night talk", starts_at=start.replace(hour=2, minute=15), ends_at=start.replace(hour=4)
    )
    key = f"pass-session-{session.pk}-starts_at"
    typed = {"starts_local": "2027-10-31T01:00", "ends_local": "2027-10-31T09:00"}

    response = move(client, event, **typed)
    assert f'name="{key}" value="60"' in response.content.decode()
    typed |= sure(response)
    assert move(client, event, **typed).status_code == 200
    assert move(client, event, **typed, **{key: "60"}).status_code == 302
    session.refresh_from_db()
    assert session.starts_at == datetime(2027, 10, 31, 1, 15, tzinfo=UTC)


def test_a_zone_is_required_and_has_no_default(client, manager):
    empty = client.get(reverse("planning:create", args=["ours"])).content.decode()
    assert 'name="timezone"' in empty
    assert "Africa/Abidjan" not in empty

    response = create(client, timezone="")

    assert "Choose the time zone" in response.context["form"].errors["timezone"][0]


def test_the_zone_of_a_known_venue_is_the_default(client, manager):
    country = make_country("MM")
    Venue.objects.create(name="Hall", city="Mandalay", country=country, timezone="Asia/Rangoon")

    create(client, timezone="", venue_name="Hall", venue_city="Mandalay", venue_country="MM")

    event = Event.objects.get()
    assert event.timezone == "Asia/Yangon"
    assert event.local_starts_at.hour == 9


def test_a_new_venue_gets_the_zone_that_was_chosen(client, manager):
    create(client, venue_name="Messe", venue_city="Hannover", timezone="Germany")

    assert Venue.objects.get().timezone == "Europe/Berlin"
    assert Event.objects.get().timezone == "Europe/Berlin"


def test_an_old_name_of_the_zone_is_stored_and_shown_as_the_new_one(client, manager):
    create(client, timezone="Asia/Rangoon")

    event = Event.objects.get()
    assert event.timezone == "Asia/Yangon"
    content = client.get(page("planning:edit", event)).content.decode()
    assert 'value="Yangon, Myanmar (UTC+6:30)"' in content
    assert "Rangoon" not in content


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [
        ({"precision": "month", "first_day": "2027-04-15"}, datetime(2027, 4, 1, tzinfo=BERLIN), datetime(2027, 5, 1, tzinfo=BERLIN)),
        (
            {"precision": "month", "first_day": "2027-11-15", "last_day": "2027-12-01"},
            datetime(2027, 11, 1, tzinfo=BERLIN), datetime(2028, 1, 1, tzinfo=BERLIN),
        ),
        ({"precision": "year", "first_day": "2027-04-15"}, datetime(2027, 1, 1, tzinfo=BERLIN), datetime(2028, 1, 1, tzinfo=BERLIN)),
        (
            {"precision": "day", "first_day": "2027-03-09", "last_day": "2027-03-11"},
            datetime(2027, 3, 9, tzinfo=BERLIN), datetime(2027, 3, 12, tzinfo=BERLIN),
        ),
        ({"precision": "day", "first_day": "2027-03-09"}, datetime(2027, 3, 9, tzinfo=BERLIN), datetime(2027, 3, 10, tzinfo=BERLIN)),
        ({"precision": "tbc"}, None, None),
    ],
)  # fmt: skip
def test_an_event_without_hours_needs_no_hours(client, manager, typed, starts, ends):
    response = create(client, starts_local="", ends_local="", **typed)

    assert response.status_code == 302, response.context["form"].errors
    event = Event.objects.get()
    assert (event.starts_at, event.ends_at) == (starts, ends)
    form = client.get(page("planning:edit", event)).context["form"]
    if typed.get("precision") == "day":
        assert str(form["last_day"].value()) == typed.get("last_day", typed["first_day"])


def test_a_published_event_of_a_month_moves_to_another_month(client, manager, programme):
    event = make_event(
        programme=programme,
        timezone=BERLIN.key,
        precision="month",
        starts_at=datetime(2027, 4, 1, tzinfo=BERLIN),
        ends_at=datetime(2027, 5, 1, tzinfo=BERLIN),
    )

    move(client, event, precision="month", first_day="2027-06-10")

    event.refresh_from_db()
    assert (event.precision, event.local_starts_at.month, event.local_ends_at.month) == ("month", 6, 7)


UNLIKELY = [
    ({"starts_local": "2025-03-11T09:00", "ends_local": "2025-03-11T17:00"}, "in the past"),
    ({"starts_local": "2031-03-11T09:00", "ends_local": "2031-03-11T17:00"}, "more than 18 months ahead"),
    ({"starts_local": "2027-03-06T09:00", "ends_local": "2027-03-06T17:00"}, "on a weekend"),
    ({"starts_local": "2027-03-09T23:00", "ends_local": "2027-03-10T01:00"}, "at night"),
    ({"starts_local": "2027-03-09T09:00", "ends_local": "2027-03-09T09:09"}, "shorter than ten minutes"),
    ({"closes_local": "2027-03-09T10:00"}, "after the event has started"),
    ({"seats": "50", "venue_name": "Hall", "venue_capacity": "40"}, "larger than the room"),
    ({"mode": "hybrid", "seats": "50", "room_seats": "20", "online_seats": "20"}, "larger than the room"),
    ({"closes_local": "2026-01-05T10:00"}, "in the past"),
]


def test_the_question_about_a_month_far_ahead_names_its_days(client, manager):
    asked = create(client, precision="month", first_day="2035-03-10")

    (question,) = asked.context["asked"].open
    assert "Thursday 1 March 2035 to Saturday 31 March 2035" in question.text


@pytest.mark.parametrize(("typed", "words"), UNLIKELY)
def test_an_unlikely_value_is_asked_about_once_and_never_refused(client, manager, typed, words):
    asked = create(client, **typed)

    assert asked.status_code == 200
    (question,) = asked.context["asked"].open
    assert words in question.text
    assert not Event.objects.exists()
    assert not Venue.objects.exists()
    assert create(client, **typed, **sure(asked)).status_code == 302
    event = Event.objects.get()
    # A later edit of something else does not ask again.
    edited = client.post(page("planning:edit", event), TYPED | typed | {"summary": "New"})
    assert edited.status_code == 302, edited.context["asked"]


def test_an_answer_holds_only_for_the_values_that_were_asked_about(client, manager):
    asked = create(client, **UNLIKELY[0][0])

    again = create(client, starts_local="2024-03-12T09:00", ends_local="2024-03-12T17:00", **sure(asked))

    assert again.status_code == 200
    assert len(again.context["asked"].open) == 1


def test_all_questions_are_in_one_box(client, manager):
    asked = create(client, starts_local="2025-03-08T23:00", ends_local="2025-03-08T23:05")

    assert len(asked.context["asked"].open) == 4
    assert asked.content.decode().count('id="unlikely"') == 1


def test_a_move_to_the_past_asks_and_then_notifies_nobody(client, manager, programme):
    event = make_event(programme=programme)
    register(event, make_person())
    Message.objects.all().delete()
    known = event.starts_at, event.ends_at
    typed = {"starts_local": "2025-03-11T09:00", "ends_local": "2025-03-11T17:00"}

    asked = move(client, event, **typed)
    assert "in the past" in asked.context["asked"].open[0].text
    assert move(client, event, **typed, **sure(asked)).status_code == 302
    event.refresh_from_db()
    assert event.is_past
    assert not Message.objects.exists()
    # Back at the time that people know, there is nothing to tell them. Another time is compared with that one.
    with time_machine.travel(now() + timedelta(hours=1)):
        assert notify_due() == 0
    services.reschedule(event, starts_at=known[0], ends_at=known[1], by=manager)
    assert not Message.objects.exists()


def test_publishing_asks_about_unlikely_sessions(client, manager, programme):
    event = berlin_draft(programme, ends_at=datetime(2027, 3, 10, 17, tzinfo=BERLIN), seats=10)
    start = datetime(2027, 3, 9, 23, tzinfo=BERLIN)
    for title in ("Talk", "Panel"):
        event.sessions.create(
            title=title,
            starts_at=start,
            ends_at=start + timedelta(minutes=5),
            seats=20,
            is_optional=True,
            room="Hall 1",
        )

    doubts = client.get(page("planning:publish", event)).context["doubts"]

    text = " ".join(question.text for question in doubts)
    assert "at night" in text
    assert "shorter than ten minutes" in text
    assert "larger than the room" in text
    assert "“Talk” and “Panel” are in the same room (Hall 1) at the same time" in text


def with_session(event, hour=10):
    start = event.starts_at.astimezone(event.zone).replace(hour=hour)
    return Session.objects.create(event=event, title="Talk", starts_at=start, ends_at=start + timedelta(hours=1))


def test_a_draft_that_moves_offers_to_move_its_sessions(client, manager, programme):
    event = berlin_draft(programme)
    session = with_session(event)
    typed = TYPED | {"starts_local": "2027-04-20T09:00", "ends_local": "2027-04-20T17:00"}

    refused = client.post(page("planning:edit", event), typed)
    assert "shift_sessions" in refused.content.decode()
    assert client.post(page("planning:edit", event), typed | {"shift_sessions": "1"}).status_code == 302

    session.refresh_from_db()
    assert session.starts_at == datetime(2027, 4, 20, 10, tzinfo=BERLIN)


def test_a_shorter_event_may_not_leave_sessions_outside(client, manager, programme):
    event = berlin_draft(programme)
    with_session(event, hour=16)
    response = move(client, event, starts_local="2027-03-09T09:00", ends_local="2027-03-09T12:00")

    assert "“Talk”" in response.context["form"].errors["__all__"][0]
    with pytest.raises(SessionsOutsideError):
        services.edit_event(event, by=manager, ends_at=event.starts_at + timedelta(hours=1))
    event.refresh_from_db()
    assert event.ends_at - event.starts_at == timedelta(hours=8)


def test_a_session_that_was_outside_before_does_not_block_other_changes(client, manager, programme):
    event = berlin_draft(programme)
    start = datetime(2027, 1, 12, 10, tzinfo=BERLIN)
    Session.objects.create(event=event, title="Old", starts_at=start, ends_at=start + timedelta(hours=1))
    typed = TYPED | {"title": "New", "ends_local": "2027-03-09T18:00"}

    assert client.post(page("planning:edit", event), typed).status_code == 302


def test_an_event_that_is_over_is_cancelled_and_edited_without_notices(programme):
    event = make_event(programme=programme)
    register(event, make_person())
    Message.objects.all().delete()
    Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))

    services.edit_event(event, by=None, title="Another title")
    services.cancel(event, by=None)

    assert not Message.objects.exists()


def test_the_clocks_of_the_venue_and_of_the_event_may_differ_after_a_question(client, manager):
    make_country("MM")
    Venue.objects.create(name="Hall", city="Mandalay", country_id="MM", timezone="Asia/Yangon")
    typed = {"timezone": "Europe/Berlin", "venue_name": "Hall", "venue_city": "Mandalay", "venue_country": "MM"}

    asked = create(client, **typed)

    (question,) = asked.context["asked"].open
    assert question.text.startswith("The clocks of the venue and of the event differ (venue / event): Yangon")
    assert "Berlin" in question.text
    assert not Event.objects.exists()
    assert create(client, **typed, **sure(asked)).status_code == 302
    assert Event.objects.get().timezone == "Europe/Berlin"


def form_of(programme, **typed):
    return EventForm(TYPED | typed, programme=programme)


def test_the_team_sets_the_last_moment_of_the_waiting_list(programme):
    form = form_of(programme, promotes_local="2027-03-01T12:00")
    late = form_of(programme, promotes_local="2027-03-09T09:01")
    empty = form_of(programme, promotes_local="")

    assert form.is_valid(), form.errors
    assert form.as_event().promotion_ends_at == datetime(2027, 3, 1, 12, tzinfo=BERLIN)
    assert late.errors["promotes_local"] == ["The waiting list cannot be used after the start of the event."]
    assert empty.is_valid()
    assert empty.as_event().promotion_ends_at is None


def test_the_last_moment_of_the_waiting_list_is_shown_as_it_was_typed(programme):
    event = berlin_draft(programme, promotion_ends_at=datetime(2027, 3, 1, 11, tzinfo=UTC))

    shown = str(EventForm(instance=event, programme=programme)["promotes_local"])

    assert 'value="2027-03-01T12:00"' in shown
