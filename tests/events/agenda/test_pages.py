import pytest
from django.urls import reverse

from events.models import Event
from events.registration.services import register
from notifications.models import Delivery, Message
from tests.factories import make_event, make_member, make_person, make_programme

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
    return reverse(f"organise:{name}", args=[event.slug])


def test_create_reads_times_on_the_clocks_of_the_place(client, manager):
    answer = client.post(reverse("organise:event_create", args=["ours"]), TYPED)

    event = Event.objects.get()
    assert answer["Location"] == page("event_edit", event)
    assert event.status == Event.Status.DRAFT
    assert event.starts_at.isoformat() == "2027-03-09T02:30:00+00:00"
    assert str(event.venue) == "Hall, Yangon"


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
    answer = client.post(reverse("organise:event_create", args=["ours"]), TYPED | change)

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Event.objects.exists()


def test_edit_saves_the_event_and_its_sessions(client, manager, programme):
    event = make_event(programme=programme, status=Event.Status.DRAFT)
    typed = TYPED | SESSIONS | {
        "sessions-0-title": "Opening",
        "sessions-0-starts_local": "2027-03-09T09:00",
        "sessions-0-ends_local": "2027-03-09T10:00",
    }  # fmt: skip

    answer = client.post(page("event_edit", event), typed)

    assert answer.status_code == 302, answer.context["formset"].errors
    event.refresh_from_db()
    assert event.title == "Seminar on pensions"
    assert event.sessions.get().starts_at == event.starts_at


def test_edit_refuses_fewer_places_than_taken(client, manager, programme):
    event = make_event(programme=programme, seats=2)
    register(event, make_person())
    register(event, make_person())

    answer = client.post(
        page("event_edit", event), TYPED | SESSIONS | {"seats": "1", "sessions-TOTAL_FORMS": "0", "tell": "1"}
    )

    assert answer.status_code == 200
    assert "More people than that" in answer.content.decode()
    event.refresh_from_db()
    assert event.seats == 2


def test_publish_move_and_cancel_show_who_will_be_told(client, manager, programme):
    event = make_event(programme=programme)
    person = make_person(name="Told Person")
    register(event, person)

    for name in ("move", "cancel"):
        assert "Told Person" in client.get(page(name, event)).content.decode()
    client.post(
        page("move", event),
        {"starts_local": "2027-06-01T09:00", "ends_local": "2027-06-01T17:00", "timezone": "Asia/Tokyo"},
    )
    event.refresh_from_db()
    assert event.starts_at.isoformat() == "2027-06-01T00:00:00+00:00"
    client.post(page("cancel", event), {"reason": "Flood"})

    kinds = list(Message.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["registration_confirmed", "event_moved", "event_cancelled"]


def test_bulk_decisions_are_all_or_nothing(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL, seats=1)
    registrations = [register(event, make_person()) for _ in range(2)]
    chosen = [registration.pk for registration in registrations]

    answer = client.post(page("registrations", event), {"decision": "confirm", "registration": chosen})

    assert answer.status_code == 200
    assert "All places are taken" in answer.content.decode()
    assert set(event.registrations.values_list("status", flat=True)) == {"pending"}
    client.post(page("registrations", event), {"decision": "confirm", "registration": chosen[:1]})
    assert event.registrations.filter(status="confirmed").count() == 1


def test_bulk_decisions_leave_other_events_alone(client, manager, programme):
    event = make_event(programme=programme)
    other = register(make_event(programme=make_programme()), make_person())

    client.post(page("registrations", event), {"decision": "withdraw", "registration": [other.pk, "x", "999999"]})

    other.refresh_from_db()
    assert other.status == "confirmed"


@pytest.mark.parametrize("item_count", [1, 3])
def test_registrations_table_query_count(client, manager, programme, item_count, django_assert_num_queries):
    event = make_event(programme=programme)
    for _ in range(item_count):
        register(event, make_person())
    client.get(page("registrations", event))

    # Session, person, event, role; registrations, counts; on a team?
    with django_assert_num_queries(7):
        client.get(page("registrations", event))


@pytest.mark.parametrize("item_count", [1, 3])
def test_workspace_query_count(client, manager, programme, item_count, django_assert_num_queries):
    for _ in range(item_count):
        make_event(programme=programme)
    client.get("/organise/")

    # Session, person; count, events, programmes; what needs attention: four; on a team?
    with django_assert_num_queries(10):
        response = client.get("/organise/")

    assert len(response.context["page_obj"]) == item_count


def test_delivery_log_shows_what_the_server_said(client, manager, programme):
    event = make_event(programme=programme)
    register(event, make_person(email="gone@example.org"))
    message = Message.objects.get()
    Delivery.objects.create(message=message, outcome="failed", smtp_code=550, server_said="no such mailbox")

    shown = client.get(page("deliveries", event)).content.decode()

    assert "gone@example.org" in shown
    assert "no such mailbox" in shown
