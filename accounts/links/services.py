"""End and renew the links of a person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.errors import DomainError
from accounts.links.purposes import sender_of
from accounts.links.tokens import Link, make_url
from accounts.models import User
from accounts.models.user import new_link_key
from accounts.security_log import SecurityEvent, record

# How long a new link works whose subject has expired.
AFTER_EXPIRY = timedelta(days=7)


class LinkNotRenewableError(DomainError):
    """The person cannot ask for a new link."""


_endings: list[Callable[[User], None]] = []


def declare_ending(function: Callable[[User], None]) -> None:
    """Call function(person) when all personal addresses of a person are ended, not only the links in mails."""
    if function not in _endings:
        _endings.append(function)


@transaction.atomic
def end_everything(person: User) -> None:
    """End the links in mails and the personal calendar of a person: somebody else may have them."""
    end_links(person)
    for function in _endings:
        function(person)


@transaction.atomic
def end_links(person: User) -> None:
    """Give the person a new key, so that all links that were mailed to them end. Their personal calendar stays."""
    person.link_key = new_link_key()
    person.save(update_fields=["link_key"])
    record(SecurityEvent.LINK_REVOKED, subject=person)


@transaction.atomic
def renew(link: Link[Any]) -> None:
    """Mail the person a new link for the same subject, to their own address. End all their links if this one works.

    An ended link ends no others: the person may renew several links, one after the other. A link that has expired is
    renewed for AFTER_EXPIRY. Raise LinkNotRenewableError if the person cannot ask for one."""
    send = sender_of(link.purpose)
    if not link.can_be_renewed or link.person is None or send is None:
        raise LinkNotRenewableError
    record(SecurityEvent.LINK_RENEWED, subject=link.person, purpose=link.purpose.name)
    if link.works:
        end_links(link.person)
    subject = link.purpose.find(*link.purpose.values(link.subject))  # with the new key
    is_over = link.ends_at is not None and link.ends_at <= now()
    until = now() + AFTER_EXPIRY if is_over else None
    send(subject, make_url(link.purpose, subject, until=until))
