"""Organisers move a person to another event of the programme."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event, Registration
from events.participants.event_moves import AlreadyThereError, move
from events.registration.decisions import decline
from events.registration.errors import EventClosedError, InvalidTransitionError
from events.registration.services import register, withdraw
from notifications.models import Message
from tests.events.registration.counters import check_counters
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def event(programme):
    return make_event(programme=programme, title="Seminar", seats=1)


@pytest.fixture
def target(programme, event):
    return make_event(programme=programme, title="Training", seats=1, starts_at=event.starts_at + timedelta(days=20))


@pytest.fixture
def manager(client, programme):
    manager = make_member(programme)
    client.force_login(manager)
    return manager


def page(registration):
    return reverse("participants:move", args=[registration.event.slug, registration.pk])


def reasons(registration):
    return [change.reason for change in registration.changes.order_by("pk")]


def test_a_confirmed_person_is_confirmed_there_and_the_queue_here_moves_up(client, manager, event, target):
    old = register(event, make_person(), needs="Vegetarian")
    waiting = register(event, make_person())
    Message.objects.all().delete()

    response = client.post(page(old), {"event": target.pk})

    new = target.registrations.get()
    assert response["Location"] == reverse("participants:detail", args=[target.slug, new.pk])
    for row in (old, waiting):
        row.refresh_from_db()
    assert (old.status, waiting.status, new.status, new.person) == ("withdrawn", "confirmed", "confirmed", old.person)
    assert new.needs == "Vegetarian"
    assert reasons(old)[-1] == "Moved to: Training"
    assert reasons(new) == ["Moved from: Seminar"]
    assert {change.by for change in (old.changes.latest("pk"), new.changes.latest("pk"))} == {manager}
    mails = Message.objects.filter(recipient=old.person).order_by("pk")
    # One mail tells of the move. The other is a message for the calendar: mails have one METHOD each.
    assert [(mail.kind, mail.ics_method) for mail in mails] == [
        ("calendar_removed", "CANCEL"),
        ("registration_moved", "REQUEST"),
    ]
    assert (f"UID:{event.uid}" in mails[0].ics, f"UID:{target.uid}" in mails[1].ics) == (True, True)
    assert "You are no longer registered for: Seminar" in mails[1].text
    assert "Your status now: Confirmed" in mails[1].text
    assert "Another email tells you about your new event: Training" in mails[0].text
    for one in Event.objects.all():
        check_counters(one)


def test_a_person_who_is_in_no_calendar_gets_one_mail(programme, manager, target):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    old = register(event, make_person())
    Message.objects.all().delete()

    new = move(old, target, by=manager)

    assert new.status == Registration.Status.PENDING
    assert [(mail.recipient, mail.kind, mail.ics_method) for mail in Message.objects.all()] == [
        (old.person, "registration_moved", "")
    ]


def test_a_confirmed_person_waits_where_no_seat_is_free(manager, event, target):
    register(target, make_person())

    new = move(register(event, make_person()), target, by=manager)

    assert new.status == Registration.Status.WAITLISTED
    check_counters(target)


def test_a_person_who_has_cancelled_there_comes_back(manager, event, target):
    person = make_person()
    earlier = register(target, person)
    withdraw(earlier, by=person)

    assert move(register(event, person), target, by=manager).pk == earlier.pk


def test_a_person_who_is_registered_there_is_not_moved(client, manager, event, target):
    person = make_person()
    old = register(event, person)
    register(target, person)

    with pytest.raises(AlreadyThereError):
        move(old, target, by=manager)
    text = client.post(page(old), {"event": target.pk}).content.decode()

    assert "has a registration for that event already" in text
    old.refresh_from_db()
    assert old.status == "confirmed"


def test_an_ended_registration_is_not_moved(manager, event, target):
    old = register(event, make_person())
    decline(old, by=manager)

    with pytest.raises(InvalidTransitionError):
        move(old, target, by=manager)


def test_only_events_ahead_of_the_programme_are_offered(client, manager, event, target):
    old = register(event, make_person())
    strange = make_event(programme=make_programme(slug="theirs"), title="Not ours")
    draft = make_event(programme=event.programme, title="Only a draft", status=Event.Status.DRAFT)

    text = client.get(page(old)).content.decode()
    refused = client.post(page(old), {"event": strange.pk})

    assert target.title in text
    for other in (strange, draft):
        assert other.title not in text
        with pytest.raises(EventClosedError):
            move(old, other, by=manager)
    assert "Choose an event." in refused.content.decode()


def test_both_events_are_locked_first_in_the_order_of_their_keys(manager, event, target):
    old = register(target, make_person())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        move(old, event, by=manager)

    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert f"IN ({target.pk}, {event.pk})" in statements[0]
    assert 'ORDER BY "events_event"."id" ASC' in statements[0]
