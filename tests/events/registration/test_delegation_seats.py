import pytest

from events.models import Delegation, Event, Registration
from events.registration.delegation_seats import place
from events.registration.errors import DelegationFullError, EventClosedError
from events.registration.services import register
from notifications.models import Message
from tests.events.registration.counters import check_counters
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(seats=3, policy=Event.Policy.APPROVAL)


@pytest.fixture
def delegation(event):
    return make_delegation(event, country=make_country("TH"))


def mails(person):
    return list(Message.objects.filter(to_email=person.email).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("status", ["pending", "waitlisted", "invited", "declined", "withdrawn"])
def test_place_confirms_a_person_in_a_seat_of_the_delegation(event, delegation, status):
    registration = register(event, make_person(country="TH"))
    queued_at = registration.created_at if status == "waitlisted" else None
    Registration.objects.filter(pk=registration.pk).update(status=status, queued_at=queued_at)
    team = make_person()

    place(registration, delegation, by=team)

    registration.refresh_from_db()
    assert (registration.status, registration.delegation) == ("confirmed", delegation)
    change = registration.changes.last()
    assert (change.action, change.from_status, change.by) == ("place", status, team)
    assert mails(registration.person)[-1] == "registration_confirmed"
    check_counters(event)


def test_place_frees_the_seat_that_the_person_had(event, delegation):
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.OPEN)
    event.refresh_from_db()
    first, second, waiting = (register(event, make_person()) for _ in range(3))
    assert [first.status, second.status, waiting.status] == ["confirmed", "confirmed", "waitlisted"]
    before = mails(first.person)

    place(first, delegation, by=None)

    waiting.refresh_from_db()
    assert waiting.status == "confirmed"
    assert mails(first.person) == before
    check_counters(event)


def test_place_moves_a_person_between_delegations(event, delegation):
    other = make_delegation(event, country=make_country("VN"))
    registration = place(register(event, make_person()), delegation, by=None)

    place(registration, other, by=None)

    assert list(Delegation.objects.order_by("pk").values_list("seats_taken", flat=True)) == [0, 1]
    check_counters(event)


def test_place_refuses_a_delegation_without_a_free_seat_and_changes_nothing(event, delegation):
    place(register(event, make_person()), delegation, by=None)
    registration = register(event, make_person())

    with pytest.raises(DelegationFullError):
        place(registration, delegation, by=None)

    registration.refresh_from_db()
    assert (registration.status, registration.delegation) == ("pending", None)
    check_counters(event)


def test_place_refuses_an_event_that_does_not_take_place(event, delegation):
    registration = register(event, make_person())
    Event.objects.filter(pk=event.pk).update(status="cancelled")

    with pytest.raises(EventClosedError):
        place(registration, delegation, by=None)


def test_organisers_put_a_person_into_a_seat_and_the_focal_point_sees_it(client):
    programme = make_programme()
    event = make_event(programme=programme, seats=3, policy=Event.Policy.APPROVAL)
    delegation = make_delegation(event, country=make_country("TH"))
    registration = register(event, make_person(name="Somchai Jaidee"))
    client.force_login(make_member(programme, "coordinator"))
    page = f"/organise/events/{event.slug}/registrations/{registration.pk}/"

    assert "Put the person into a seat of a delegation" in client.get(page).content.decode()
    shown = client.post(f"{page}place/", {"delegation": delegation.pk}, follow=True).content.decode()

    assert "Somchai Jaidee has a seat of the delegation: Thailand." in shown
    assert "put into a seat of a delegation" in shown
    assert client.post(f"{page}place/", {"delegation": "0"}).status_code == 404
