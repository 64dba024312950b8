"""Mail servers with the behaviour of real ones: slow, greylisting, limiting, disconnecting, or with a bad certificate.

Each test says what the server has got and what stands in the rows: nothing is lost, and what comes twice was in flight
and has the same Message-ID."""

import ssl
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from itertools import pairwise

import pytest
import time_machine
from django.utils.timezone import now

from notifications.models import Delivery, Message
from notifications.outbox import delivery
from notifications.outbox import services as outbox
from notifications.outbox.tasks import deliver_due
from tests.dovecot import certify
from tests.notifications.test_outbox import make_draft
from tests.smtp import breaking_server, smtp_server

pytestmark = pytest.mark.django_db
Status = Message.Status


def queue(count):
    outbox.queue(*(make_draft(number) for number in range(1, count + 1)))


def rounds(most=12):
    """Deliver until no mail is queued, each time when the next mail is due. Return the number of runs."""
    for number in range(1, most + 1):
        due = Message.objects.filter(status=Status.QUEUED).order_by("-due_at").values_list("due_at", flat=True).first()
        if due is None:
            return number - 1
        with time_machine.travel(max(due, now()) + timedelta(seconds=1)):
            deliver_due()
    raise AssertionError("It goes on and on.")


def outcomes(number):
    found = Delivery.objects.filter(message__dedupe_key=f"test:{number}").order_by("pk")
    return list(found.values_list("outcome", "smtp_code"))


def got(mails):
    """Return the number of copies of each mail, by Message-ID."""
    return Counter(mail["Message-ID"] for mail in mails)


def written():
    return set(Message.objects.values_list("message_id", flat=True))


def test_server_that_answers_within_the_timeout_gets_each_mail_once():
    queue(3)

    with smtp_server(mailer={"timeout": 3}) as mailbox:
        mailbox.delays.extend([2, 0])
        assert deliver_due() == 3

    assert got(mailbox.mails) == dict.fromkeys(written(), 1)
    assert mailbox.connections == 1
    assert set(Delivery.objects.values_list("outcome", "smtp_code")) == {("sent", 250)}


def test_server_that_answers_after_the_timeout_gets_that_mail_again_with_the_same_message_id():
    queue(3)

    with smtp_server(mailer={"timeout": 1.5}) as mailbox:
        mailbox.delays.extend([0, 2.5])
        deliver_due()
        waiting = Message.objects.get(status=Status.QUEUED)
        rounds()

    # Only the mail in flight arrives twice: the client cannot know that it has arrived.
    assert got(mailbox.mails) == dict.fromkeys(written(), 1) | {waiting.message_id: 2}
    assert waiting.dedupe_key == "test:2"
    assert outcomes(2) == [("retry", None), ("sent", 250)]
    assert "timed out" in Delivery.objects.get(outcome="retry").server_said
    assert mailbox.contents[1] == mailbox.contents[-1]  # the same bytes, except the boundaries
    assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT}


def test_greylisting_delays_mails_but_fails_none():
    queue(2)

    with smtp_server() as mailbox:
        mailbox.greylist = timedelta(minutes=17)
        rounds()

    # The attempts: at once, then after 1, 5 and 15 minutes, each with a random change of 20 %.
    assert outcomes(1) == outcomes(2) == [("retry", 451)] * 3 + [("sent", 250)]
    for moments in mailbox.tried.values():
        waits = [after - before for before, after in pairwise(moments)]
        assert len(waits) == 3
        for waited, backoff in zip(waits, delivery.BACKOFF, strict=False):
            assert backoff * 0.8 <= waited <= backoff * 1.2 + timedelta(seconds=60)
    assert got(mailbox.mails) == dict.fromkeys(written(), 1)
    assert Delivery.objects.filter(outcome="retry").first().server_said == "4.7.1 greylisted, come back"


def test_permanently_greylisted_address_fails_after_three_days_alone():
    queue(2)

    with smtp_server() as mailbox:
        mailbox.recipient_answers.extend(["451 come back"])
        deliver_due()
        mailbox.recipient_answers.extend(["451 come back"] * len(delivery.BACKOFF))
        assert rounds() == len(delivery.BACKOFF)

    assert outcomes(1) == [("retry", 451)] * len(delivery.BACKOFF) + [("failed", 451)]
    assert outcomes(2) == [("sent", 250)]


