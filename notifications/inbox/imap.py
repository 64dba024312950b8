"""The mailbox that answers come to, read over IMAP. Each mail is stored before it is moved: a pass that dies loses
nothing, and one that runs twice, or beside another, does nothing twice."""

import logging
import ssl
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError

from notifications.inbox import services as inbox
from notifications.inbox.parsing import MAX_BYTES
from notifications.models import InboundMail

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200
TIMEOUT = 30  # seconds


def fetch_mail(take: Callable[[InboundMail], InboundMail]) -> int:
    """Store what is in the mailbox, let take() act on each, and move it to the folder of what is done or set aside.

    Returns how many mails those were: 0 where no mailbox is configured, or it cannot be reached, which is logged."""
    if not settings.IMAP["host"]:
        return 0
    from imaplib import IMAP4

    from imap_tools.errors import ImapToolsError, MailboxLoginError  # slow to import, and not needed by the web server

    count = 0
    try:
        with _open() as box:
            for mail in _each(box, take):
                count += mail
    except MailboxLoginError as error:
        _warn("The mailbox refuses IMAP_USER or IMAP_PASSWORD", error)
    except ssl.SSLCertVerificationError as error:
        _warn("The certificate of IMAP_HOST cannot be trusted (IMAP_CA_FILE names those who may sign it)", error)
    except (ImapToolsError, IMAP4.error, OSError) as error:
        _warn("The mailbox cannot be read", error)
    return count


def _warn(what: str, error: Exception) -> None:
    logger.warning("%s; the next tick tries again. %s: %s", what, settings.IMAP["host"], error)


def _open() -> Any:
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    given = settings.IMAP
    at: dict[str, Any] = {"host": given["host"], "port": given["port"], "timeout": TIMEOUT}
    if given["security"] == "none":
        box: Any = MailBoxUnencrypted(**at)
    else:
        # Without a context, imaplib trusts whoever answers.
        context = ssl.create_default_context()
        if given["ca_file"]:
            context.load_verify_locations(str(given["ca_file"]))
        box = (MailBox if given["security"] == "ssl" else MailBoxStartTls)(**at, ssl_context=context)
    return box.login(given["user"], given["password"], initial_folder=given["folder"])


def _each(box: Any, take: Callable[[InboundMail], InboundMail]) -> Any:
    """Settle and move each mail, and yield whether it was."""
    done, aside = settings.IMAP["done_folder"], settings.IMAP["aside_folder"]
    for folder in (done, aside):
        if not box.folder.exists(folder):
            box.folder.create(folder)
    for uid in box.uids("ALL")[:MOST_AT_ONCE]:
        raw = _fetch(box, uid)
        if raw is None:  # another process was quicker
            continue
        try:
            mail = take(inbox.receive(raw, via=InboundMail.Via.IMAP))
        except (OperationalError, InterfaceError):  # the database is away: for all of them
            raise
        except Exception:  # one mail keeps no other waiting
            logger.exception("A mail in the mailbox cannot be stored; it stays there: UID %s", uid)
            continue
        if mail.state == InboundMail.State.WAITING:
            continue  # it stays where it is
        box.move([uid], aside if mail.state == InboundMail.State.QUARANTINED else done)
        yield True


def _fetch(box: Any, uid: str) -> bytes | None:
    """Return a mail, of one that is too large only as much as shows that it is; None if it is gone."""
    answer, found = box.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{MAX_BYTES + 1}>)")
    pieces = [piece[1] for piece in found if isinstance(piece, tuple)] if answer == "OK" else []
    return pieces[0] if pieces else None
