"""One connection to the mail server for a batch, and what its answers mean."""

import smtplib
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from django.core.mail import mailers

from notifications.mail.building import build
from notifications.models import Delivery, Message


@dataclass(frozen=True)
class Answer:
    """What became of one attempt; code is the server's (RFC 5321, 4.2), None where it could not be asked."""

    outcome: Delivery.Outcome
    code: int | None = None
    said: str = ""


class Line:
    """An open connection through Django's mailer, so that any of its backends (SMTP, anymail's) will do.

    Opened with the first message, and again after one that the server ended."""

    def __init__(self) -> None:
        self.backend: Any = mailers.create_connection("default")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up()

    def deliver(self, message: Message) -> Answer:
        """Hand message over and return the answer; a failure of any kind is an answer, never an exception."""
        try:
            mail = build(message)
            mail.message()
        except (ValueError, IndexError) as error:  # an address that no mail can carry stays so
            return Answer(Delivery.Outcome.FAILED, said=f"This cannot be sent as a mail: {error}")
        try:
            self.backend.open()
            self.backend.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return _judge(code, said)
        except smtplib.SMTPResponseException as error:
            if not 500 <= error.smtp_code < 600:
                self._hang_up()
            return _judge(error.smtp_code, error.smtp_error)
        except ValueError as error:
            return Answer(Delivery.Outcome.FAILED, said=f"This cannot be sent as a mail: {error}")
        except Exception as error:  # no connection, a broken one, a provider's own error: try again later
            self._hang_up()
            return Answer(Delivery.Outcome.RETRY, said=f"{type(error).__name__}: {error}")
        return Answer(Delivery.Outcome.SENT, code=250)

    def _hang_up(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.backend.connection = None


def _judge(code: int, said: bytes | str) -> Answer:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    # RFC 5321, 4.2.1: 5yz is for good, anything else may pass.
    outcome = Delivery.Outcome.FAILED if 500 <= code < 600 else Delivery.Outcome.RETRY
    return Answer(outcome, code, words)