@pytest.mark.parametrize(("most", "connections"), [(3, 4), (1, 10), (10, 1)])
def test_server_with_a_limit_per_connection_gets_the_rest_over_new_connections(most, connections):
    queue(10)

    with smtp_server() as mailbox:
        mailbox.most = most
        assert deliver_due() == 10

    assert got(mailbox.mails) == dict.fromkeys(written(), 1)
    assert mailbox.connections == connections
    # It uses no attempt of a mail, and delays none.
    assert set(Delivery.objects.values_list("outcome", "smtp_code")) == {("sent", 250)}
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_server_that_accepts_no_more_mails_gets_the_rest_later_without_attempts():
    queue(6)

    with smtp_server() as mailbox:
        mailbox.sender_answers.extend(["250 OK"] * 2 + ["421 slow down"] * 3)
        deliver_due()
        assert Message.objects.filter(status=Status.QUEUED, attempts=0).exists()
        mailbox.sender_answers.clear()
        rounds()

    assert got(mailbox.mails) == dict.fromkeys(written(), 1)
    assert Delivery.objects.filter(outcome="retry").count() <= 2
    assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT}


def test_connection_broken_during_a_mail_loses_and_repeats_no_mail():
    queue(3)

    with breaking_server(times=1) as server:
        deliver_due()
        assert Message.objects.get(status=Status.QUEUED).dedupe_key == "test:1"
        rounds()

    assert got(map(message_from_bytes, server.contents)) == dict.fromkeys(written(), 1)
    assert outcomes(1) == [("retry", None), ("sent", 250)]
    assert outcomes(2) == outcomes(3) == [("sent", 250)]


def test_connection_broken_before_the_answer_repeats_only_the_mail_in_flight():
    queue(3)

    with breaking_server(times=1, after_all=True) as server:
        deliver_due()
        rounds()

    first = Message.objects.get(dedupe_key="test:1").message_id
    assert got(map(message_from_bytes, server.contents)) == dict.fromkeys(written(), 1) | {first: 2}
    assert outcomes(1) == [("retry", None), ("sent", 250)]


def test_server_that_closes_instead_of_encrypting_gets_no_plain_mail():
    queue(3)

    with breaking_server(times=0, offers_tls=True, mailer={"use_tls": True}) as server:
        assert deliver_due() == 0

    assert server.contents == []
    # Two attempts if the socket is closed before the handshake: the client only notices it with the next mail.
    assert Delivery.objects.count() <= 2
    assert set(Message.objects.values_list("status", flat=True)) == {Status.QUEUED}


@pytest.mark.parametrize("how", ["use_tls", "use_ssl"])
def test_self_signed_certificate_is_not_trusted(tmp_path, how):
    certify(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server = {"tls_context": context} if how == "use_tls" else {"ssl_context": context}
    queue(3)

    with smtp_server(mailer={how: True}, **server) as mailbox:
        assert deliver_due() == 0

    assert mailbox.mails == []
    assert "CERTIFICATE_VERIFY_FAILED" in Delivery.objects.get().server_said
    assert set(Message.objects.values_list("status", flat=True)) == {Status.QUEUED}


REFUSALS = {
    "sender": ("sender_answers", "550 5.7.1 not from you", "retry", Status.QUEUED),
    "recipient": ("recipient_answers", "550 5.1.1 no such person", "failed", Status.FAILED),
    "recipient, full": ("recipient_answers", "452 4.2.2 mailbox full", "retry", Status.QUEUED),
    "content": ("answers", "554 5.6.0 we do not like it", "failed", Status.FAILED),
    "too long": ("answers", "552 5.3.4 too long", "failed", Status.FAILED),
    "content, later": ("answers", "451 4.3.0 try later", "retry", Status.QUEUED),
}


@pytest.mark.parametrize(("asked", "answer", "outcome", "status"), REFUSALS.values(), ids=REFUSALS)
def test_refusal_concerns_one_mail_and_keeps_the_answer_of_the_server(asked, answer, outcome, status):
    queue(3)

    with smtp_server() as mailbox:
        getattr(mailbox, asked).append(answer)
        assert deliver_due() == 2

    code, _space, words = answer.partition(" ")
    refused = Delivery.objects.get(message__dedupe_key="test:1")
    assert (refused.outcome, refused.smtp_code, refused.server_said) == (outcome, int(code), words)
    assert refused.message.status == status
    assert mailbox.recipients == ["reader2@example.org", "reader3@example.org"]
    assert mailbox.connections == 1
    assert outcomes(2) == outcomes(3) == [("sent", 250)]
