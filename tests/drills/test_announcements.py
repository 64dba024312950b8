"""Two workers send the same announcements at the same time, on PostgreSQL: each person gets one mail."""

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from events.announcements import sending, services
from events.announcements.services import RecipientGroups
from events.models import Announcement
from events.registration.services import register
from notifications.models import Message
from notifications.wording.defaults import MailSource
from tests.factories import make_event, make_person

PROCESSES, PEOPLE, ANNOUNCEMENTS = 2, 60, 3


def _send(start, errors: "multiprocessing.Queue") -> None:
    connections.close_all()
    start.wait(30)
    try:
        while Announcement.objects.exclude(state="sent").exists():
            sending.send_due()
    except Exception as error:  # the test reports any error
        errors.put(repr(error))
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_announcement_once_to_each_person(monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 7)
    event = make_event()
    for _number in range(PEOPLE):
        register(event, make_person())
    Message.objects.all().delete()
    for number in range(ANNOUNCEMENTS):
        words = MailSource(f"News {number}", f"News {number}", "Come early.")
        found = services.write(event, RecipientGroups(), {"en": words}, is_optional=False, by=None)
        services.schedule(found, send_at=now() + timedelta(hours=1), by=None)
    Announcement.objects.update(send_at=now())
    context = multiprocessing.get_context("fork")
    start, errors = context.Event(), context.Queue()
    connection.close()

    workers = [context.Process(target=_send, args=(start, errors)) for _number in range(PROCESSES)]
    for worker in workers:
        worker.start()
    start.set()
    for worker in workers:
        worker.join(120)

    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    assert errors.empty()
    sent = list(Message.objects.order_by("pk").values_list("subject", "recipient"))
    assert len(sent) == len(set(sent)) == PEOPLE * ANNOUNCEMENTS
    assert set(Announcement.objects.values_list("state", "people")) == {("sent", PEOPLE)}
