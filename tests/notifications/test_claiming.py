"""Several worker processes at the same time: no message is claimed twice, and none overtakes another."""

import json
import multiprocessing
import os
import subprocess
import sys
import threading

import pytest
from django.db import connection, connections, transaction

from notifications.outbox import delivery
from notifications.outbox import services as outbox
from tests.notifications.test_outbox import make_draft

MESSAGES, WORKERS = 200, 4

# A database in a file, because processes cannot share the test database in memory.
SETUP = """
import json, os, sys, django
django.setup()
from django.core.management import call_command
from notifications.outbox import delivery, services as outbox
"""
FILL = f"""{SETUP}
call_command("migrate", "notifications", verbosity=0)
outbox.queue(*(
    outbox.Draft(dedupe_key=str(n), kind="k", subject="s", text="t", to_email=f"r{{n}}@example.org", topic="event:1")
    for n in range({MESSAGES})
))
"""
CLAIM = f"""{SETUP}
print("ready", flush=True)
sys.stdin.readline()
found = []
while batch := delivery.claim(limit=7):
    found += [message.pk for message in batch]
print(json.dumps(found))
"""


def test_two_workers_never_claim_the_same_row_of_an_sqlite_file(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'outbox.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()

    found = [pk for worker in workers for pk in json.loads(worker.communicate(timeout=60)[0])]

    assert [worker.returncode for worker in workers] == [0] * WORKERS
    assert len(found) == len(set(found)) == MESSAGES


def _claim_all(begin, results):
    connections.close_all()
    begin.wait()
    found = []
    while batch := delivery.claim(limit=7):
        found += [message.pk for message in batch]
    results.put(found)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_claim_the_same_row():
    outbox.queue(*(make_draft(number, topic="event:1") for number in range(MESSAGES)))
    connection.close()
    fork = multiprocessing.get_context("fork")
    begin, results = fork.Barrier(WORKERS), fork.Queue()
    workers = [fork.Process(target=_claim_all, args=(begin, results)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()

    found = [pk for _ in workers for pk in results.get(timeout=60)]

    for worker in workers:
        worker.join()
    # A row that another worker has locked is skipped, and may remain for the next run. No row is claimed twice.
    found += [message.pk for message in delivery.claim(limit=MESSAGES)]
    assert len(found) == len(set(found)) == MESSAGES


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_message_does_not_overtake_one_that_another_worker_is_claiming():
    outbox.queue(*(make_draft(number, topic="event:1", to_email="a@example.org") for number in range(2)))
    claimed, go_on, first = threading.Event(), threading.Event(), []

    def claim_slowly():
        with transaction.atomic():
            first.extend(delivery.claim())
            claimed.set()
            go_on.wait(10)
        connections.close_all()

    slow = threading.Thread(target=claim_slowly)
    slow.start()
    assert claimed.wait(10)
    meanwhile = delivery.claim()
    go_on.set()
    slow.join()

    assert [message.dedupe_key for message in first] == ["test:0"]
    assert meanwhile == delivery.claim() == []
