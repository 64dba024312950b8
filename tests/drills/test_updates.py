"""Two workers notify people of the same changes and deliver the mails, on PostgreSQL.

Each person gets one mail about a move, and no CANCEL or older state arrives before the REQUEST that it follows."""

import multiprocessing
from collections import defaultdict
from datetime import timedelta

import icalendar
import pytest
from django.db import connection, connections
from django.utils.timezone import now

from events.contributors.services import remove
from events.models import Contributor, Event, PendingUpdate
from events.planning import services as agenda
from events.registration.services import register, withdraw
from events.updates import services
from notifications.models import Message
from notifications.outbox.tasks import deliver_due
from tests.events.contributors.scene import name
from tests.factories import make_event, make_member, make_person
from tests.smtp import smtp_server

WORKERS, EVENTS, REGISTERED, CONTRIBUTORS = 2, 6, 8, 4
REFUSED = 40  # mails that the server refuses at first: the mails after them must wait


def _notify(start, results: "multiprocessing.Queue") -> None:
    connections.close_all()
    start.wait(30)
    try:
        results.put(sum(services.notify_due() for _turn in range(5)))
    except Exception as error:  # the test reports any error
        results.put(repr(error))
    connections.close_all()


def _deliver(start, results: "multiprocessing.Queue") -> None:
    connections.close_all()
    start.wait(30)
    try:
        waiting = Message.objects.filter(status__in=[Message.Status.QUEUED, Message.Status.SENDING])
        while waiting.exists():
            deliver_due()
            Message.objects.filter(status=Message.Status.QUEUED).update(due_at=now())  # nobody waits for a minute here
        results.put("delivered")
    except Exception as error:
        results.put(repr(error))
    connections.close_all()


def at_once(work):
    """Run the work in several processes at the same time, and return their results."""
    context = multiprocessing.get_context("fork")
    start, results = context.Event(), context.Queue()
    connection.close()
    workers = [context.Process(target=work, args=(start, results)) for _number in range(WORKERS)]
    for worker in workers:
        worker.start()
    start.set()
    found = [results.get(timeout=120) for _worker in workers]
    for worker in workers:
        worker.join(60)
    return found


def filled_event():
    event = make_event()
    for _number in range(REGISTERED):
        register(event, make_person())
    for number in range(CONTRIBUTORS):
        name(event, make_person(), list(Contributor.Role)[number])
    name(event, event.registrations.first().person, Contributor.Role.MODERATOR)
    return event


def moved(event, days):
    fresh, shift = Event.objects.get(pk=event.pk), timedelta(days=days)
    agenda.reschedule(event, starts_at=fresh.starts_at + shift, ends_at=fresh.ends_at + shift, by=None)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_notify_each_person_once_and_keep_the_order_of_invites(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)
    events = [filled_event() for _number in range(EVENTS)]
    people = EVENTS * (REGISTERED + CONTRIBUTORS)
    for event in events:
        moved(event, 1)
    moment = now()
    PendingUpdate.objects.update(due_at=moment, began_at=moment)

    notified = at_once(_notify)

    assert sum(notified) == people, notified
    updated = Message.objects.filter(kind="event_moved")
    assert updated.count() == updated.values("recipient", "topic").distinct().count() == people
    assert set(updated.values_list("ics_method", flat=True)) == {"REQUEST"}

    manager = make_member(events[0].programme)
    for event in events:
        withdraw(event.registrations.last(), by=None)
        remove(Contributor.objects.filter(session__event=event).last(), by=manager)  # has a place, and keeps it
        remove(Contributor.objects.filter(session__event=event).last(), by=manager)
    for event in events[::2]:
        agenda.cancel(event, by=None)
    moment = now()
    PendingUpdate.objects.update(due_at=moment, began_at=moment)
    at_once(_notify)
    with smtp_server() as mailbox:
        mailbox.answers.extend(["451 4.3.0 later"] * REFUSED)
        assert at_once(_deliver) == ["delivered"] * WORKERS

    calendars = defaultdict(list)
    for mail in mailbox.mails:
        if part := next((part for part in mail.walk() if part.get_content_type() == "text/calendar"), None):
            found = icalendar.Calendar.from_ical(part.get_content())
            vevent = found.events[0]
            calendars[mail["To"], str(vevent["uid"])].append((vevent["sequence"], str(found["method"])))
    # The moderator with a seat has an entry for the event and one for the session (decision 0023).
    assert len(calendars) == people + EVENTS
    for who, received in calendars.items():
        assert received == sorted(set(received)), who  # in order, each once
        assert received[0][1] == "REQUEST", who
        assert "CANCEL" not in {method for _sequence, method in received[:-1]}, who
    cancelled = sum(received[-1][1] == "CANCEL" for received in calendars.values())
    # Of half of the events all entries. Of the others the person who withdrew and the two who contribute no more.
    assert cancelled == (REGISTERED + CONTRIBUTORS + 1) * EVENTS // 2 + 3 * EVENTS // 2
