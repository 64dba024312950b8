"""A real mail server in a thread, whose answers a test may write beforehand."""

import socket
import socketserver
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings


class Mailbox:
    """Keeps what it accepts; `answers` are given first, one a mail, None closing the connection."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.contents: list[bytes] = []
        self.recipients: list[str] = []
        self.answers: deque[str | None] = deque()
        self.connections = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            answer = self.answers.popleft()
            if answer is None:
                server.transport.abort()
                return "421 gone"
            if not answer.startswith("250"):
                return answer
        self.contents.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"


class Refusing:
    """A server that greets with an error and hangs up."""

    def __init__(self, greeting: str, port: int) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.sendall(f"{greeting}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler)

    def start(self) -> None:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def smtp_server(greeting: str = "") -> Iterator[Mailbox]:
    """Run a mail server on a free port for as long as the block runs, with Django's mailer pointed at it.

    greeting: what it says to whoever connects, instead of welcoming them."""
    mailbox = Mailbox()
    port = _free_port()
    controller = Refusing(greeting, port) if greeting else Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with _mailer_at(port):
            yield mailbox
    finally:
        controller.stop()


def no_smtp_server() -> AbstractContextManager[None]:
    """Point Django's mailer at a port where nobody answers."""
    return _mailer_at(_free_port())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _mailer_at(port: int) -> AbstractContextManager[None]:
    options = {"host": "127.0.0.1", "port": port, "timeout": 10}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return override_settings(MAILERS={"default": {"BACKEND": backend, "OPTIONS": options}})


def calendar_part(mail: EmailMessage) -> EmailMessage:
    """Return the text/calendar part that clients make buttons of."""
    return next(part for part in mail.walk() if part.get_content_type() == "text/calendar")  # type: ignore[return-value]
