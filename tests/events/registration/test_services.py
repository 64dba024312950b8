from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, Registration, Step
from events.registration.decisions import confirm, decide, decline, waitlist
from events.registration.errors import (
    BulkDecisionError,
    EventClosedError,
    EventFullError,
    InvalidTransitionError,
    PersonIsLeavingError,
    RegistrationClosedError,
)
from events.registration.services import promote, register, withdraw
from notifications.models import Message
from tests.factories import make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db
Status = Registration.Status


def taken(event):
    event.refresh_from_db()
    assert event.seats_taken == event.registrations.confirmed().count()
    return event.seats_taken


def statuses(*registrations):
    for registration in registrations:
        registration.refresh_from_db()
    return [registration.status for registration in registrations]


def test_register_confirms_while_seats_are_free_then_uses_the_waiting_list():
    event = make_event(seats=1)

    first, second = register(event, make_person()), register(event, make_person())

    assert statuses(first, second) == ["confirmed", "waitlisted"]
    assert taken(event) == 1


def test_register_confirms_everyone_without_a_seat_limit():
    event = make_event(seats=None)

    assert [register(event, make_person()).status for _ in range(3)] == ["confirmed"] * 3
    assert taken(event) == 3


def test_register_with_approval_awaits_a_decision():
    event = make_event(policy=Event.Policy.APPROVAL, seats=5)

    assert register(event, make_person()).status == Status.PENDING
    assert taken(event) == 0


def test_register_twice_changes_no_status_and_sends_no_second_mail():
    event, person = make_event(), make_person()

    first, second = register(event, person, needs="vegetarian"), register(event, person)

    assert second == first
    assert second.needs == "vegetarian"
    assert first.changes.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Event.Status.DRAFT},
        {"status": Event.Status.CANCELLED},
        {"status": Event.Status.POSTPONED},
        {"policy": Event.Policy.NONE},
        {"registration_opens_at": now() + timedelta(hours=1)},
        {"registration_closes_at": now() - timedelta(hours=1)},
        {"starts_at": now() - timedelta(days=2), "ends_at": now() - timedelta(days=1)},
    ],
)
def test_refuses_to_register_outside_the_registration_period(fields):
    event = make_event(**fields)

    with pytest.raises(RegistrationClosedError):
        register(event, make_person())

    assert not event.registrations.exists()
    assert not Message.objects.exists()


def test_withdrawing_promotes_the_first_person_on_the_waiting_list():
    event = make_event(seats=1)
    confirmed, waiting, later = (register(event, make_person()) for _ in range(3))

    withdraw(confirmed, by=confirmed.person)

    assert statuses(confirmed, waiting, later) == ["withdrawn", "confirmed", "waitlisted"]
    assert taken(event) == 1


def test_withdrawing_from_the_waiting_list_promotes_no_one():
    event = make_event(seats=1)
    confirmed, waiting, later = (register(event, make_person()) for _ in range(3))

    withdraw(waiting, by=waiting.person)

    assert statuses(confirmed, waiting, later) == ["confirmed", "withdrawn", "waitlisted"]
    assert taken(event) == 1


def test_refuses_to_withdraw_twice_and_counts_once():
    event = make_event(seats=2)
    registration = register(event, make_person())
    withdraw(registration, by=registration.person)

    with pytest.raises(InvalidTransitionError):
        withdraw(registration, by=registration.person)

    assert taken(event) == 0


def test_registering_again_joins_the_end_of_the_waiting_list():
    event = make_event(seats=1)
    first, second, third = (register(event, make_person()) for _ in range(3))
    withdraw(second, by=second.person)
    register(event, second.person)

    withdraw(first, by=first.person)

    assert statuses(second, third) == ["waitlisted", "confirmed"]
    assert Registration.objects.filter(event=event).count() == 3


def test_new_registrations_do_not_overtake_the_waiting_list():
    event = make_event(seats=1)
    _, waiting = register(event, make_person()), register(event, make_person())
    Event.objects.update(seats=2)

    newcomer = register(event, make_person())

    assert statuses(waiting, newcomer) == ["waitlisted", "waitlisted"]
    assert promote(event) == 1
    assert statuses(waiting, newcomer) == ["confirmed", "waitlisted"]


def test_refuses_to_confirm_more_people_than_seats():
    event = make_event(policy=Event.Policy.APPROVAL, seats=1)
    first, second = register(event, make_person()), register(event, make_person())
    confirm(first, by=None)

    with pytest.raises(EventFullError):
        confirm(second, by=None)

    assert statuses(first, second) == ["confirmed", "pending"]
    assert taken(event) == 1


def test_declining_a_confirmed_person_frees_the_seat():
    event = make_event(seats=1)
    first, second = register(event, make_person()), register(event, make_person())

    decline(first, by=None)

    assert statuses(first, second) == ["declined", "confirmed"]


