"""Messages per second with an invite, compared with a bare loop that builds and sends the same mail."""

import contextlib
import multiprocessing
import smtplib
import socket
import time
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, MIMEPart
from typing import TYPE_CHECKING

from django.db import connections
from django.test import override_settings

if TYPE_CHECKING:
    from notifications.models import Message
    from notifications.outbox.services import Draft

# The outbox and the yardstick take turns, so that a temporary load of the machine affects both.
ROUNDS, COUNT = 4, 150


def _serve(port: int) -> None:
    from aiosmtpd.controller import Controller  # noqa: PLC0415 (after Django is set up)

    class Sink:
        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
            return "250 OK"

    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    time.sleep(3600)


@contextlib.contextmanager
def server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(port,), daemon=True)
    process.start()
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(0.05)
    yield port
    process.kill()


def bare_loop(port: int, text: str, html: str, ics: str) -> float:
    """Return the seconds to build and send COUNT mails."""
    begin = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for number in range(COUNT):
            mail = EmailMessage()
            mail["Message-ID"], mail["Subject"] = f"<{number}@plenary.example>", "Confirmed: you have a place"
            mail["From"], mail["To"] = "Plenary <events@plenary.example>", f"Bench <bench{number}@example.org>"
            body = MIMEPart()
            body.set_content(text)
            body.add_alternative(html, subtype="html")
            part = MIMEPart()
            part.set_content(ics, subtype="calendar", cte="base64", params={"method": "REQUEST"})
            body.attach(part)
            mail.make_mixed()
            mail.attach(body)
            mail.add_attachment(ics.encode(), "application", "ics", filename="invite.ics")
            line.sendmail("events@plenary.example", [f"bench{number}@example.org"], mail.as_bytes(policy=policy.SMTP))
    return time.perf_counter() - begin


def measure() -> tuple[float, float]:
    """Return the messages per second of one worker and of the bare loop, to the same server."""
    return by_workers((1,))[1]


def by_workers(numbers: tuple[int, ...] = (1, 2, 4)) -> dict[int, tuple[float, float]]:
    """Return the messages per second of the outbox and of the bare loop, by number of workers."""
    from notifications.models import Message  # noqa: PLC0415 (after Django is set up)
    from notifications.outbox.services import queue  # noqa: PLC0415 (after Django is set up)

    sample = Message.objects.filter(ics_method="REQUEST").first()
    assert sample
    Message.objects.all().delete()
    ours, bare = dict.fromkeys(numbers, 0.0), 0.0
    with server() as port:
        backend = "django.core.mail.backends.smtp.EmailBackend"
        options = {"host": "127.0.0.1", "port": port}
        with override_settings(MAILERS={"default": {"BACKEND": backend, "OPTIONS": options}}):
            for turn in range(ROUNDS):
                for workers in numbers:
                    queue(*(_draft(sample, f"{turn}:{workers}:{number}") for number in range(COUNT)))
                    ours[workers] += _deliver(workers)
                    assert not Message.objects.exclude(status=Message.Status.SENT).filter(kind="bench").exists()
                bare += bare_loop(port, sample.text, sample.html, sample.ics)
    return {workers: (ROUNDS * COUNT / seconds, ROUNDS * COUNT / bare) for workers, seconds in ours.items()}


def _deliver(workers: int) -> float:
    """Return the seconds in which so many workers send the due messages. Each claims only a part of them."""
    from bench.registrations import together  # noqa: PLC0415 (after Django is set up)

    return together(_work, [[COUNT // workers] for _ in range(workers)])


def _work(shares: list[int]) -> Iterator[None]:
    from notifications.models import Message  # noqa: PLC0415 (after Django is set up)
    from notifications.outbox.delivery import deliver_due  # noqa: PLC0415 (after Django is set up)

    Message.objects.first()  # opens the connection
    yield
    deliver_due(limit=min(25, shares[0]))


def _draft(sample: "Message", number: str) -> "Draft":
    from notifications.outbox.services import Draft  # noqa: PLC0415 (after Django is set up)

    return Draft(
        dedupe_key=f"bench:{number}", kind="bench", topic="event:1", subject=sample.subject, text=sample.text, html=sample.html,
        ics=sample.ics, ics_method="REQUEST", to_email=f"bench{number.replace(':', '.')}@example.org", to_name="Bench",
    )  # fmt: skip
