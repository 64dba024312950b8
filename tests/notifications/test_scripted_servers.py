"""Servers that behave as those out there do: slow, greylisting, counting, hanging up, or without the right certificate.

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
    """Deliver until nothing waits, each time at the moment for which the next mail waits; return how many it took."""
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
    """Return how often each mail was got, by its Message-ID."""
    return Counter(mail["Message-ID"] for mail in mails)


def written():
    return set(Message.objects.values_list("message_id", flat=True))


def test_a_server_that_answers_just_in_time_gets_each_mail_once():
    queue(3)

    with smtp_server(mailer={"timeout": 3}) as mailbox:
        mailbox.delays.extend([2, 0])
        assert deliver_due() == 3

    assert got(mailbox.mails) == dict.fromkeys(written(), 1)
    assert mailbox.connections == 1
    assert set(Delivery.objects.values_list("outcome", "smtp_code")) == {("sent", 250)}


def test_a_server_that_answers_just_too_late_gets_that_mail_again_under_the_same_message_id():
    queue(3)

    with smtp_server(mailer={"timeout": 1.5}) as mailbox:
        mailbox.delays.extend([0, 2.5])
        deliver_due()
        waiting = Message.objects.get(status=Status.QUEUED)
        rounds()

    # The one in flight, and no other, is there twice: nobody could know that it had arrived.
    assert got(mailbox.mails) == dict.fromkeys(written(), 1) | {waiting.message_id: 2}
    assert waiting.dedupe_key == "test:2"
    assert outcomes(2) == [("retry", None), ("sent", 250)]
    assert "timed out" in Delivery.objects.get(outcome="retry").server_said
    assert mailbox.contents[1] == mailbox.contents[-1]  # the same bytes, but for where parts meet
    assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT}


def test_greylisting_lasts_as_long_as_the_server_says_and_no_mail_fails_of_it():
    queue(2)

    with smtp_server() as mailbox:
        mailbox.greylist = timedelta(minutes=17)
        rounds()

    # Tried at once, and after a minute, five and fifteen, each more or less by a fifth.
    assert outcomes(1) == outcomes(2) == [("retry", 451)] * 3 + [("sent", 250)]
    for moments in mailbox.tried.values():
        waits = [after - before for before, after in pairwise(moments)]
        assert len(waits) == 3
        for waited, backoff in zip(waits, delivery.BACKOFF, strict=False):
            assert backoff * 0.8 <= waited <= backoff * 1.2 + timedelta(seconds=60)
    assert got(mailbox.mails) == dict.fromkeys(written(), 1)
    assert Delivery.objects.filter(outcome="retry").first().server_said == "4.7.1 greylisted, come back"


def test_an_address_that_is_greylisted_for_ever_fails_after_three_days_and_nobody_else():
    queue(2)

    with smtp_server() as mailbox:
        mailbox.recipient_answers.extend(["451 come back"])
        deliver_due()
        mailbox.recipient_answers.extend(["451 come back"] * len(delivery.BACKOFF))
        assert rounds() == len(delivery.BACKOFF)

    assert outcomes(1) == [("retry", 451)] * len(delivery.BACKOFF) + [("failed", 451)]
    assert outcomes(2) == [("sent", 250)]


@pytest.mark.parametrize(("most", "connections"), [(3, 4), (1, 10), (10, 1)])
def test_a_server_that_takes_so_many_mails_on_a_connection_gets_the_rest_over_others(most, connections):
    queue(10)

    with smtp_server() as mailbox:
        mailbox.most = most
        assert deliver_due() == 10

    assert got(mailbox.mails) == dict.fromkeys(written(), 1)
    assert mailbox.connections == connections
    # It costs no mail an attempt, and none of them a wait.
    assert set(Delivery.objects.values_list("outcome", "smtp_code")) == {("sent", 250)}
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_a_server_that_has_enough_for_now_gets_the_rest_later_untried():
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


def test_a_connection_that_breaks_in_the_middle_of_a_mail_loses_and_doubles_nothing():
    queue(3)

    with breaking_server(times=1) as server:
        deliver_due()
        assert Message.objects.get(status=Status.QUEUED).dedupe_key == "test:1"
        rounds()

    assert got(map(message_from_bytes, server.contents)) == dict.fromkeys(written(), 1)
    assert outcomes(1) == [("retry", None), ("sent", 250)]
    assert outcomes(2) == outcomes(3) == [("sent", 250)]


def test_a_connection_that_breaks_before_the_answer_doubles_the_one_in_flight_alone():
    queue(3)

    with breaking_server(times=1, after_all=True) as server:
        deliver_due()
        rounds()

    first = Message.objects.get(dedupe_key="test:1").message_id
    assert got(map(message_from_bytes, server.contents)) == dict.fromkeys(written(), 1) | {first: 2}
    assert outcomes(1) == [("retry", None), ("sent", 250)]


def test_a_server_that_hangs_up_instead_of_encrypting_gets_nothing_in_plain():
    queue(3)

    with breaking_server(times=0, offers_tls=True, mailer={"use_tls": True}) as server:
        assert deliver_due() == 0

    assert server.contents == []
    # Two where the socket is gone before the handshake begins: then nobody learns of it before a mail goes.
    assert Delivery.objects.count() <= 2
    assert set(Message.objects.values_list("status", flat=True)) == {Status.QUEUED}


@pytest.mark.parametrize("how", ["use_tls", "use_ssl"])
def test_a_certificate_that_nobody_has_signed_is_not_trusted(tmp_path, how):
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
def test_what_is_refused_is_refused_alone_with_the_words_of_the_server(asked, answer, outcome, status):
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