def test_history_records_each_action_with_its_author():
    event, organizer = make_event(policy=Event.Policy.APPROVAL), make_person()
    registration = register(event, make_person())
    confirm(registration, by=organizer)

    assert list(registration.changes.values_list("action", "from_status", "to_status", "by")) == [
        ("register", "", "pending", registration.person_id),
        ("confirm", "pending", "confirmed", organizer.pk),
    ]


def test_the_database_refuses_more_taken_seats_than_seats():
    event = make_event(seats=1, seats_taken=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(seats_taken=2)


def test_register_needs_a_fixed_number_of_queries(django_assert_max_num_queries):
    event = make_event(seats=2)
    person = make_person()
    for _ in range(4):
        register(event, make_person())

    with django_assert_max_num_queries(12):
        register(event, person)


def test_withdrawing_several_people_promotes_none_of_them():
    event = make_event(seats=1)
    confirmed, waiting, later = (register(event, make_person()) for _ in range(3))

    assert decide(event, [confirmed.pk, waiting.pk], Step.WITHDRAW, by=None) == 2

    assert statuses(confirmed, waiting, later) == ["withdrawn", "withdrawn", "confirmed"]
    assert list(Message.objects.filter(recipient=waiting.person).order_by("pk").values_list("kind", flat=True)) == [
        "registration_waitlisted",
        "registration_withdrawn",
    ]


def test_a_decision_for_several_people_changes_all_or_none_and_gives_the_reason():
    event = make_event(policy=Event.Policy.APPROVAL, seats=1)
    first, second = register(event, make_person()), register(event, make_person())

    with pytest.raises(BulkDecisionError) as refused:
        decide(event, [first.pk, second.pk], Step.CONFIRM, by=None)

    assert list(refused.value.problems) == [second.pk]
    assert "All places are taken" in str(refused.value.problems[second.pk].advice)
    assert statuses(first, second) == ["pending", "pending"]
    assert taken(event) == 0


def test_decide_does_not_change_other_events():
    other = register(make_event(), make_person())

    assert decide(make_event(), [other.pk], Step.WITHDRAW, by=None) == 0
    assert statuses(other) == ["confirmed"]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Event.Status.CANCELLED},
        {"status": Event.Status.DRAFT},
        {"starts_at": now() - timedelta(days=3), "ends_at": now() - timedelta(days=2)},
    ],
)
@pytest.mark.parametrize("step", [confirm, waitlist, decline, withdraw])
def test_refuses_changes_of_a_past_cancelled_or_draft_event(fields, step):
    event = make_event(policy=Event.Policy.APPROVAL)
    registration = register(event, make_person())
    Event.objects.filter(pk=event.pk).update(**fields)
    message_count = Message.objects.count()

    with pytest.raises(EventClosedError):
        step(registration, by=None)

    assert statuses(registration) == ["pending"]
    assert Message.objects.count() == message_count


def test_a_declined_person_cannot_register_again_without_the_organisers():
    event = make_event()
    registration = register(event, make_person())
    decline(registration, by=None)

    assert register(event, registration.person).status == Status.DECLINED
    assert confirm(registration, by=None).status == Status.CONFIRMED


def test_an_invited_person_can_register():
    event, person = make_event(), make_person()
    Registration.objects.create(event=event, person=person, status=Status.INVITED)

    assert register(event, person).status == Status.CONFIRMED
    assert taken(event) == 1


def test_organisers_can_move_a_person_to_the_waiting_list():
    event = make_event(policy=Event.Policy.APPROVAL, seats=1)
    first, second = register(event, make_person()), register(event, make_person())
    confirm(first, by=None)

    waitlist(second, by=None)
    withdraw(first, by=None)

    assert statuses(first, second) == ["withdrawn", "confirmed"]


def test_a_full_delegation_does_not_block_the_waiting_list():
    event = make_event(seats=3)
    delegation = make_delegation(event=event, constituency="workers", seats=1)
    first, second, third = (register(event, make_person()) for _ in range(3))
    waiting = [register(event, make_person()) for _ in range(3)]
    for registration in waiting[:2]:
        registration.delegation = delegation
        registration.save()

    decide(event, [first.pk, second.pk], Step.WITHDRAW, by=None)

    assert statuses(*waiting) == ["confirmed", "waitlisted", "confirmed"]
    delegation.refresh_from_db()
    assert (delegation.seats_taken, taken(event)) == (1, 3)
    assert statuses(third) == ["confirmed"]


def test_refuses_to_delete_a_person_with_a_registration():
    registration = register(make_event(), make_person())

    with pytest.raises(ProtectedError):
        registration.person.delete()


def test_a_person_who_leaves_is_the_problem_of_a_decision_for_several_people():
    event = make_event(policy=Event.Policy.APPROVAL)
    leaving, other = register(event, make_person()), register(event, make_person())
    decline(leaving, by=None)
    User.objects.filter(pk=leaving.person_id).update(erase_at=now())

    with pytest.raises(BulkDecisionError) as refused:
        decide(event, [leaving.pk, other.pk], Step.CONFIRM, by=None)

    assert {key: type(error) for key, error in refused.value.problems.items()} == {leaving.pk: PersonIsLeavingError}
