"""Changes for many registrations need as many database queries as changes for a few."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.models import Event, Registration, RegistrationChange, Session, SessionChoice, Step
from events.nominations.release import release
from events.registration.decisions import decide, preview_decision
from events.registration.groups import register_others
from events.registration.services import lapse_offers, promote, register
from notifications.models import Message
from notifications.outbox.services import Draft, queue
from tests.events.registration.counters import check_counters
from tests.factories import make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db
Status, Policy = Registration.Status, Event.Policy
for_few_and_many = pytest.mark.parametrize("item_count", [2, 12])


def registered(event, count):
    return [register(event, make_person()) for _ in range(count)]


def keys(registrations):
    return [registration.pk for registration in registrations]


def mails(kind):
    return Message.objects.filter(kind=kind).count()


@for_few_and_many
@pytest.mark.parametrize(
    ("step", "kind", "queries"),
    [
        # Event (again, to lock it), savepoint (two), people, programme; registrations, counters, changes; invites (two),
        # contributors, sessions for the mails, mails, requests for details, reminders; requirements.
        (Step.CONFIRM, "registration_confirmed", 18),
        # Positions on the waiting list and sessions; no counters, no requests for details.
        (Step.WAITLIST, "registration_waitlisted", 13),
        # Sessions; the waiting list; reminders to withdraw; requirements of those who wait.
        (Step.DECLINE, "registration_declined", 15),
        (Step.WITHDRAW, "registration_withdrawn", 15),
    ],
)
def test_a_decision_needs_a_fixed_number_of_queries(step, kind, queries, item_count, django_assert_num_queries):
    event = make_event(policy=Policy.APPROVAL, seats=20)
    chosen = keys(registered(event, item_count))

    with django_assert_num_queries(queries):
        assert decide(Event.objects.get(pk=event.pk), chosen, step, by=None) == item_count

    assert mails(kind) == item_count
    check_counters(event)


@for_few_and_many
def test_a_preview_of_a_decision_needs_a_fixed_number_of_queries(item_count, django_assert_num_queries):
    event = make_event(policy=Policy.APPROVAL, seats=20)
    chosen = keys(registered(event, item_count))

    with django_assert_num_queries(13):
        assert len(preview_decision(Event.objects.get(pk=event.pk), chosen, Step.CONFIRM, by=None)) == item_count

    assert mails("registration_confirmed") == 0
    assert not event.registrations.confirmed().exists()


@for_few_and_many
def test_adding_seats_to_full_delegations_needs_a_fixed_number_of_queries(item_count, django_assert_num_queries):
    event = make_event(policy=Policy.APPROVAL, seats=20)
    delegations = [make_delegation(event, constituency=name, seats=0) for name in ("workers", "employers")]
    registrations = registered(event, item_count)
    for number, registration in enumerate(registrations):
        Registration.objects.filter(pk=registration.pk).update(delegation=delegations[number % 2])
    # Confirmed, they would hold seats that the delegations do not have. Move them to the waiting list.
    event.registrations.update(status=Status.WAITLISTED, queued_at=now())

    with django_assert_num_queries(21):
        decide(
            Event.objects.get(pk=event.pk),
            keys(registrations),
            Step.CONFIRM,
            by=None,
            reason="The minister asks for it",
            over_seats=True,
        )

    assert [delegation.seats for delegation in event.delegations.order_by("pk")] == [item_count // 2] * 2
    check_counters(event)


@for_few_and_many
def test_promoting_from_the_waiting_list_needs_a_fixed_number_of_queries(item_count, django_assert_num_queries):
    event = make_event(seats=0)
    registered(event, item_count)
    Event.objects.filter(pk=event.pk).update(seats=item_count)

    with django_assert_num_queries(18):
        assert promote(Event.objects.get(pk=event.pk)) == item_count

    assert mails("registration_confirmed") == item_count
    check_counters(event)


@for_few_and_many
def test_lapsing_offers_needs_a_fixed_number_of_queries(item_count, django_assert_num_queries):
    event = make_event(seats=0, offer_hours=24)
    registered(event, 2 * item_count)
    Event.objects.filter(pk=event.pk).update(seats=item_count)
    promote(event)
    event.registrations.filter(offer_expires_at__isnull=False).update(offer_expires_at=now())

    with django_assert_num_queries(20):
        assert lapse_offers() == item_count

    assert mails("offer_lapsed") == item_count
    assert mails("place_offered") == 2 * item_count
    check_counters(event)


@for_few_and_many
def test_releasing_seats_needs_a_fixed_number_of_queries(item_count, django_assert_num_queries):
    event, by = make_event(seats=item_count), make_person()
    make_delegation(event, constituency="workers", seats=item_count, nomination_closes_at=now() - timedelta(days=1))
    registered(event, item_count)

    with django_assert_num_queries(27):  # the alternates of focal points are one of them
        release(Event.objects.get(pk=event.pk), by=by)

    assert event.registrations.confirmed().count() == item_count
    check_counters(event)


@for_few_and_many
def test_registering_others_needs_a_fixed_number_of_queries(item_count, django_assert_num_queries):
    event, by = make_event(policy=Policy.INVITATION, seats=30), make_person()
    event.invitation_codes.create(code="TEN", uses=item_count)
    people = [{"email": f"p{number}@example.org", "name": "P"} for number in range(item_count)]

    with django_assert_num_queries(26):
        assert register_others(Event.objects.get(pk=event.pk), people, by=by, code="ten") == item_count

    assert mails("place_held") == item_count
    assert event.invitation_codes.get().used == item_count
    check_counters(event)


def test_losing_a_seat_releases_sessions_and_withdraws_reminders():
    event = make_event(policy=Policy.APPROVAL, seats=20)
    shared, single = (
        Session.objects.create(event=event, title=title, is_optional=True, seats=9) for title in ("A", "B")
    )
    leaving, staying = registered(event, 2), registered(event, 1)
    for registration in leaving + staying:
        SessionChoice.objects.create(session=shared, registration=registration)
        queue(_reminder(registration))
    SessionChoice.objects.create(session=single, registration=leaving[0])
    Session.objects.filter(pk=shared.pk).update(seats_taken=3)
    Session.objects.filter(pk=single.pk).update(seats_taken=1)

    decide(event, keys(leaving), Step.WITHDRAW, by=None)

    assert [session.seats_taken for session in event.sessions.order_by("title")] == [1, 0]
    waiting = Message.objects.filter(kind="details_reminder", status=Message.Status.QUEUED)
    assert [message.recipient for message in waiting] == [staying[0].person]
    check_counters(event)


def _reminder(registration):
    topic = f"event:{registration.event_id}"
    person = registration.person
    return Draft(
        dedupe_key=f"{person.pk}", kind="details_reminder", topic=topic, subject="S", text="T", recipient=person
    )


def test_a_decision_keeps_the_order_of_registration_on_the_waiting_list():
    event = make_event(policy=Policy.APPROVAL)
    first, second, third = registered(event, 3)
    Registration.objects.filter(pk=third.pk).update(created_at=first.created_at - timedelta(hours=1))

    decide(event, keys([first, second, third]), Step.WAITLIST, by=None)

    assert list(event.registrations.waiting()) == [third, first, second]


def test_a_decision_for_several_people_records_one_change_for_each():
    event, by = make_event(policy=Policy.APPROVAL), make_person()
    first, second = registered(event, 2)

    decide(event, keys([first, second]), Step.CONFIRM, by=by, reason="All of them")

    changes = RegistrationChange.objects.filter(action=Step.CONFIRM).order_by("registration")
    assert [(change.registration, change.by, change.reason, change.to_status) for change in changes] == [
        (first, by, "All of them", "confirmed"),
        (second, by, "All of them", "confirmed"),
    ]
