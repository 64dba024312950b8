from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, TeamMember
from events.registration.services import register
from notifications.models import Delivery, Message
from tests.events.participants.test_pages import fields_of
from tests.factories import make_event, make_member, make_pending_update, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Seminar on pensions",
    "kind": "regional_seminar",
    "mode": "in_person",
    "timezone": "Asia/Yangon",
    "precision": "time",
    "starts_local": "2027-03-09T09:00",
    "ends_local": "2027-03-10T17:00",
    "venue_name": "Hall",
    "venue_city": "Yangon",
    "policy": "open",
    "seats": "20",
}
SESSIONS = {"sessions-TOTAL_FORMS": "1", "sessions-INITIAL_FORMS": "0"}


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


def test_create_reads_times_on_the_clocks_of_the_place(client, manager):
    answer = client.post(reverse("planning:create", args=["ours"]), TYPED)

    event = Event.objects.get()
    assert answer["Location"] == page("planning:edit", event)
    assert event.status == Event.Status.DRAFT
    assert event.starts_at.isoformat() == "2027-03-09T02:30:00+00:00"
    assert str(event.venue) == "Hall, Yangon"


def test_the_window_opens_and_closes_on_the_clocks_of_the_place(client, manager):
    """Yangon is six and a half hours ahead of UTC, whatever clock the organiser's own computer has."""
    window = {"opens_local": "2027-02-01T08:00", "closes_local": "2027-02-28T23:59"}
    client.post(reverse("planning:create", args=["ours"]), TYPED | window)
    Event.objects.update(status=Event.Status.PUBLISHED, published_at=now())
    moments = {
        datetime(2027, 2, 1, 1, 29, 59, tzinfo=UTC): False,
        datetime(2027, 2, 1, 1, 30, tzinfo=UTC): True,
        datetime(2027, 2, 28, 17, 28, 59, tzinfo=UTC): True,
        datetime(2027, 2, 28, 17, 29, tzinfo=UTC): False,
    }

    found = {}
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            found[moment] = Event.objects.get().is_registration_open

    assert found == moments


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"ends_local": "2027-03-09T08:00"}, "ends_local"),
        ({"starts_local": ""}, "starts_local"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"seats": "-1"}, "seats"),
        ({"starts_local": "yesterday"}, "starts_local"),
        ({"opens_local": "2027-03-01T00:00", "closes_local": "2027-02-01T00:00"}, "closes_local"),
    ],
)
def test_create_says_what_is_wrong_beside_the_field(client, manager, change, field):
    answer = client.post(reverse("planning:create", args=["ours"]), TYPED | change)

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Event.objects.exists()


def test_edit_saves_the_event_and_its_sessions(client, manager, programme):
    event = make_event(programme=programme, status=Event.Status.DRAFT)
    typed = TYPED | SESSIONS | {
        "sessions-0-title": "Opening",
        "sessions-0-starts_local": "2027-03-09T09:00",
        "sessions-0-ends_local": "2027-03-09T10:00",
        "days_as": "busy",
    }  # fmt: skip

    answer = client.post(page("planning:edit", event), typed)

    assert answer.status_code == 302, answer.context["formset"].errors
    event.refresh_from_db()
    assert (event.title, event.days_as) == ("Seminar on pensions", "busy")
    assert event.sessions.get().starts_at == event.starts_at


def test_edit_refuses_fewer_places_than_taken(client, manager, programme):
    event = make_event(programme=programme, seats=2)
    register(event, make_person())
    register(event, make_person())

    answer = client.post(
        page("planning:edit", event), TYPED | SESSIONS | {"seats": "1", "sessions-TOTAL_FORMS": "0", "tell": "1"}
    )

    assert answer.status_code == 200
    assert "More places than that are taken" in answer.content.decode()
    event.refresh_from_db()
    assert event.seats == 2


