"""A real mail server in a thread, whose answers a test may write beforehand."""

import socket
import socketserver
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings


class Mailbox:
    """Keeps what it accepts; `answers` are given first, one a mail, None closing the connection.

    sender_answers and recipient_answers are given likewise to MAIL FROM and RCPT TO; on_mail is called with each mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.contents: list[bytes] = []
        self.recipients: list[str] = []
        self.answers: deque[str | None] = deque()
        self.sender_answers: deque[str] = deque()
        self.recipient_answers: deque[str] = deque()
        self.on_mail: Callable[[], None] = lambda: None
        self.connections = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.sender_answers:
            return self.sender_answers.popleft()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.recipient_answers:
            return self.recipient_answers.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.on_mail()
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
def smtp_server(greeting: str = "", mailer: dict[str, Any] | None = None, **server: Any) -> Iterator[Mailbox]:
    """Run a mail server on a free port for as long as the block runs, with Django's mailer pointed at it.

    greeting: what it says to whoever connects, instead of welcoming them; mailer: more OPTIONS of Django's mailer;
    server: what aiosmtpd takes."""
    mailbox = Mailbox()
    port = free_port()
    controller: Any = Refusing(greeting, port) if greeting else Controller(mailbox, "127.0.0.1", port, **server)
    controller.start()
    try:
        with _mailer_at(port, **mailer or {}):
            yield mailbox
    finally:
        controller.stop()


def no_smtp_server() -> AbstractContextManager[None]:
    """Point Django's mailer at a port where nobody answers."""
    return _mailer_at(free_port())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _mailer_at(port: int, **more: Any) -> AbstractContextManager[None]:
    options = {"host": "127.0.0.1", "port": port, "timeout": 10, **more}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return override_settings(MAILERS={"default": {"BACKEND": backend, "OPTIONS": options}})


def calendar_part(mail: EmailMessage) -> EmailMessage:
    """Return the text/calendar part that clients make buttons of."""
    return next(part for part in mail.walk() if part.get_content_type() == "text/calendar")  # type: ignore[return-value]
