"""Read the mailbox over IMAP.

A mail is stored before it is moved. So a run that stops in the middle loses nothing, and a run that is repeated, or
runs beside another, changes nothing twice."""

import logging
import ssl
from collections.abc import Callable, Iterator
from imaplib import IMAP4
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError

from notifications.inbox import services as inbox
from notifications.inbox.parsing import MAX_BYTES_WITH_FILES
from notifications.models import InboundMail

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

logger = logging.getLogger(__name__)

MAX_MAILS = 200  # in one run
TIMEOUT = 30  # seconds
Process = Callable[[InboundMail], InboundMail]


def fetch_mail(process: Process) -> int:
    """Store and process the mails of the mailbox, and move them to the folder for their result.

    Return the number of moved mails. Log a warning and return 0 if the mailbox is not reachable. Return 0 if no mailbox
    is configured."""
    if not settings.IMAP["host"]:
        return 0
    from imap_tools.errors import ImapToolsError, MailboxLoginError  # noqa: PLC0415 (slow to import, and not needed by web processes)

    count = 0
    try:
        with _open() as mailbox:
            for _mail in _process_mails(mailbox, process):
                count += 1
    except MailboxLoginError as error:
        _warn("The mailbox refuses IMAP_USER or IMAP_PASSWORD", error)
    except ssl.SSLCertVerificationError as error:
        _warn("The certificate of IMAP_HOST is not trusted (set IMAP_CA_FILE to the authority that signed it)", error)
    except (ImapToolsError, IMAP4.error, OSError) as error:
        _warn("The mailbox cannot be read", error)
    return count


def _warn(problem: str, error: Exception) -> None:
    logger.warning("%s; the next run tries again. %s: %s", problem, settings.IMAP["host"], error)


def _open() -> "BaseMailBox":
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted  # noqa: PLC0415 (slow to import, and not needed by web processes)

    config: dict[str, Any] = settings.IMAP
    server: dict[str, Any] = {"host": config["host"], "port": config["port"], "timeout": TIMEOUT}
    mailbox: BaseMailBox
    if config["security"] == "none":
        mailbox = MailBoxUnencrypted(**server)
    else:
        # Without a context, imaplib accepts any certificate.
        context = ssl.create_default_context()
        if config["ca_file"]:
            context.load_verify_locations(str(config["ca_file"]))
        mailbox = (MailBox if config["security"] == "ssl" else MailBoxStartTls)(**server, ssl_context=context)
    return mailbox.login(config["user"], config["password"], initial_folder=config["folder"])


def _process_mails(mailbox: "BaseMailBox", process: Process) -> Iterator[InboundMail]:
    """Process and move the mails, and yield each mail that was moved."""
    config: dict[str, str] = settings.IMAP
    done_folder, quarantine_folder = config["done_folder"], config["aside_folder"]
    for folder in (done_folder, quarantine_folder):
        if not mailbox.folder.exists(folder):
            mailbox.folder.create(folder)
    for uid in mailbox.uids("ALL")[:MAX_MAILS]:
        raw = _fetch(mailbox, uid)
        if raw is None:  # another process has moved it
            continue
        try:
            mail = process(inbox.receive(raw, via=InboundMail.Via.IMAP))
        except (OperationalError, InterfaceError):  # the database is not reachable, so all mails have to wait
            raise
        except Exception:  # a mail that cannot be stored must not block the others
            logger.exception("A mail in the mailbox cannot be stored; it stays there: UID %s", uid)
            continue
        if mail.state == InboundMail.State.WAITING:
            continue  # it stays in the mailbox
        mailbox.move([uid], quarantine_folder if mail.state == InboundMail.State.QUARANTINED else done_folder)
        yield mail


def _fetch(mailbox: "BaseMailBox", uid: str) -> bytes | None:
    """Return the content of a mail, or None if it is gone. A content that is too large is cut just above the limit."""
    status, data = mailbox.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{MAX_BYTES_WITH_FILES + 1}>)")
    contents = [item[1] for item in data if isinstance(item, tuple)] if status == "OK" else []
    return contents[0] if contents else None
