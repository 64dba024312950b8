"""The mail settings in the environment of a new process, and a mail provider with an HTTP API."""

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import override_settings
from django.utils.timezone import now

from notifications.models import Delivery, Message
from notifications.outbox import services as outbox
from notifications.outbox.tasks import deliver_due
from tests.notifications.test_outbox import ICS, make_draft
from tests.smtp import POLL_SECONDS

SHOW = "import json; from config import settings; print(json.dumps(settings.MAILERS['default']))"


def read(**environment):
    return subprocess.run(
        [sys.executable, "-c", SHOW], env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_mail_uses_smtp_by_default():
    mailer = json.loads(read(SMTP_HOST="mail.example.org", SMTP_TLS="1", SMTP_PORT="587").stdout)

    assert mailer["BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert mailer["OPTIONS"] == {
        "host": "mail.example.org",
        "port": 587,
        "username": "",
        "password": "",
        "use_tls": True,
        "use_ssl": False,
        "timeout": 20,
    }


def test_implicit_tls_has_its_own_port():
    options = json.loads(read(SMTP_SSL="1").stdout)["OPTIONS"]

    assert (options["use_ssl"], options["use_tls"], options["port"]) == (True, False, 465)


def test_both_kinds_of_tls_are_refused():
    assert "not both" in read(SMTP_SSL="1", SMTP_TLS="1").stderr


def test_environment_configures_a_provider():
    backend = "anymail.backends.resend.EmailBackend"

    mailer = json.loads(read(MAIL_BACKEND=backend, MAIL_OPTIONS='{"api_key": "k"}').stdout)

    assert mailer == {"BACKEND": backend, "OPTIONS": {"api_key": "k"}}


@contextmanager
def provider(status=200, answer=None, **options):
    """Run the part of Resend's API that anymail needs, and configure the mailer to use it."""
    received = []

    class Api(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer or {"id": "1"}).encode())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,))
    thread.start()
    options |= {"api_key": "k", "api_url": f"http://127.0.0.1:{server.server_port}/"}
    try:
        with override_settings(
            MAILERS={"default": {"BACKEND": "anymail.backends.resend.EmailBackend", "OPTIONS": options}}
        ):
            yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.django_db
def test_mail_is_sent_through_a_provider():
    outbox.queue(make_draft(html="<p>Xin chào</p>"))

    with provider() as received:
        assert deliver_due() == 1

    assert received[0]["html"] == "<p>Xin chào</p>"
    assert received[0]["headers"]["Message-ID"] == Message.objects.get().message_id


@pytest.mark.django_db
def test_invite_waits_for_a_provider_or_option_that_supports_calendar_parts():
    outbox.queue(make_draft(ics=ICS, ics_method="REQUEST"))

    with provider() as received:
        assert deliver_due() == 0
    assert received == []
    assert Message.objects.get().status == Message.Status.QUEUED
    assert "text/calendar" in Delivery.objects.get().server_said

    Message.objects.update(due_at=now())
    with provider(ignore_unsupported_features=True) as received:
        assert deliver_due() == 1
    assert [part["filename"] for part in received[0]["attachments"]] == ["invite.ics"]


@pytest.mark.django_db
def test_provider_that_refuses_our_key_fails_no_mail():
    outbox.queue(*(make_draft(number) for number in range(5)))

    with provider(401, {"errors": [{"message": "bad key"}]}) as received:
        assert deliver_due() == 0

    assert len(received) == 2
    assert set(Message.objects.values_list("status", flat=True)) == {Message.Status.QUEUED}
    assert "bad key" in Delivery.objects.first().server_said
    assert Delivery.objects.first().smtp_code == 401


@pytest.mark.django_db
@override_settings(MAILERS={"default": {"BACKEND": "no.such.Backend"}})
def test_wrong_setting_fails_no_mail():
    outbox.queue(make_draft(1), make_draft(2))

    assert deliver_due() == 0

    assert list(Message.objects.order_by("pk").values_list("status", "attempts")) == [("queued", 1), ("queued", 0)]
    assert "no.such.Backend" in Delivery.objects.get().server_said
