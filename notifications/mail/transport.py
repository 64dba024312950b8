"""Send a batch of mails over one connection to the mail server, and interpret its answers."""

import smtplib
from dataclasses import dataclass
from email.errors import MessageError
from types import TracebackType
from typing import Any, Self

from django.core.mail import mailers
from django.core.mail.backends.smtp import EmailBackend

from notifications.mail.mime import MimeMessage, build_mime
from notifications.models import Delivery, Message

# Errors about our connection, our name or our password. They concern no single mail.
SERVER_LEVEL_ERRORS = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
# RFC 4954, 6: authenticate, use another mechanism, or encrypt first.
AUTHENTICATION_CODES = {530, 534, 535, 538}


@dataclass(frozen=True)
class ServerResponse:
    """The result of one attempt. `code` is the reply code of the server (RFC 5321, 4.2), or None without a reply."""

    outcome: Delivery.Outcome
    code: int | None = None
    text: str = ""


class MailConnection:
    """A connection to the mail server through Django's mailer: SMTP, or a backend of anymail.

    It opens with the first message, and again after the server has closed it. `is_down` is True if it cannot be opened,
    or if it broke with two mails in a row."""

    def __init__(self) -> None:
        self.backend: Any = None
        self.is_down = False
        self._broken_in_a_row = 0
        self._sent = 0  # mails over the open connection
        self._senders: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def deliver(self, message: Message) -> ServerResponse:
        """Send message and return the response. A failure of any kind is a response, never an exception."""
        try:
            mail = build_mime(message)
            mail.wire  # noqa: B018 (builds the mail)
        except Exception as error:  # the cause is in the row, so another attempt would fail too
            return _not_a_mail(error)
        sent_before = self._sent
        response = self._try(mail)
        # Many servers limit the number of mails per connection. Such a refusal is not an attempt.
        return self._try(mail) if response.code == 421 and sent_before and not self.is_down else response

    def _try(self, mail: MimeMessage) -> ServerResponse:
        try:
            self._open()
        except Exception as error:  # a problem of the server or of our settings, not of the message
            self.is_down = True
            self._close()
            return ServerResponse(Delivery.Outcome.RETRY, *_code_and_text(error))
        return self._send_and_interpret(mail)

    def _open(self) -> None:
        if self.backend is None:
            self.backend = mailers.create_connection("default")
        self.backend.open()

    def _send_and_interpret(self, mail: MimeMessage) -> ServerResponse:
        try:
            self._send(mail)
        except Exception as error:
            response, stays_open = _interpret(error)
            if not stays_open:
                self._close()
                self._broken_in_a_row += 1
                self.is_down = self._broken_in_a_row > 1 or isinstance(error, SERVER_LEVEL_ERRORS)
                return response
        else:
            response = ServerResponse(Delivery.Outcome.SENT, code=250)
            self._sent += 1
        self._broken_in_a_row = 0
        return response

    def _send(self, mail: MimeMessage) -> None:
        if not isinstance(self.backend, EmailBackend) or self.backend.connection is None:
            self.backend.send_messages([mail])
            return
        # The same as Django's backend, but without parsing the sender each time, and with the bytes that we have built.
        if mail.from_email not in self._senders:
            self._senders[mail.from_email] = self.backend.prep_address(mail.from_email)
        sender = self._senders[mail.from_email]
        self.backend.connection.sendmail(sender, [self.backend.prep_address(mail.to[0])], mail.wire)

    def _close(self) -> None:
        self._sent = 0
        if self.backend is None:
            return
        try:
            self.backend.close()
        except Exception:  # the server has closed the connection already
            self.backend = None


def _interpret(error: Exception) -> tuple[ServerResponse, bool]:
    """Return the response that an error stands for, and whether the connection stays open after it."""
    code, text = _code_and_text(error)
    stays_open = code is not None and 400 <= code < 600 and code != 421
    if isinstance(error, SERVER_LEVEL_ERRORS) or code in AUTHENTICATION_CODES:
        return ServerResponse(Delivery.Outcome.RETRY, code, text), False
    if isinstance(error, smtplib.SMTPSenderRefused):  # an administrator can correct our sender address
        return ServerResponse(Delivery.Outcome.RETRY, code, text), stays_open
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException):
        return ServerResponse(_outcome_of(code), code, text), stays_open
    if isinstance(error, OSError | smtplib.SMTPException):  # includes the errors of requests: no answer of a provider
        return ServerResponse(Delivery.Outcome.RETRY, code, text), code in {400, 413, 422}
    return _interpret_provider(error), True


def _interpret_provider(error: Exception) -> ServerResponse:
    from anymail import exceptions  # noqa: PLC0415 (slow to import, and seldom needed)

    code, text = _code_and_text(error)
    if isinstance(error, exceptions.AnymailRecipientsRefused):
        return ServerResponse(Delivery.Outcome.FAILED, code, text)
    if isinstance(error, exceptions.AnymailUnsupportedFeature):  # an administrator can change the provider or an option
        return ServerResponse(Delivery.Outcome.RETRY, code, text)
    if isinstance(error, ValueError | TypeError | LookupError | MessageError):
        return _not_a_mail(error)
    return ServerResponse(Delivery.Outcome.RETRY, code, text)


def _outcome_of(code: int | None) -> Delivery.Outcome:
    # RFC 5321, 4.2.1: 5yz is a permanent failure, all others may succeed later.
    return Delivery.Outcome.FAILED if code and 500 <= code < 600 else Delivery.Outcome.RETRY


def _not_a_mail(error: Exception) -> ServerResponse:
    text = f"This cannot be sent as a mail: {type(error).__name__}: {error}"
    return ServerResponse(Delivery.Outcome.FAILED, text=text)


def _code_and_text(error: Exception) -> tuple[int | None, str]:
    """Return the code of the server or of the API of the provider, if there is one, and its shortened text."""
    code: int | None
    content: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, content = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, content = error.smtp_code, error.smtp_error
    else:
        code, content = getattr(error, "status_code", None), f"{type(error).__name__}: {error}"
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    # smtplib uses -1 for a missing code. PostgreSQL does not accept NUL in a text.
    return code if code and code > 0 else None, text.replace("\0", "")[:2000]
