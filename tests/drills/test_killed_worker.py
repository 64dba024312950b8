"""A worker is killed during a batch, and another one continues. No mail is lost; only a mail in flight comes twice."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from notifications.models import Delivery, Message
from notifications.outbox import delivery
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft
from notifications.outbox.tasks import deliver_due
from tests.smtp import smtp_server

MESSAGES = 500


def _work() -> None:
    connections.close_all()
    deliver_due()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_killed_worker_loses_no_message():
    drafts = (
        Draft(
            dedupe_key=f"drill:{number}", kind="drill", subject="Drill", text="Drill", to_email=f"r{number}@example.org"
        )
        for number in range(MESSAGES)
    )
    outbox.queue(*drafts)
    connection.close()
    with smtp_server() as mailbox:
        worker = multiprocessing.get_context("fork").Process(target=_work)
        worker.start()
        deadline = time.monotonic() + 60
        while len(mailbox.mails) < MESSAGES // 3 and time.monotonic() < deadline:
            time.sleep(0.002)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        at_kill = len(mailbox.mails)
        assert worker.exitcode == -signal.SIGKILL
        assert 0 < at_kill < MESSAGES
        assert Message.objects.filter(status=Message.Status.SENDING).exists()

        # Let the lease end: until then, no other worker takes the messages.
        Message.objects.filter(status=Message.Status.SENDING).update(
            claimed_at=now() - delivery.LEASE - timedelta(seconds=1)
        )
        deliver_due()
        # The mail that was being sent waits for its retry: it may have killed the worker.
        doubtful = Message.objects.get(status=Message.Status.QUEUED)
        assert doubtful.deliveries.get().outcome == Delivery.Outcome.RETRY
        Message.objects.filter(pk=doubtful.pk).update(due_at=now())
        deliver_due()

    received = Counter(mailbox.recipients)
    assert len(received) == MESSAGES
    assert set(Message.objects.values_list("status", flat=True)) == {Message.Status.SENT}
    twice = {email for email, count in received.items() if count > 1}
    assert max(received.values()) <= 2
    assert twice <= {doubtful.to_email}
    ids = {email: {mail["Message-ID"] for mail in mailbox.mails if email in mail["To"]} for email in twice}
    assert all(len(found) == 1 for found in ids.values())
