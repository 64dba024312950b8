import socket
import time
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from notifications.mail.transport import MailConnection
from notifications.models import Delivery, Message
from notifications.outbox import delivery
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft
from notifications.outbox.tasks import deliver_due
from tests.factories import make_person
from tests.smtp import calendar_part, no_smtp_server, smtp_server

pytestmark = pytest.mark.django_db

ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def make_draft(number=1, **fields):
    fields.setdefault("to_email", f"reader{number}@example.org")
    return Draft(
        **{
            "dedupe_key": f"test:{number}",
            "kind": "test",
            "subject": f"Đọc: mail {number}",
            "text": "Xin chào",
            **fields,
        }
    )


def test_queue_creates_one_row_for_each_dedupe_key():
    outbox.queue(make_draft())
    outbox.queue(make_draft(subject="Again"))

    assert Message.objects.get().subject == "Đọc: mail 1"


def test_queue_is_rolled_back_with_its_transaction():
    def fail_afterwards():
        with transaction.atomic():
            outbox.queue(make_draft())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_afterwards()

    assert not Message.objects.exists()


def test_queue_wakes_one_worker_per_transaction(django_capture_on_commit_callbacks):
    with mock.patch.object(deliver_due, "apply_async") as wake, django_capture_on_commit_callbacks(execute=True):
        outbox.queue(make_draft(1))
        outbox.queue(make_draft(2), make_draft(3))

    assert wake.call_count == 1


