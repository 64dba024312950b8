"""Undo of decisions: everything is restored, or nothing is changed and a sentence says why."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from accounts.models import User
from events.models import (
    Delegation,
    Event,
    Invite,
    PendingDecision,
    Registration,
    Reminder,
    ReminderRule,
    Session,
    SessionChoice,
    Step,
)
from events.nominations import services as nominations
from events.planning.services import cancel
from events.registration.decisions import decide
from events.registration.errors import (
    DecisionSentError,
    EventClosedError,
    InvalidTransitionError,
    PersonIsLeavingError,
    SeatGoneError,
)
from events.registration.services import register, withdraw
from events.registration.undoing import undo_decision
from events.reminders.planning import plan
from events.reminders.services import remind_due
from events.sessions.services import choose
from notifications.models import Message
from notifications.outbox.delivery import claim
from tests.events.registration.counters import check_counters
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db
PENDING = Event.Policy.APPROVAL


@pytest.fixture(autouse=True)
def _mails_wait(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)


def state(event):
    """Return all that a decision can change, without what may only grow: SEQUENCE, history and times of change."""
    columns = ("pk", "status", "mode", "delegation", "reserve_rank", "queued_at", "offer_expires_at", "awaits_answer")
    counters = ("seats_taken", "online_taken", "seats_kept", "room_kept", "online_kept")
    return {
        "registrations": list(event.registrations.order_by("pk").values_list(*columns)),
        "event": list(Event.objects.filter(pk=event.pk).values_list(*counters)),
        "delegations": list(
            Delegation.objects.filter(event=event)
            .order_by("pk")
            .values_list("pk", "seats", "seats_taken", "seats_named")
        ),
        "sessions": list(Session.objects.filter(event=event).order_by("pk").values_list("pk", "seats_taken")),
        "choices": list(
            SessionChoice.objects.filter(session__event=event)
            .order_by("session", "registration")
            .values_list("session", "registration", "at")
        ),
        "invites": list(
            Invite.objects.filter(event=event)
            .order_by("pk")
            .values_list("pk", "method", "sequence", "sent_at", "partstat")
        ),
        "reminders": list(Reminder.objects.filter(event=event).order_by("pk").values_list("pk", "state", "skip")),
        "queued": list(Message.objects.filter(status="queued").order_by("pk").values_list("pk", "due_at")),
        "queue": list(event.registrations.waiting().values_list("pk", flat=True)),
    }


def decided(event, step, *registrations, **more):
    """Decide, and return the pending decision."""
    by = (
        more.pop("by", None)
        or User.objects.filter(email="team@example.org").first()
        or make_person(email="team@example.org")
    )
    decide(event, [one.pk for one in registrations], step, by=by, can_be_undone=True, **more)
    return PendingDecision.objects.latest("pk")


def statuses(*registrations):
    return [Registration.objects.get(pk=one.pk).status for one in registrations]


def test_undoing_a_confirmation_restores_the_applicant_and_sends_nothing():
    event = make_event(policy=PENDING, seats=2)
    applicant = register(event, make_person())
    before = state(event)

    decision = decided(event, Step.CONFIRM, applicant)
    waiting = Message.objects.filter(recipient=applicant.person, kind="registration_confirmed").get()
    due = list(Message.objects.due().filter(pk=waiting.pk))
    undo_decision(event, decision.pk, by=decision.by)

    assert due == []
    assert waiting.due_at == decision.due_at
    assert state(event) == before
    waiting.refresh_from_db()
    assert waiting.status == "dropped"
    assert [(one.action, one.by) for one in applicant.changes.order_by("pk")][-1] == ("undone", decision.by)
    assert not PendingDecision.objects.exists()
    check_counters(event)


@pytest.mark.parametrize("step", [Step.DECLINE, Step.WITHDRAW])
def test_undoing_a_decline_takes_the_seat_back_from_the_person_who_got_it(step):
    event = make_event(seats=2)
    confirmed, other = register(event, make_person()), register(event, make_person())
    waiting = [register(event, make_person()) for _ in range(3)]
    session = Session.objects.create(event=event, title="Group", is_optional=True, seats=1)
    choose(confirmed, [session.pk], by=confirmed.person)
    before = state(event)

    decision = decided(event, step, confirmed, other)
    during = statuses(*waiting)
    undo_decision(event, decision.pk, by=None)

    assert during == ["confirmed", "confirmed", "waitlisted"]
    assert state(event) == before
    check_counters(event)


def test_undoing_puts_people_back_at_their_place_in_the_queue():
    event = make_event(seats=1)
    register(event, make_person())
    waiting = [register(event, make_person()) for _ in range(3)]
    before = state(event)["queue"]

    decision = decided(event, Step.DECLINE, waiting[0])
    undo_decision(event, decision.pk, by=None)

    assert state(event)["queue"] == before == [one.pk for one in waiting]


def test_undoing_removes_an_extra_seat_of_a_delegation():
    event = make_event(policy=Event.Policy.NOMINATION, seats=5)
    delegation = make_delegation(
        event=event, country=make_country("TH"), constituency="workers", seats=1, reserve_seats=2
    )
    nominees = [nominations.Nominee(f"Person {number}", f"p{number}@example.org") for number in range(2)]
    nominations.nominate(delegation, nominees, by=make_person())
    first, reserve = event.registrations.order_by("pk")
    for one in (first, reserve):
        nominations.accept(one)
    decided(event, Step.CONFIRM, first)
    before = state(event)

    decision = decided(event, Step.CONFIRM, reserve, over_seats=True, reason="Agreed")
    during = Delegation.objects.get().seats
    undo_decision(event, decision.pk, by=None)

    assert during == 2
    assert state(event) == before
    check_counters(event)


def test_undoing_queues_the_reminders_again():
    event = make_event(seats=1)
    ReminderRule.objects.create(programme=event.programme, event=event, audience="confirmed", amount=1, hour=8)
    plan(event)
    with time_machine.travel(event.starts_at - timedelta(days=20), tick=False):
        confirmed = register(event, make_person())
    with time_machine.travel(event.starts_at - timedelta(hours=20), tick=False):
        assert remind_due()
        before = state(event)

        decision = decided(event, Step.DECLINE, confirmed)
        during = state(event)["reminders"]
        undo_decision(event, decision.pk, by=None)

    assert [one[1:] for one in during] == [("skipped", "gone")]
    assert state(event) == before


def test_two_decisions_on_one_person_are_undone_one_after_the_other():
    event = make_event(policy=PENDING, seats=2)
    applicant = register(event, make_person())
    before = state(event)
    first = decided(event, Step.CONFIRM, applicant)
    second = decided(event, Step.DECLINE, applicant)

    with pytest.raises(InvalidTransitionError):
        undo_decision(event, first.pk, by=None)
    undo_decision(event, second.pk, by=None)
    undo_decision(event, first.pk, by=None)

    assert state(event) == before


def test_the_sequence_of_a_feed_never_goes_back():
    event = make_event(policy=PENDING, seats=2)
    applicant = register(event, make_person())
    decision = decided(event, Step.CONFIRM, applicant)
    during = Registration.objects.get(pk=applicant.pk).sequence_shift

    undo_decision(event, decision.pk, by=None)

    assert Registration.objects.get(pk=applicant.pk).sequence_shift > during


def test_a_decision_whose_mail_is_sent_stays():
    event = make_event(policy=PENDING, seats=2)
    applicant = register(event, make_person())
    Message.objects.all().delete()
    decision = decided(event, Step.CONFIRM, applicant)
    Message.objects.update(due_at=now())
    claim(limit=5)

    with pytest.raises(DecisionSentError):
        undo_decision(event, decision.pk, by=None)

    assert statuses(applicant) == ["confirmed"]
    assert PendingDecision.objects.exists()


def test_a_decision_stays_when_its_time_has_passed():
    event = make_event(policy=PENDING)
    decision = decided(event, Step.CONFIRM, register(event, make_person()))
    PendingDecision.objects.update(at=now() - timedelta(minutes=11), due_at=now() - timedelta(minutes=1))

    with pytest.raises(DecisionSentError):
        undo_decision(event, decision.pk, by=None)


def test_a_seat_that_somebody_else_took_is_not_given_twice():
    event = make_event(seats=1)
    confirmed = register(event, make_person())
    decision = decided(event, Step.DECLINE, confirmed)
    other = register(event, make_person())

    with pytest.raises(SeatGoneError):
        undo_decision(event, decision.pk, by=None)

    assert statuses(confirmed, other) == ["declined", "confirmed"]
    check_counters(event)


def test_a_seat_in_a_session_that_somebody_else_took_is_not_given_twice():
    event = make_event(seats=5)
    confirmed, other = register(event, make_person()), register(event, make_person())
    session = Session.objects.create(event=event, title="Group", is_optional=True, seats=1)
    choose(confirmed, [session.pk], by=confirmed.person)
    decision = decided(event, Step.DECLINE, confirmed)
    choose(Registration.objects.select_related("event").get(pk=other.pk), [session.pk], by=other.person)

    with pytest.raises(SeatGoneError):
        undo_decision(event, decision.pk, by=None)

    assert statuses(confirmed) == ["declined"]
    check_counters(event)


def test_a_person_who_has_acted_meanwhile_is_not_moved_back():
    event = make_event(policy=PENDING, seats=2)
    applicant = register(event, make_person())
    decision = decided(event, Step.CONFIRM, applicant)
    withdraw(applicant, by=applicant.person)

    with pytest.raises(InvalidTransitionError):
        undo_decision(event, decision.pk, by=None)

    assert statuses(applicant) == ["withdrawn"]


def test_a_person_whose_data_is_being_erased_does_not_come_back():
    event = make_event(seats=2)
    confirmed = register(event, make_person())
    decision = decided(event, Step.DECLINE, confirmed)
    User.objects.filter(pk=confirmed.person_id).update(erase_at=now())

    with pytest.raises(PersonIsLeavingError):
        undo_decision(event, decision.pk, by=None)


def test_nothing_is_undone_in_a_cancelled_event():
    event = make_event(seats=2)
    decision = decided(event, Step.DECLINE, register(event, make_person()))
    cancel(event, by=None)

    with pytest.raises(EventClosedError):
        undo_decision(event, decision.pk, by=None)


def test_people_who_joined_the_waiting_list_meanwhile_get_the_seat():
    event = make_event(seats=1, policy=PENDING)
    applicant = register(event, make_person())
    decision = decided(event, Step.CONFIRM, applicant)
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.OPEN)
    late = register(event, make_person())

    undo_decision(event, decision.pk, by=None)

    assert statuses(applicant, late) == ["pending", "confirmed"]
    check_counters(event)


def test_near_the_event_mails_go_at_once():
    event = make_event(policy=PENDING, starts_at=now() + timedelta(hours=2))
    applicant = register(event, make_person())

    decide(event, [applicant.pk], Step.CONFIRM, by=None, can_be_undone=True)

    assert not PendingDecision.objects.exists()
    assert Message.objects.due().filter(kind="registration_confirmed").exists()


def test_a_later_mail_waits_for_the_mail_of_the_decision():
    event = make_event(seats=2)
    confirmed = register(event, make_person())
    Message.objects.all().delete()
    decided(event, Step.DECLINE, confirmed)
    cancelling = Message.objects.get()
    later = Message.objects.create(
        dedupe_key="x",
        message_id="<x>",
        topic=cancelling.topic,
        recipient=confirmed.person,
        to_email=cancelling.to_email,
    )

    assert not Message.objects.due().in_turn().filter(pk=later.pk).exists()