def test_publish_move_and_cancel_show_who_will_be_told(client, manager, programme):
    event = make_event(programme=programme)
    person = make_person(name="Told Person")
    register(event, person)

    for name in ("planning:reschedule", "planning:cancel"):
        assert "Told Person" in client.get(page(name, event)).content.decode()
    client.post(
        page("planning:reschedule", event),
        {"starts_local": "2027-06-01T09:00", "ends_local": "2027-06-01T17:00", "timezone": "Asia/Tokyo"},
    )
    event.refresh_from_db()
    assert event.starts_at.isoformat() == "2027-06-01T00:00:00+00:00"
    client.post(page("planning:cancel", event), {"reason": "Flood"})

    kinds = list(Message.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["registration_confirmed", "event_moved", "event_cancelled"]


def test_bulk_decisions_are_all_or_nothing(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL, seats=1)
    registrations = [register(event, make_person()) for _ in range(2)]
    chosen = [registration.pk for registration in registrations]

    answer = client.post(page("participants:list", event), {"decision": "confirm", "registration": chosen})

    assert answer.status_code == 200
    assert "All places are taken" in answer.content.decode()
    assert set(event.registrations.values_list("status", flat=True)) == {"pending"}
    one = {"decision": "confirm", "registration": chosen[:1]}
    preview = client.post(page("participants:list", event), one)
    assert set(event.registrations.values_list("status", flat=True)) == {"pending"}
    client.post(page("participants:list", event), one | fields_of(preview))
    assert event.registrations.filter(status="confirmed").count() == 1


def test_bulk_decisions_leave_other_events_alone(client, manager, programme):
    event = make_event(programme=programme)
    other = register(make_event(programme=make_programme()), make_person())

    client.post(page("participants:list", event), {"decision": "withdraw", "registration": [other.pk, "x", "999999"]})

    other.refresh_from_db()
    assert other.status == "confirmed"


@pytest.mark.parametrize("item_count", [1, 3])
def test_workspace_query_count(client, manager, programme, item_count, django_assert_num_queries):
    for _ in range(item_count):
        make_event(programme=programme)
    client.get("/organise/")

    # Session, person; count, events, programmes; what needs attention: six; on a team?
    with django_assert_num_queries(12):
        response = client.get("/organise/")

    assert len(response.context["page_obj"]) == item_count


def test_delivery_log_shows_what_the_server_said(client, manager, programme):
    event = make_event(programme=programme)
    register(event, make_person(email="gone@example.org"))
    message = Message.objects.get()
    Delivery.objects.create(message=message, outcome="failed", smtp_code=550, server_said="no such mailbox")

    shown = client.get(page("mail_log:event", event)).content.decode()

    assert "gone@example.org" in shown
    assert "no such mailbox" in shown


def edit_form(client, event):
    """Return what a browser would send back for the edit page as it stands."""
    context = client.get(page("planning:edit", event)).context
    form = {name: context["form"][name].value() for name in context["form"].fields}
    typed = {name: "" if value is None else value for name, value in form.items()}
    for name in ("starts_local", "ends_local", "opens_local", "closes_local"):
        typed[name] = typed[name].strftime("%Y-%m-%dT%H:%M") if typed[name] else ""
    return typed | SESSIONS | {"sessions-TOTAL_FORMS": "0", "revision": context["revision"]}


def test_another_venue_is_shown_with_who_is_told_before_it_is_saved(client, manager, programme):
    event = make_event(programme=programme, venue=make_venue())
    register(event, make_person(name="Told Person"))
    typed = edit_form(client, event) | {"venue_name": "Other hall"}

    shown = client.post(page("planning:edit", event), typed)

    assert "Told Person" in shown.content.decode()
    assert "Other hall" in shown.content.decode()
    event.refresh_from_db()
    assert event.venue.name == "Conference Centre"
    assert not Message.objects.filter(kind="event_moved").exists()

    client.post(page("planning:edit", event), typed | {"tell": "1"})

    event.refresh_from_db()
    assert event.venue.name == "Other hall"
    assert Message.objects.filter(kind="event_moved").count() == 1


def test_a_coordinator_cannot_change_what_people_are_told_of(client, programme):
    client.force_login(make_member(programme, TeamMember.Role.COORDINATOR))
    event = make_event(programme=programme, venue=make_venue())
    before = event.title
    register(event, make_person())

    client.post(
        page("planning:edit", event),
        edit_form(client, event) | {"title": "New", "summary": "New", "venue_name": "Other", "tell": "1"},
    )

    event.refresh_from_db()
    assert (event.title, event.summary, event.venue.name) == (before, "New", "Conference Centre")
    assert not Message.objects.filter(kind="event_moved").exists()


def test_a_form_opened_before_another_was_saved_keeps_what_was_typed(client, manager, programme):
    event = make_event(programme=programme)
    first, second = edit_form(client, event), edit_form(client, event)
    client.post(page("planning:edit", event), first | {"title": "First"})

    refused = client.post(page("planning:edit", event), second | {"title": "Second"})

    assert "Somebody else has saved this event" in refused.content.decode()
    assert "Second" in refused.content.decode()
    event.refresh_from_db()
    assert event.title == "First"
    client.post(page("planning:edit", event), second | {"title": "Second", "revision": refused.context["revision"]})
    event.refresh_from_db()
    assert event.title == "Second"


def test_correcting_words_keeps_the_very_venue(client, manager, programme):
    make_venue()
    event = make_event(programme=programme, venue=make_venue())

    client.post(page("planning:edit", event), edit_form(client, event) | {"summary": "Corrected"})

    again = Event.objects.get(pk=event.pk)
    assert (again.summary, again.venue_id, again.sequence) == ("Corrected", event.venue_id, 0)


@pytest.mark.parametrize("precision", [Event.Precision.YEAR, Event.Precision.MONTH, Event.Precision.TBC])
def test_an_event_without_an_exact_date_can_be_edited(client, manager, programme, precision):
    event = make_event(programme=programme, precision=precision)

    answer = client.post(page("planning:edit", event), edit_form(client, event) | {"title": "Corrected"})

    assert answer.status_code == 302, answer.context["form"].errors
    again = Event.objects.get(pk=event.pk)
    assert (again.title, again.precision, again.starts_at) == ("Corrected", precision, event.starts_at)


def test_postponing_shows_who_will_be_told(client, manager, programme):
    event = make_event(programme=programme)
    register(event, make_person(name="Told Person"))

    assert "Told Person" in client.get(page("planning:postpone", event)).content.decode()
    client.post(page("planning:postpone", event), {"reason": "Flood"})

    event.refresh_from_db()
    assert event.status == "postponed"
    assert "Flood" in Message.objects.get(kind="event_postponed").text


def test_publishing_shows_the_reminders_that_will_go_out(client, manager, programme):
    event = make_event(programme=programme, status=Event.Status.DRAFT)

    shown = client.get(page("planning:publish", event))

    assert len(shown.context["reminders"]) == 2
    assert not event.planned_reminders.exists()
    client.post(page("planning:publish", event))
    assert event.planned_reminders.count() == 2


def test_moving_to_the_same_time_says_so(client, manager, programme):
    event = make_event(programme=programme)
    clock = {"starts_local": event.local_starts_at, "ends_local": event.local_ends_at}
    typed = {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in clock.items()}

    answer = client.post(page("planning:reschedule", event), typed | {"timezone": event.timezone}, follow=True)

    assert "nobody is told" in answer.content.decode()


def test_the_workspace_says_what_needs_the_organisers(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    register(event, make_person())
    make_event(programme=programme, status=Event.Status.DRAFT)
    over = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    register(over, make_person())
    Message.objects.update(status=Message.Status.FAILED)
    make_event(programme=make_programme(), status=Event.Status.DRAFT)
    # Nothing can be done about it any more.
    Event.objects.filter(pk=over.pk).update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))

    found = {item.label: item.count for item in client.get("/organise/").context["attention"]}

    assert found == {
        "registration to decide": 1,
        "people on waiting lists": 0,
        "mail that could not be delivered": 1,
        "replies to review": 0,
        "announcements that were not sent": 0,
        "draft to publish": 1,
    }


def test_a_number_too_long_for_a_key_is_nobodys(client, manager, programme):
    event = make_event(programme=programme)

    answer = client.post(page("participants:list", event), {"decision": "confirm", "registration": "9" * 30})

    assert answer.status_code == 200


def test_the_workspace_says_who_will_be_told_of_what_and_when(client, manager, programme):
    event = make_event(programme=programme, title="New title")
    person = register(event, make_person()).person
    make_pending_update(event, title="Old title", due_at=datetime(2031, 1, 6, 3, 42, tzinfo=UTC))

    shown = client.get(page("planning:overview", event)).content.decode()

    assert "1 person will be told at 10:42, Bangkok time (UTC+7), unless it changes again:" in shown
    assert "Title: New title (it was: Old title)" in shown
    client.post(page("planning:notify", event))
    assert Message.objects.filter(recipient=person, kind="event_moved").count() == 1
    assert "will be told" not in client.get(page("planning:overview", event)).content.decode()


def test_what_was_changed_back_is_shown_as_nothing_to_tell(client, manager, programme):
    event = make_event(programme=programme)
    make_pending_update(event, title=event.title)

    assert "will be told" not in client.get(page("planning:overview", event)).content.decode()
