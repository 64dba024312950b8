"""A mail server in a thread. Tests can prepare its answers."""

import asyncio
import socket
import socketserver
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings
from django.utils.timezone import now

# Between two looks at whether a server of tests shall stop. The standard library waits half a second.
POLL_SECONDS = 0.02


class Mailbox:
    """The stored mails. The server first gives `answers`, one per mail; None closes the connection.

    sender_answers and recipient_answers are given likewise to MAIL FROM and RCPT TO; on_mail is called with each mail.
    delays are seconds that it takes to say that it has a mail, one a mail. Of a connection, it takes most mails and says
    421 to the next. It knows no address before greylist has passed since it was tried first."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.contents: list[bytes] = []
        self.recipients: list[str] = []
        self.answers: deque[str | None] = deque()
        self.sender_answers: deque[str] = deque()
        self.recipient_answers: deque[str] = deque()
        self.on_mail: Callable[[], None] = lambda: None
        self.connections = 0
        self.delays: deque[float] = deque()
        self.most = 0  # any number
        self.greylist = timedelta()
        self.tried: dict[str, list[datetime]] = {}

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.most and getattr(session, "taken", 0) >= self.most:
            server.transport.write(b"421 that is enough for one connection\r\n")
            server.transport.close()
            return "421 gone"
        if self.sender_answers and not (answer := self.sender_answers.popleft()).startswith("250"):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.recipient_answers:
            return self.recipient_answers.popleft()
        self.tried.setdefault(address, []).append(now())
        if now() - self.tried[address][0] < self.greylist:
            return "451 4.7.1 greylisted, come back"
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
        session.taken = getattr(session, "taken", 0) + 1
        if self.delays:
            await asyncio.sleep(self.delays.popleft())
        return "250 OK"


class Refusing:
    """A server that greets with an error and closes the connection."""

    def __init__(self, greeting: str, port: int) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.sendall(f"{greeting}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler)

    def start(self) -> None:
        threading.Thread(target=self.server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Breaking:
    """A server that breaks off so many times, with a mail in its hands: after some lines of it, or, once it has all of
    it (after_all), before it says so. Then it takes what comes. Without STARTTLS, but that it may offer it and hang up."""

    def __init__(self, port: int, *, times: int, after_all: bool = False, offers_tls: bool = False) -> None:
        self.contents: list[bytes] = []
        self.left, self.after_all, self.offers_tls = times, after_all, offers_tls
        mine = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                mine.talk(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler)

    def talk(self, line: socketserver.StreamRequestHandler) -> None:
        def say(words: str) -> None:
            line.wfile.write(f"{words}\r\n".encode())

        say("220 hello")
        while command := line.rfile.readline().strip().upper():
            if command.startswith(b"EHLO") and self.offers_tls:
                say("250-hello\r\n250 STARTTLS")
            elif command == b"STARTTLS":
                say("220 go ahead")
                self.reset(line)
                break
            elif command == b"DATA":
                say("354 go ahead")
                if not self.take(line):
                    self.reset(line)
                    break
                say("250 taken")
            elif command == b"QUIT":
                say("221 bye")
                break
            else:
                say("250 good")

    def take(self, line: socketserver.StreamRequestHandler) -> bool:
        breaks, lines = self.left > 0, []
        self.left -= 1
        while (read := line.rfile.readline()) not in (b".\r\n", b""):
            lines.append(read)
            if breaks and not self.after_all and len(lines) == 5:
                return False
        self.contents.append(b"".join(lines))
        return not breaks

    @staticmethod
    def reset(line: socketserver.StreamRequestHandler) -> None:
        line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def start(self) -> None:
        threading.Thread(target=self.server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def breaking_server(*, mailer: dict[str, Any] | None = None, **how: Any) -> Iterator[Breaking]:
    """Run a server that closes connections, and configure Django's mailer to use it."""
    port = free_port()
    server = Breaking(port, **how)
    server.start()
    try:
        with _mailer_at(port, **mailer or {}):
            yield server
    finally:
        server.stop()


@contextmanager
def smtp_server(greeting: str = "", mailer: dict[str, Any] | None = None, **server: Any) -> Iterator[Mailbox]:
    """Run a mail server on a free port during the block, and configure Django's mailer to use it.

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
    """Configure Django's mailer to use a port without a server."""
    return _mailer_at(free_port())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _mailer_at(port: int, **more: Any) -> AbstractContextManager[None]:
    options = {"host": "127.0.0.1", "port": port, "timeout": 10, **more}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return override_settings(MAILERS={"default": {"BACKEND": backend, "OPTIONS": options}})


def calendar_part(mail: EmailMessage) -> EmailMessage:
    """Return the text/calendar part for which mail programs show buttons."""
    return next(part for part in mail.walk() if part.get_content_type() == "text/calendar")  # type: ignore[return-value]
