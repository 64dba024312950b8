"""The mailbox that answers come to, read over IMAP. Each mail is stored before it is moved: a pass that dies loses
nothing, and one that runs twice, or beside another, does nothing twice."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings

from notifications.inbox import services as inbox
from notifications.inbox.reading import LARGEST
from notifications.models import InboundMail

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200
TIMEOUT = 30  # seconds


def read(take: Callable[[InboundMail], InboundMail]) -> int:
    """Store what is in the mailbox, let take() act on each, and move it to the folder of what is done or set aside.

    Returns how many mails those were: 0 where no mailbox is configured, or it cannot be reached, which is logged."""
    if not settings.IMAP["host"]:
        return 0
    from imaplib import IMAP4

    from imap_tools.errors import ImapToolsError  # slow to import, and not needed by the web server

    try:
        with _open() as box:
            return _read(box, take)
    except (ImapToolsError, IMAP4.error, OSError):
        logger.warning("The mailbox cannot be read; the next tick tries again.", exc_info=True)
        return 0


def _open() -> Any:
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    kinds: dict[Any, Any] = {"ssl": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}
    given = settings.IMAP
    box = kinds[given["security"]](given["host"], given["port"], timeout=TIMEOUT)
    return box.login(given["user"], given["password"], initial_folder=given["folder"])


def _read(box: Any, take: Callable[[InboundMail], InboundMail]) -> int:
    done, aside = settings.IMAP["done_folder"], settings.IMAP["aside_folder"]
    for folder in (done, aside):
        if not box.folder.exists(folder):
            box.folder.create(folder)
    count = 0
    for uid in box.uids("ALL")[:MOST_AT_ONCE]:
        raw = _fetch(box, uid)
        if raw is None:  # another process was quicker
            continue
        mail = take(inbox.receive(raw, via=InboundMail.Via.IMAP))
        if mail.state == InboundMail.State.WAITING:
            continue  # it stays where it is
        is_for_people = mail.state == InboundMail.State.SET_ASIDE and mail.kind != InboundMail.Kind.AUTO_REPLY
        box.move([uid], aside if is_for_people else done)
        count += 1
    return count


def _fetch(box: Any, uid: str) -> bytes | None:
    """Return a mail, of one that is too large only as much as shows that it is; None if it is gone."""
    answer, found = box.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
    pieces = [piece[1] for piece in found if isinstance(piece, tuple)] if answer == "OK" else []
    return pieces[0] if pieces else None