@pytest.mark.parametrize("accepts", [False, True], ids=["closed port", "silent server"])
def test_unreachable_broker_does_not_delay_a_request(django_capture_on_commit_callbacks, caplog, monkeypatch, accepts):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if not accepts:
            server.close()
        monkeypatch.setattr(deliver_due.app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")

        with django_capture_on_commit_callbacks(execute=True):
            outbox.queue(make_draft(1))  # the first one imports what it needs
        begin = time.perf_counter()
        with django_capture_on_commit_callbacks(execute=True):
            outbox.queue(make_draft(2))
        took = time.perf_counter() - begin

    assert took < 0.5
    assert Message.objects.filter(status=Message.Status.QUEUED).count() == 2
    assert "next run of the beat" in caplog.text


def test_deliver_sends_a_batch_over_one_connection():
    outbox.queue(*(make_draft(number) for number in range(5)))

    with smtp_server() as mailbox:
        sent = deliver_due()

    assert sent == 5
    assert mailbox.connections == 1
    assert sorted(mailbox.recipients) == [f"reader{number}@example.org" for number in range(5)]
    assert set(Message.objects.values_list("status", flat=True)) == {Message.Status.SENT}
    assert Delivery.objects.filter(outcome="sent", smtp_code=250).count() == 5


def test_deliver_twice_sends_once():
    outbox.queue(make_draft())

    with smtp_server() as mailbox:
        assert (deliver_due(), deliver_due()) == (1, 0)

    assert len(mailbox.mails) == 1


def test_invite_has_the_form_that_imip_requires():
    person = make_person(email="nguyen@example.org", name="Nguyễn Thị Minh Khai")
    outbox.queue(make_draft(recipient=person, to_email="", html="<p>Xin chào</p>", ics=ICS, ics_method="REQUEST"))

    with smtp_server() as mailbox:
        deliver_due()

    (mail,) = mailbox.mails
    assert mail["To"] == "Nguyễn Thị Minh Khai <nguyen@example.org>"
    assert mail["Subject"] == "Đọc: mail 1"
    assert mail["Message-ID"] == Message.objects.get().message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    body, attachment = mail.iter_parts()
    assert mail.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    part = calendar_part(mail)
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert part["Content-Type"].params["charset"].lower() == "utf-8"
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_content() == ICS.encode()


def test_temporary_refusal_is_retried_later():
    outbox.queue(make_draft())

    with smtp_server() as mailbox:
        mailbox.answers.append("451 greylisted, come back")
        deliver_due()
        message = Message.objects.get()
        assert (message.status, message.attempts) == (Message.Status.QUEUED, 1)
        assert now() + timedelta(seconds=40) < message.due_at < now() + timedelta(seconds=80)

        Message.objects.update(due_at=now())
        deliver_due()

    assert Message.objects.get().status == Message.Status.SENT
    assert list(Delivery.objects.values_list("outcome", "smtp_code", "server_said")) == [
        ("retry", 451, "greylisted, come back"),
        ("sent", 250, ""),
    ]


def test_permanent_refusal_fails_with_the_answer_of_the_server():
    outbox.queue(make_draft(1), make_draft(2))

    with smtp_server() as mailbox:
        mailbox.answers.append("550 no such person here")
        deliver_due()

    assert list(Message.objects.order_by("pk").values_list("status", flat=True)) == ["failed", "sent"]
    assert Delivery.objects.get(outcome="failed").server_said == "no such person here"


def test_lost_connection_loses_no_mail():
    outbox.queue(*(make_draft(number) for number in range(3)))

    with smtp_server() as mailbox:
        mailbox.answers.extend(["250 OK", None])
        deliver_due()
        assert Message.objects.filter(status=Message.Status.QUEUED).count() == 1
        Message.objects.filter(status=Message.Status.QUEUED).update(due_at=now())
        deliver_due()

    assert len(mailbox.mails) == 3
    assert Message.objects.filter(status=Message.Status.SENT).count() == 3


def test_mail_stays_queued_without_a_mail_server():
    outbox.queue(make_draft())

    with no_smtp_server():
        deliver_due()

    message = Message.objects.get()
    assert message.status == Message.Status.QUEUED
    assert message.deliveries.get().outcome == Delivery.Outcome.RETRY


def test_last_attempt_fails_permanently():
    outbox.queue(make_draft())
    Message.objects.update(attempts=len(delivery.BACKOFF))

    with smtp_server() as mailbox:
        mailbox.answers.append("451 still not")
        deliver_due()

    assert Message.objects.get().status == Message.Status.FAILED


def test_bad_address_fails_and_does_not_delay_others():
    outbox.queue(make_draft(1, to_email="nobody at all"), make_draft(2))

    with smtp_server() as mailbox:
        deliver_due()

    assert mailbox.recipients == ["reader2@example.org"]
    assert Message.objects.get(dedupe_key="test:1").status == Message.Status.FAILED


def test_claimed_rows_are_not_claimed_by_others():
    outbox.queue(*(make_draft(number) for number in range(3)))

    first, second = delivery.claim(limit=2), delivery.claim(limit=2)

    assert [message.dedupe_key for message in first] == ["test:0", "test:1"]
    assert [message.dedupe_key for message in second] == ["test:2"]
    assert delivery.claim() == []


def test_sweep_releases_the_claims_of_a_dead_worker():
    outbox.queue(make_draft())
    (message,) = delivery.claim()
    assert delivery.sweep() == 0

    Message.objects.update(claimed_at=now() - delivery.LEASE - timedelta(seconds=1))

    assert delivery.sweep() == 1
    Message.objects.update(due_at=now())
    assert [again.message_id for again in delivery.claim()] == [message.message_id]


def test_drop_drops_queued_messages():
    outbox.queue(
        make_draft(1, topic="event:1"),
        make_draft(2, topic="event:1", kind="reminder"),
        make_draft(3, topic="event:2"),
    )

    assert outbox.drop(topic="event:1", kinds=["reminder"]) == 1
    assert outbox.drop(topic="event:1") == 1
    assert [message.dedupe_key for message in delivery.claim()] == ["test:3"]


def test_messages_wait_until_they_are_due():
    outbox.queue(make_draft(due_at=now() + timedelta(hours=1)))

    assert delivery.claim() == []


def test_cancel_waits_for_its_request():
    outbox.queue(make_draft(1, topic="event:1", to_email="a@example.org", subject="REQUEST"))
    outbox.queue(make_draft(2, topic="event:1", to_email="b@example.org", subject="REQUEST"))

    with smtp_server() as mailbox:
        mailbox.answers.append("451 greylisted, come back")
        deliver_due()
        outbox.queue(make_draft(3, topic="event:1", to_email="a@example.org", subject="CANCEL"))
        outbox.queue(make_draft(4, topic="event:2", to_email="a@example.org", subject="Another matter"))
        deliver_due()
        assert [mail["Subject"] for mail in mailbox.mails] == ["REQUEST", "Another matter"]
        Message.objects.filter(status=Message.Status.QUEUED).update(due_at=now())
        deliver_due()

    assert [mail["Subject"] for mail in mailbox.mails[2:]] == ["REQUEST", "CANCEL"]


def test_cancel_waits_for_its_request_to_the_previous_address():
    person = make_person(email="old@example.org")
    outbox.queue(make_draft(1, topic="event:1", recipient=person, to_email="", subject="REQUEST"))

    with smtp_server() as mailbox:
        mailbox.answers.append("451 greylisted, come back")
        deliver_due()
        person.email = "new@example.org"
        person.save()
        outbox.queue(make_draft(2, topic="event:1", recipient=person, to_email="", subject="CANCEL"))
        deliver_due()
        assert mailbox.mails == []
        Message.objects.filter(status=Message.Status.QUEUED).update(due_at=now())
        deliver_due()

    assert [(mail["Subject"], str(mail["To"])) for mail in mailbox.mails] == [
        ("REQUEST", f"{person.name} <old@example.org>"),
        ("CANCEL", f"{person.name} <new@example.org>"),
    ]


def test_second_worker_does_not_claim_a_message_that_must_follow():
    outbox.queue(*(make_draft(number, topic="event:1", to_email="a@example.org") for number in range(3)))

    first, second = delivery.claim(), delivery.claim()

    assert [message.dedupe_key for message in first] == ["test:0"]
    assert second == []


def test_refused_password_fails_no_mail_and_is_tried_once_per_run():
    outbox.queue(*(make_draft(number) for number in range(3)))

    with smtp_server(greeting="554 no service for you"):
        assert deliver_due() == 0

    assert set(Message.objects.values_list("status", flat=True)) == {Message.Status.QUEUED}
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert Delivery.objects.get().outcome == Delivery.Outcome.RETRY
    assert "no service" in Delivery.objects.get().server_said


@pytest.mark.parametrize("address", ["", "a@", "a b@example.org", "x" * 250])
def test_invalid_mail_fails_and_does_not_delay_others(address):
    outbox.queue(make_draft(1), make_draft(2))
    Message.objects.filter(dedupe_key="test:1").update(to_email=address)

    with smtp_server() as mailbox:
        deliver_due()

    assert mailbox.recipients == ["reader2@example.org"]
    failed = Message.objects.get(dedupe_key="test:1")
    assert failed.status == Message.Status.FAILED
    assert failed.deliveries.get().outcome == Delivery.Outcome.FAILED


def test_message_whose_workers_always_die_fails_finally():
    outbox.queue(make_draft())
    delivery.claim()
    Message.objects.update(claimed_at=now() - delivery.LEASE * 2, attempts=len(delivery.BACKOFF) + 1)

    delivery.sweep()

    assert Message.objects.get().status == Message.Status.FAILED
    assert "worker stopped" in Delivery.objects.get().server_said


def let_lease_end():
    Message.objects.filter(status=Message.Status.SENDING).update(claimed_at=F("claimed_at") - delivery.LEASE * 2)


def test_slow_worker_does_not_send_messages_of_another_worker():
    outbox.queue(*(make_draft(number) for number in range(3)))
    slow = delivery.claim()
    let_lease_end()

    with time_machine.travel(now() + delivery.LEASE * 2), smtp_server() as mailbox:
        deliver_due()  # sweeps, and sends all but the one in doubt
        with MailConnection() as server:
            assert delivery.send(slow, server) == 0

    assert sorted(mailbox.recipients) == ["reader1@example.org", "reader2@example.org"]
    assert Message.objects.get(status=Message.Status.QUEUED).dedupe_key == "test:0"


def test_worker_renews_its_lease_with_a_slow_server():
    outbox.queue(*(make_draft(number) for number in range(8)))

    with smtp_server() as mailbox, time_machine.travel(now(), tick=False) as clock:
        mailbox.on_mail = lambda: clock.shift(timedelta(minutes=2))
        assert deliver_due() == 8

    # The lease of each message was renewed before it was sent, so that no other worker could release it.
    claimed = list(Message.objects.order_by("pk").values_list("claimed_at", flat=True))
    assert claimed == sorted(set(claimed))


def test_clock_set_back_does_not_extend_the_lease():
    outbox.queue(*(make_draft(number) for number in range(3)))

    with smtp_server() as mailbox, time_machine.travel(now(), tick=False) as clock:
        mailbox.on_mail = lambda: clock.shift(timedelta(hours=-1))
        assert deliver_due() == 3

    claimed = list(Message.objects.order_by("pk").values_list("claimed_at", flat=True))
    assert claimed == sorted(set(claimed))


def test_worker_with_a_fast_clock_takes_no_messages_of_others():
    outbox.queue(make_draft())
    delivery.claim()

    with time_machine.travel(now() + delivery.LEASE * 2):
        assert delivery.sweep() == 0


def test_batch_that_kills_its_worker_uses_one_attempt_of_one_mail():
    outbox.queue(*(make_draft(number) for number in range(3)))
    delivery.claim()
    let_lease_end()

    assert delivery.sweep() == 3
    assert [message.dedupe_key for message in delivery.claim()] == ["test:1", "test:2"]

    assert Delivery.objects.get().message.dedupe_key == "test:0"
    assert list(Message.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 1, 1]


def test_expired_message_is_dropped_and_recorded():
    outbox.queue(make_draft(expires_at=now() + timedelta(hours=1)))

    with time_machine.travel(now() + timedelta(hours=2)), smtp_server() as mailbox:
        assert deliver_due() == 0

    assert mailbox.mails == []
    assert Message.objects.get().status == Message.Status.DROPPED
    assert "too late" in Delivery.objects.get().server_said


def test_mails_are_seven_bit_with_crlf():
    text = "Xin chào " * 200
    outbox.queue(make_draft(html=f"<p>{text}</p>", text=text, ics=ICS + "X-NOTE:Đọc\r\n", ics_method="REQUEST"))

    with smtp_server() as mailbox:
        deliver_due()

    (raw,) = mailbox.contents
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert calendar_part(mailbox.mails[0])["Content-Transfer-Encoding"] == "base64"
    assert calendar_part(mailbox.mails[0]).get_content() == ICS + "X-NOTE:Đọc\r\n"
