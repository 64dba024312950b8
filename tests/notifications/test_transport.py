"""The meaning of the answers of a mail server, and their effect on the rest of a batch."""

import ssl

import pytest
from aiosmtpd.smtp import AuthResult
from django.utils.timezone import now

from notifications.models import Delivery, Message
from notifications.outbox import services as outbox
from notifications.outbox.tasks import deliver_due
from tests.notifications.test_outbox import make_draft
from tests.smtp import no_smtp_server, smtp_server

pytestmark = pytest.mark.django_db


def refuse(server, session, envelope, mechanism, data):
    return AuthResult(success=False, handled=False)


WRONG_PASSWORD = {
    "mailer": {"username": "plenary", "password": "wrong"},
    "authenticator": refuse,
    "auth_require_tls": False,
}
TROUBLES = {
    "wrong password": (lambda: smtp_server(**WRONG_PASSWORD), 535),
    "unwelcome": (lambda: smtp_server(greeting="554 no service for you"), 554),
    "busy": (lambda: smtp_server(greeting="421 come back later"), 421),
    "nobody there": (no_smtp_server, None),
    "no STARTTLS": (lambda: smtp_server(mailer={"use_tls": True}), None),
    "no TLS": (lambda: smtp_server(mailer={"use_ssl": True}), None),
    "must encrypt": (lambda: smtp_server(require_starttls=True, tls_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)), 530),
}  # fmt: skip


@pytest.mark.parametrize(("trouble", "code"), TROUBLES.values(), ids=TROUBLES)
def test_server_problem_uses_no_attempt_of_other_mails(trouble, code):
    outbox.queue(*(make_draft(number) for number in range(5)))

    with trouble():
        assert deliver_due() == 0

    assert set(Message.objects.values_list("status", flat=True)) == {Message.Status.QUEUED}
    assert set(Delivery.objects.values_list("outcome", "smtp_code")) == {("retry", code)}
    # One mail fails, or two if the server answers late. The others have used no attempt, and are sent soon.
    assert Delivery.objects.count() <= 2
    assert Message.objects.filter(attempts=0).count() == 5 - Delivery.objects.count()
    assert all((message.due_at - now()).total_seconds() < 80 for message in Message.objects.all())


def test_released_messages_are_sent_when_the_server_is_back():
    outbox.queue(*(make_draft(number) for number in range(3)))
    with no_smtp_server():
        deliver_due()
    Message.objects.update(due_at=now())

    with smtp_server() as mailbox:
        assert deliver_due() == 3

    assert mailbox.connections == 1


def test_unreachable_server_is_tried_once_for_all_messages(settings):
    settings.MAIL_BATCH = 2
    outbox.queue(*(make_draft(number) for number in range(6)))

    with no_smtp_server():
        deliver_due()

    assert Delivery.objects.count() == 1


def test_refused_sender_is_retried():
    outbox.queue(make_draft(1), make_draft(2))

    with smtp_server() as mailbox:
        mailbox.sender_answers.append("550 not your address")
        assert deliver_due() == 1

    refused = Message.objects.get(dedupe_key="test:1")
    assert (refused.status, refused.attempts) == (Message.Status.QUEUED, 1)
    assert Delivery.objects.get(message=refused).server_said == "not your address"
    assert mailbox.connections == 1


@pytest.mark.parametrize(("answer", "status"), [("550 no such person", "failed"), ("450 mailbox busy", "queued")])
def test_refused_recipient_does_not_stop_others(answer, status):
    outbox.queue(make_draft(1), make_draft(2))

    with smtp_server() as mailbox:
        mailbox.recipient_answers.append(answer)
        assert deliver_due() == 1

    assert Message.objects.get(dedupe_key="test:1").status == status
    assert mailbox.recipients == ["reader2@example.org"]
    assert mailbox.connections == 1


def test_connection_that_breaks_twice_in_a_row_is_down():
    outbox.queue(*(make_draft(number) for number in range(5)))

    with smtp_server() as mailbox:
        mailbox.answers.extend([None, None])
        assert deliver_due() == 0

    assert list(Message.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 1, 0, 0, 0]
