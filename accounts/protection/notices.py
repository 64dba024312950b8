"""The mails about changes of how a person signs in."""

import logging
import smtplib
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.utils.translation import override

from accounts import languages
from accounts.encryption import DecryptionError
from accounts.links.tokens import make_url
from accounts.models import SignInChange, User
from accounts.protection import changes, texts
from accounts.protection.snapshots import Difference, Snapshot

logger = logging.getLogger(__name__)
Sentences = Callable[[], list[str]]


def send_notices(change: SignInChange, *, again: bool = False) -> bool:
    """Mail the owner of an account about a change, with a link to undo it. Return False if no mail could be sent.

    The mails go out at once, not through the outbox, so a thief cannot use the time in between. If a mail cannot be sent,
    resend_notices() tries again."""
    waiting = (
        SignInChange.objects.filter(pk=change.pk)
        if again
        else SignInChange.objects.filter(pk=change.pk, notified_at=None)
    )
    if waiting.update(notified_at=now()) == 0:
        return True
    try:
        context = {"found": changes.differences_of(change), "at": change.created_at, **changes.origin_of(change)}
        with_link = context | {"undo_url": make_url(changes.UNDO, change), "until": change.undo_until}
        mails = [(address, context) for address in changes.other_addresses(change)]
        mails += [(address, with_link) for address in changes.trusted_addresses(change)]
    except DecryptionError:  # a key is missing: trying again does not help
        logger.exception("A change of an account cannot be decrypted.")
        return True
    taken = [_mail(change.person, address, "account/email/change", context) for address, context in mails]
    if any(taken):  # One mailbox may be gone. If no mail has left, the mail server is not reachable.
        return True
    SignInChange.objects.filter(pk=change.pk).update(notified_at=None)
    return False


def send_after_commit(change: SignInChange) -> None:
    """Send the mails about a change as soon as the transaction has ended."""
    transaction.on_commit(lambda: send_notices(change))


def send_without_link(person: User, address: str, found: list[Difference], origin: dict[str, str]) -> None:
    """Tell the reader of an address that nobody has proved about a change, as soon as the transaction has ended."""
    context = {"found": found, "at": now(), **origin}
    transaction.on_commit(lambda: _mail(person, address, "account/email/change", context))


def send_rights_changed(person: User, before: Snapshot, write: Sentences) -> None:
    """Tell person, as soon as the transaction has ended, that somebody has changed what they may do.

    before: the state before the change: an address that an administrator replaces at the same time is told too.
    write: returns a sentence for each change, in the active language."""
    context = {"write": write, "at": now()}
    for address in before.verified or [before.email]:
        transaction.on_commit(partial(_mail, person, address, "account/email/rights_changed", context))


def resend_notices() -> int:
    """Send the mails that could not be sent before. Return their number. Safe to run twice."""
    waiting = SignInChange.objects.undoable().filter(notified_at=None).select_related("person").order_by("pk")
    return sum(send_notices(change) for change in waiting[:100])


def send_undone(person: User, addresses: list[str]) -> None:
    """Tell the owner that the changes are undone, and what to do now."""
    for address in addresses:
        _mail(person, address, "account/email/change_undone", {})


def _mail(person: User, address: str, template: str, context: dict[str, Any]) -> bool:
    """Send one mail at once, and return whether the mail server has taken it."""
    with override(languages.django_code(languages.first_supported(person.language))):
        context = context | {
            "site_name": settings.SITE_NAME,
            "base_url": settings.BASE_URL,
            "sentences": context["write"]() if "write" in context else texts.sentences(context.get("found", [])),
        }
        subject = (
            texts.subject(context["found"])
            if "found" in context
            else " ".join(render_to_string(f"{template}_subject.txt", context).split())
        )
        body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    # RFC 3834: prevents out-of-office replies.
    mail = EmailMessage(subject, body, None, [address], headers={"Auto-Submitted": "auto-generated"})
    try:
        mail.send()
    except (OSError, smtplib.SMTPException):
        logger.exception("A mail about a change of an account could not be sent.")
        return False
    return True
