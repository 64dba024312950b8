from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils.timezone import now

from events.imports import services
from events.imports.errors import AlreadyRegisteredError, CannotBeAddedError, CannotBeInvitedError
from events.imports.services import ImportResult, Newcomer, add, add_many, invite
from events.models import Event, Registration, Tag
from events.registration.errors import (
    BulkDecisionError,
    EventClosedError,
    EventFullError,
    InvalidModeError,
    ModeFullError,
    ReasonRequiredError,
)
from events.registration.services import register, withdraw
from notifications.models import Message
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db

Status = Registration.Status
AN = Newcomer("an@example.org", "An", position="Director", country="VN", constituency="workers")
BINH = Newcomer("binh@example.org", "Binh")
CHI = Newcomer("chi@example.org", "Chi")


@pytest.fixture
def event():
    return make_event(seats=2)


@pytest.fixture
def manager(event):
    return make_member(event.programme)


def standing(event):
    return dict(event.registrations.values_list("person__email", "status"))


@pytest.mark.parametrize(
    ("status", "mail"),
    [
        ("invited", "invited"),
        ("pending", "registration_received"),
        ("waitlisted", "registration_waitlisted"),
        ("confirmed", "registration_confirmed"),
    ],
)
def test_somebody_is_added_as_they_stand_and_told(event, manager, status, mail):
    registration = add(event, AN, Status(status), by=manager)

    change = registration.changes.get()
    assert (registration.status, change.by, change.from_status) == (status, manager, "")
    assert (registration.person.name, registration.person.position, registration.person.country) == (
        "An",
        "Director",
        "VN",
    )
    assert (Message.objects.get().kind, Message.objects.get().recipient) == (mail, registration.person)
    event.refresh_from_db()
    assert event.seats_taken == (status == "confirmed")


def test_the_invitation_leads_to_the_registration(settings):
    event = make_event(policy=Event.Policy.INVITATION, registration_closes_at=now() + timedelta(days=3))

    done = invite(event, [AN], by=make_member(event.programme))
    register(event, Registration.objects.get().person)

    mail = Message.objects.order_by("pk").first()
    assert done == ImportResult(1, 0)
    assert mail.subject == f"You are invited to {event.title} – please register"
    assert f"/events/{event.slug}/register/" in mail.text
    assert f"/events/{event.slug}/register/" in mail.html
    assert "Please register before" in mail.text
    assert standing(event) == {"an@example.org": "confirmed"}


def test_what_a_person_said_of_themselves_stays(event, manager):
    said = make_person(email="said@example.org", name="As they say", position="Minister")
    EmailAddress.objects.create(user=said, email="an@example.org", verified=True)
    begun = make_person(email="binh@example.org", name="", country="TH")

    add_many(event, [AN, BINH], Status.PENDING, by=manager)

    said.refresh_from_db()
    begun.refresh_from_db()
    assert (said.name, said.position, said.country) == ("As they say", "Minister", "")
    assert (begun.name, begun.country) == ("Binh", "TH")
    assert standing(event) == {"said@example.org": "pending", "binh@example.org": "pending"}


def test_one_person_under_two_addresses_is_one(event, manager):
    EmailAddress.objects.create(user=make_person(email="an@example.org"), email="other@example.org", verified=True)

    assert add_many(event, [AN, Newcomer("Other@example.org", "An")], Status.PENDING, by=manager) == ImportResult(1, 1)


@pytest.mark.parametrize("item_count", [1, 5])
def test_a_list_asks_the_same_of_the_database_for_one_and_many(event, manager, item_count, django_assert_num_queries):
    people = [Newcomer(f"p{number}@example.org", "P") for number in range(item_count)]

    # Savepoint (two); event; people by address (four), new ones, who is here; registrations, history, mails.
    with django_assert_num_queries(13):
        add_many(event, people, Status.PENDING, by=manager)


def test_nobody_is_added_twice(event, manager):
    add(event, AN, Status.PENDING, by=manager)

    with pytest.raises(AlreadyRegisteredError):
        add(event, AN, Status.CONFIRMED, by=manager)

    assert standing(event) == {"an@example.org": "pending"}


def test_whoever_withdrew_comes_back_by_hand_alone(event, manager):
    registration = add(event, AN, Status.CONFIRMED, by=manager)
    withdraw(registration, by=registration.person)

    assert add_many(event, [AN], Status.CONFIRMED, by=manager) == ImportResult(0, 1)
    assert standing(event) == {"an@example.org": "withdrawn"}
    add(event, AN, Status.CONFIRMED, by=manager)

    assert standing(event) == {"an@example.org": "confirmed"}


def test_the_same_list_may_come_again(event, manager):
    first = add_many(event, [AN, BINH], Status.PENDING, by=manager)
    mails = Message.objects.count()
    again = add_many(event, [AN, BINH], Status.CONFIRMED, by=manager)

    assert (first, again) == (ImportResult(2, 0), ImportResult(0, 2))
    assert (Message.objects.count(), set(standing(event).values())) == (mails, {"pending"})


