"""A claim stays fast with many sent messages: PostgreSQL reads no complete table for it."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from notifications.models import Message
from notifications.outbox import delivery
from notifications.outbox import services as outbox
from tests.notifications.test_outbox import make_draft

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
SENT = 200_000


def nodes(plan):
    yield plan
    for inner in plan.get("Plans", []):
        yield from nodes(inner)


def test_queries_of_a_run_do_not_read_all_messages():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_message (dedupe_key, kind, topic, to_email, to_name, from_email, reply_to,"
            " in_reply_to, message_id, subject, text, html, ics, ics_method, status, attempts, due_at, claimed_by, sent_at, created_at,"
            " words_mark, optional, search_text)"
            " SELECT 'old:' || n, 'old', 'event:' || mod(n, 40), 'r' || mod(n, 5000) || '@example.org', '', '', '', '', 'old:' || n,"
            " 's', 't', '', '', '', 'sent', 1, now(), '', now(), now(), '', '', '' FROM generate_series(1, %s) n",
            [SENT],
        )
        outbox.queue(*(make_draft(number, topic="event:1", to_email=f"r{number}@example.org") for number in range(300)))
        cursor.execute("ANALYZE notifications_message")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            delivery.sweep()
            batch = delivery.claim()
            delivery.release(batch[50:])
        assert len(batch) == 100
        read = []
        for query in asked.captured_queries:
            if query["sql"].startswith(("SELECT", "UPDATE")):
                cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"])
                (found,) = cursor.fetchone()
                read += nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])

    assert len(read) > 5
    assert [node for node in read if node["Node Type"] == "Seq Scan"] == []
    assert Message.objects.due().filter(due_at__lte=now()).exists()
