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


def statuses(event):
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
def test_add_registers_with_a_status_and_notifies_the_person(event, manager, status, mail):
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


def test_invite_sends_a_link_to_the_registration(settings):
    event = make_event(policy=Event.Policy.INVITATION, registration_closes_at=now() + timedelta(days=3))

    result = invite(event, [AN], by=make_member(event.programme))
    register(event, Registration.objects.get().person)

    mail = Message.objects.order_by("pk").first()
    assert result == ImportResult(1, 0)
    assert mail.subject == f"You are invited to {event.title} – please register"
    assert f"/events/{event.slug}/register/" in mail.text
    assert f"/events/{event.slug}/register/" in mail.html
    assert "Please register before" in mail.text
    assert statuses(event) == {"an@example.org": "confirmed"}


def test_add_many_keeps_data_that_people_entered_themselves(event, manager):
    complete = make_person(email="complete@example.org", name="Dr An", position="Minister")
    EmailAddress.objects.create(user=complete, email="an@example.org", verified=True)
    partial = make_person(email="binh@example.org", name="", country="TH")

    add_many(event, [AN, BINH], Status.PENDING, by=manager)

    complete.refresh_from_db()
    partial.refresh_from_db()
    assert (complete.name, complete.position, complete.country) == ("Dr An", "Minister", "")
    assert (partial.name, partial.country) == ("Binh", "TH")
    assert statuses(event) == {"complete@example.org": "pending", "binh@example.org": "pending"}


def test_add_many_recognises_one_person_with_two_addresses(event, manager):
    EmailAddress.objects.create(
        user=make_person(email="an@example.org", name="An"), email="other@example.org", verified=True
    )

    assert add_many(event, [AN, Newcomer("Other@example.org", "An")], Status.PENDING, by=manager) == ImportResult(1, 1)


@pytest.mark.parametrize("item_count", [1, 5])
def test_add_many_makes_a_fixed_number_of_queries(event, manager, item_count, django_assert_num_queries):
    people = [Newcomer(f"p{number}@example.org", "P") for number in range(item_count)]

    # Savepoint (two), event, people by address (four), new people, existing registrations, registrations, history, mails.
    with django_assert_num_queries(14):
        add_many(event, people, Status.PENDING, by=manager)


def test_add_refuses_a_person_who_is_already_registered(event, manager):
    add(event, AN, Status.PENDING, by=manager)

    with pytest.raises(AlreadyRegisteredError):
        add(event, AN, Status.CONFIRMED, by=manager)

    assert statuses(event) == {"an@example.org": "pending"}


def test_only_add_restores_a_withdrawn_registration(event, manager):
    registration = add(event, AN, Status.CONFIRMED, by=manager)
    withdraw(registration, by=registration.person)

    assert add_many(event, [AN], Status.CONFIRMED, by=manager) == ImportResult(0, 1)
    assert statuses(event) == {"an@example.org": "withdrawn"}
    add(event, AN, Status.CONFIRMED, by=manager)

    assert statuses(event) == {"an@example.org": "confirmed"}


def test_add_many_does_not_change_registrations_of_the_same_list(event, manager):
    first = add_many(event, [AN, BINH], Status.PENDING, by=manager)
    mails = Message.objects.count()
    again = add_many(event, [AN, BINH], Status.CONFIRMED, by=manager)

    assert (first, again) == (ImportResult(2, 0), ImportResult(0, 2))
    assert (Message.objects.count(), set(statuses(event).values())) == (mails, {"pending"})


def test_add_many_changes_only_the_status_of_invited_people(event, manager):
    invite(event, [AN, BINH], by=manager)

    assert invite(event, [AN], by=manager) == ImportResult(0, 1)
    assert add_many(event, [AN], Status.CONFIRMED, by=manager) == ImportResult(1, 0)
    assert statuses(event) == {"an@example.org": "confirmed", "binh@example.org": "invited"}


def test_add_many_adds_all_people_or_none_to_a_full_event(event, manager):
    with pytest.raises(BulkDecisionError) as refused:
        add_many(event, [AN, BINH, CHI], Status.CONFIRMED, by=manager)

    assert {key: type(error) for key, error in refused.value.problems.items()} == {2: EventFullError}
    assert (statuses(event), Message.objects.count()) == ({}, 0)
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


