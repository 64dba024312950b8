"""One connection to the mail server for a batch, and what its answers mean."""

import smtplib
from dataclasses import dataclass
from email.errors import MessageError
from types import TracebackType
from typing import Any, Self

from django.core.mail import mailers
from django.core.mail.backends.smtp import EmailBackend

from notifications.mail.mime import MimeMessage, build_mime
from notifications.models import Delivery, Message

# What the server says of us before it hears of any mail: our address, our name, our password.
SERVER_LEVEL_ERRORS = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
# RFC 4954, 6: sign in, sign in otherwise, or encrypt first.
SIGN_IN = {530, 534, 535, 538}


@dataclass(frozen=True)
class ServerResponse:
    """What became of one attempt; code is the server's (RFC 5321, 4.2), None where it could not be asked."""

    outcome: Delivery.Outcome
    code: int | None = None
    said: str = ""


class MailConnection:
    """An open connection through Django's mailer, so that any of its backends (SMTP, anymail's) will do.

    Opened with the first message, and again after one that the server ended. `is_down` turns True once it cannot be
    opened, or broke with two mails in a row: the next mail would fare no better."""

    def __init__(self) -> None:
        self.backend: Any = None
        self.is_down = False
        self._broke = 0
        self._carried = 0  # mails, by the connection that is open
        self._senders: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up()

    def deliver(self, message: Message) -> ServerResponse:
        """Hand message over and return the answer; a failure of any kind is an answer, never an exception."""
        try:
            mail = build_mime(message)
            mail.wire  # noqa: B018 (put together once)
        except Exception as error:  # whatever it is lies in the row, and stays so
            return _unfit(error)
        carried = self._carried
        answer = self._try(mail)
        # Many servers take so many mails on a connection and no more: that costs this one no attempt, and no wait.
        return self._try(mail) if answer.code == 421 and carried and not self.is_down else answer

    def _try(self, mail: MimeMessage) -> ServerResponse:
        try:
            self._open()
        except Exception as error:  # the server's trouble or our own, never the message's
            self.is_down = True
            self._hang_up()
            return ServerResponse(Delivery.Outcome.RETRY, *_words(error))
        return self._hand_over(mail)

    def _open(self) -> None:
        if self.backend is None:
            self.backend = mailers.create_connection("default")
        self.backend.open()

    def _hand_over(self, mail: MimeMessage) -> ServerResponse:
        try:
            self._send(mail)
        except Exception as error:
            answer, goes_on = _read(error)
            if not goes_on:
                self._hang_up()
                self._broke += 1
                self.is_down = self._broke > 1 or isinstance(error, SERVER_LEVEL_ERRORS)
                return answer
        else:
            answer = ServerResponse(Delivery.Outcome.SENT, code=250)
            self._carried += 1
        self._broke = 0
        return answer

    def _send(self, mail: MimeMessage) -> None:
        if not isinstance(self.backend, EmailBackend) or self.backend.connection is None:
            self.backend.send_messages([mail])
            return
        # What Django's back end does, without parsing the sender's address anew and the mail that is bytes already.
        if mail.from_email not in self._senders:
            self._senders[mail.from_email] = self.backend.prep_address(mail.from_email)
        sender = self._senders[mail.from_email]
        self.backend.connection.sendmail(sender, [self.backend.prep_address(mail.to[0])], mail.wire)

    def _hang_up(self) -> None:
        self._carried = 0
        if self.backend is None:
            return
        try:
            self.backend.close()
        except Exception:  # it need not be polite any more
            self.backend = None


def _read(error: Exception) -> tuple[ServerResponse, bool]:
    """Return what error says of the mail, and whether the connection goes on after it."""
    code, said = _words(error)
    goes_on = code is not None and 400 <= code < 600 and code != 421
    if isinstance(error, SERVER_LEVEL_ERRORS) or code in SIGN_IN:
        return ServerResponse(Delivery.Outcome.RETRY, code, said), False
    if isinstance(error, smtplib.SMTPSenderRefused):  # our sender, and somebody can put that right
        return ServerResponse(Delivery.Outcome.RETRY, code, said), goes_on
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException):
        return ServerResponse(_judge(code), code, said), goes_on
    if isinstance(error, OSError | smtplib.SMTPException):  # and requests' errors: no answer, or a provider's
        return ServerResponse(Delivery.Outcome.RETRY, code, said), code in {400, 413, 422}
    return _read_provider(error), True


def _read_provider(error: Exception) -> ServerResponse:
    from anymail import exceptions  # slow to import, and seldom needed

    code, said = _words(error)
    if isinstance(error, exceptions.AnymailRecipientsRefused):
        return ServerResponse(Delivery.Outcome.FAILED, code, said)
    if isinstance(error, exceptions.AnymailUnsupportedFeature):  # another provider, or an option, helps
        return ServerResponse(Delivery.Outcome.RETRY, code, said)
    if isinstance(error, ValueError | TypeError | LookupError | MessageError):
        return _unfit(error)
    return ServerResponse(Delivery.Outcome.RETRY, code, said)


def _judge(code: int | None) -> Delivery.Outcome:
    # RFC 5321, 4.2.1: 5yz is for good, anything else may pass.
    return Delivery.Outcome.FAILED if code and 500 <= code < 600 else Delivery.Outcome.RETRY


def _unfit(error: Exception) -> ServerResponse:
    return ServerResponse(
        Delivery.Outcome.FAILED, said=f"This cannot be sent as a mail: {type(error).__name__}: {error}"
    )


def _words(error: Exception) -> tuple[int | None, str]:
    """Return the code of the server or the provider's API, if there is one, and what was said, shortened."""
    code: int | None
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        code, said = getattr(error, "status_code", None), f"{type(error).__name__}: {error}"
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    # smtplib says -1 where there was no code; NUL is no text to PostgreSQL.
    return code if code and code > 0 else None, words.replace("\0", "")[:2000]