def test_only_the_invited_are_taken_further(event, manager):
    invite(event, [AN, BINH], by=manager)

    assert invite(event, [AN], by=manager) == ImportResult(0, 1)
    assert add_many(event, [AN], Status.CONFIRMED, by=manager) == ImportResult(1, 0)
    assert standing(event) == {"an@example.org": "confirmed", "binh@example.org": "invited"}


def test_a_full_event_takes_all_of_a_list_or_none(event, manager):
    with pytest.raises(BulkDecisionError) as refused:
        add_many(event, [AN, BINH, CHI], Status.CONFIRMED, by=manager)

    assert {key: type(error) for key, error in refused.value.problems.items()} == {2: EventFullError}
    assert (standing(event), Message.objects.count()) == ({}, 0)
    event.refresh_from_db()
    assert event.seats_taken == 0
    assert (
        add_many(
            event, [AN, BINH, Newcomer("c@example.org", "C", status="waitlisted")], Status.CONFIRMED, by=manager
        ).added
        == 3
    )
    with pytest.raises(EventFullError):
        add(event, CHI, Status.CONFIRMED, by=manager)


def test_places_in_the_room_and_online_hold(manager):
    event = make_event(programme=manager.programmes.get(), mode="hybrid", room_seats=1, online_seats=5)

    add(event, AN, Status.CONFIRMED, by=manager)
    with pytest.raises(ModeFullError):
        add(event, BINH, Status.CONFIRMED, by=manager)
    add(event, Newcomer("b@example.org", "B", mode="online"), Status.CONFIRMED, by=manager)

    event.refresh_from_db()
    assert (event.seats_taken, event.online_taken) == (2, 1)
    with pytest.raises(InvalidModeError):
        add(make_event(mode="in_person"), Newcomer("b@example.org", "B", mode="online"), Status.PENDING, by=manager)


def test_who_is_added_to_an_online_event_takes_part_online(manager):
    assert add(make_event(mode="online"), AN, Status.PENDING, by=manager).mode == "online"


def test_past_the_window_a_reason_is_needed_and_kept(event, manager):
    Event.objects.update(registration_closes_at=now() - timedelta(hours=1))
    event.refresh_from_db()

    with pytest.raises(ReasonRequiredError):
        add(event, AN, Status.PENDING, by=manager)
    with pytest.raises(CannotBeInvitedError):
        invite(event, [AN], by=manager)
    registration = add(event, AN, Status.PENDING, by=manager, reason="The minister asked")

    assert registration.changes.get().reason == "The minister asked"


@pytest.mark.parametrize("policy", ["none", "nomination"])
def test_nobody_is_invited_through_a_closed_door(manager, policy):
    with pytest.raises(CannotBeInvitedError):
        invite(make_event(policy=policy), [AN], by=manager)

    assert add(make_event(policy=policy), AN, Status.CONFIRMED, by=manager).status == "confirmed"


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "cancelled"}, {"ends_at": now() - timedelta(days=1)}]
)
def test_nobody_is_added_to_what_is_not_ahead(manager, fields):
    fields.setdefault("starts_at", now() - timedelta(days=2))
    fields.setdefault("ends_at", now() + timedelta(days=2))

    with pytest.raises(EventClosedError):
        add(make_event(**fields), AN, Status.CONFIRMED, by=manager)


def test_who_is_shut_out_stays_out(event, manager):
    make_person(email="an@example.org", is_active=False)

    with pytest.raises(CannotBeAddedError):
        add(event, AN, Status.PENDING, by=manager)


def test_a_merged_registration_does_not_come_back(event, manager):
    kept = add(event, BINH, Status.PENDING, by=manager)
    Registration.objects.create(
        event=event, person=make_person(email="an@example.org"), status="withdrawn", merged_into=kept
    )

    with pytest.raises(AlreadyRegisteredError):
        add(event, AN, Status.PENDING, by=manager)


def test_tags_are_one_whatever_their_case(event, manager):
    Tag.objects.create(programme=event.programme, name="VIP")
    tagged = [
        Newcomer("a@example.org", "A", tags=("vip", "Speaker")),
        Newcomer("b@example.org", "B", tags=("speaker", "SPEAKER")),
    ]

    add_many(event, tagged, Status.PENDING, by=manager)
    add_many(make_event(programme=event.programme), tagged, Status.PENDING, by=manager)

    assert sorted(name.lower() for name in Tag.objects.values_list("name", flat=True)) == ["speaker", "vip"]
    assert [registration.tags.count() for registration in event.registrations.order_by("pk")] == [2, 1]


def test_a_remark_of_the_list_is_the_registrations(event, manager):
    add_many(event, [Newcomer("a@example.org", "A", remark="Arrives late")], Status.PENDING, by=manager)

    assert Registration.objects.get().remark == "Arrives late"


def test_people_of_another_event_are_copied_as_they_are(event, manager):
    other = make_event(programme=make_programme())
    people = [register(other, make_person()).person for _ in range(3)]
    register(event, people[0])

    done = services.copy(event, people, Status.PENDING, by=manager)

    assert done == ImportResult(2, 1)
    assert [standing(event)[person.email] for person in people] == ["confirmed", "pending", "pending"]
    assert people[1].name.startswith("Person")