def test_add_counts_seats_in_the_room_and_online(manager):
    event = make_event(programme=manager.programmes.get(), mode="hybrid", room_seats=1, online_seats=5)

    add(event, AN, Status.CONFIRMED, by=manager)
    with pytest.raises(ModeFullError):
        add(event, BINH, Status.CONFIRMED, by=manager)
    add(event, Newcomer("b@example.org", "B", mode="online"), Status.CONFIRMED, by=manager)

    event.refresh_from_db()
    assert (event.seats_taken, event.online_taken) == (2, 1)
    with pytest.raises(InvalidModeError):
        add(make_event(mode="in_person"), Newcomer("b@example.org", "B", mode="online"), Status.PENDING, by=manager)


def test_add_uses_the_only_mode_of_an_event(manager):
    assert add(make_event(mode="online"), AN, Status.PENDING, by=manager).mode == "online"


def test_add_requires_and_saves_a_reason_after_registration_has_ended(event, manager):
    Event.objects.update(registration_closes_at=now() - timedelta(hours=1))
    event.refresh_from_db()

    with pytest.raises(ReasonRequiredError):
        add(event, AN, Status.PENDING, by=manager)
    with pytest.raises(CannotBeInvitedError):
        invite(event, [AN], by=manager)
    registration = add(event, AN, Status.PENDING, by=manager, reason="The minister asked")

    assert registration.changes.get().reason == "The minister asked"


@pytest.mark.parametrize("policy", ["none", "nomination"])
def test_invite_refuses_an_event_without_registration(manager, policy):
    with pytest.raises(CannotBeInvitedError):
        invite(make_event(policy=policy), [AN], by=manager)

    assert add(make_event(policy=policy), AN, Status.CONFIRMED, by=manager).status == "confirmed"


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "cancelled"}, {"ends_at": now() - timedelta(days=1)}]
)
def test_add_refuses_events_that_are_over_or_not_published(manager, fields):
    fields.setdefault("starts_at", now() - timedelta(days=2))
    fields.setdefault("ends_at", now() + timedelta(days=2))

    with pytest.raises(EventClosedError):
        add(make_event(**fields), AN, Status.CONFIRMED, by=manager)


def test_add_refuses_a_blocked_address(event, manager):
    make_person(email="an@example.org", is_active=False)

    with pytest.raises(CannotBeAddedError):
        add(event, AN, Status.PENDING, by=manager)


def test_add_refuses_a_merged_registration(event, manager):
    kept = add(event, BINH, Status.PENDING, by=manager)
    Registration.objects.create(
        event=event, person=make_person(email="an@example.org", name="An"), status="withdrawn", merged_into=kept
    )

    with pytest.raises(AlreadyRegisteredError):
        add(event, AN, Status.PENDING, by=manager)


def test_add_many_ignores_the_case_of_tags(event, manager):
    Tag.objects.create(programme=event.programme, name="VIP")
    tagged = [
        Newcomer("a@example.org", "A", tags=("vip", "Speaker")),
        Newcomer("b@example.org", "B", tags=("speaker", "SPEAKER")),
    ]

    add_many(event, tagged, Status.PENDING, by=manager)
    add_many(make_event(programme=event.programme), tagged, Status.PENDING, by=manager)

    assert sorted(name.lower() for name in Tag.objects.values_list("name", flat=True)) == ["speaker", "vip"]
    assert [registration.tags.count() for registration in event.registrations.order_by("pk")] == [2, 1]


def test_add_many_saves_the_remark_of_the_list(event, manager):
    add_many(event, [Newcomer("a@example.org", "A", remark="Arrives late")], Status.PENDING, by=manager)

    assert Registration.objects.get().remark == "Arrives late"


def test_copy_keeps_the_data_of_people(event, manager):
    other = make_event(programme=make_programme())
    people = [register(other, make_person()).person for _ in range(3)]
    register(event, people[0])

    result = services.copy(event, people, Status.PENDING, by=manager)

    assert result == ImportResult(2, 1)
    assert [statuses(event)[person.email] for person in people] == ["confirmed", "pending", "pending"]
    assert people[1].name.startswith("Person")
