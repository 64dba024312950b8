"""Make and read the tokens of links.

A token consists of the purpose, the values of the subject, a fingerprint and perhaps an end, with a signature. The
fingerprint is a digest of the secrets that end the link when they change: the key of the person and the secret of the
subject. Rows are found by their values, never by a secret, and all comparisons take constant time."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from accounts.links.purposes import ClosedNotice, LinkPurpose, find_purpose, sender_of
from accounts.models import User

SALT = "plenary.links"
LONGEST_TOKEN = 1000  # characters


class LinkState(Enum):
    """Whether a link works, and why not."""

    WORKS = "works"
    EXPIRED = "expired"  # its time is over
    ENDED = "ended"  # the person or the organisers ended it
    UNKNOWN = "unknown"  # not ours, cut off, made for another purpose, or without a subject


@dataclass(frozen=True)
class Link[Subject]:
    """A link that was read. Its subject is present unless the state is UNKNOWN; person may be None.

    ends_at: the end of a link that works or has expired; None if it has none."""

    purpose: LinkPurpose[Subject]
    token: str
    state: LinkState
    found: Subject | None = None
    person: User | None = None
    ends_at: datetime | None = None

    @property
    def works(self) -> bool:
        return self.state is LinkState.WORKS

    @property
    def subject(self) -> Subject:
        """The subject of a link that is not UNKNOWN."""
        if self.found is None:
            raise ValueError("This link has no subject.")
        return self.found

    @cached_property
    def closed(self) -> ClosedNotice | None:
        """Why the subject is not open, for the reader of a link that nobody has ended or replaced; None otherwise."""
        purpose, person = self.purpose, self.person
        if self.found is None or purpose.closed is None or purpose.is_open is None or purpose.is_open(self.found):
            return None
        parts = _unsign(self.token)
        is_current = parts is not None and constant_time_compare(parts[1], _fingerprint(purpose, self.found))
        return purpose.closed(self.found) if is_current and (person is None or person.is_active) else None

    @property
    def contact(self) -> str:
        """The address to ask about a link of a reader without an account, for whom a sign-in shows nothing; or ""."""
        if self.found is None or self.person is not None or self.purpose.contact is None:
            return ""
        return self.purpose.contact(self.found)

    @property
    def can_be_renewed(self) -> bool:
        """Whether the person may ask for a new link of this subject."""
        purpose = self.purpose
        if self.found is None or self.person is None or sender_of(purpose) is None or not self.person.is_active:
            return False
        return purpose.is_open is None or purpose.is_open(self.found)


def make_token[Subject](purpose: LinkPurpose[Subject], subject: Subject, *, until: datetime | None = None) -> str:
    """Return the token of a link. until: the link works at least until then, whatever the expiry of its subject says."""
    if until is None and isinstance(purpose.expiry, timedelta):
        until = now() + purpose.expiry
    end = int(until.timestamp()) if until else 0
    return _signer().sign_object([purpose.name, _fingerprint(purpose, subject), end, *purpose.values(subject)])


def make_url[Subject](purpose: LinkPurpose[Subject], subject: Subject, *, until: datetime | None = None) -> str:
    """Return the full address of a link. Without an expiry that counts from now, equal subjects give equal links."""
    return settings.BASE_URL + reverse(purpose.page, args=[make_token(purpose, subject, until=until)])


def read_token[Subject](purpose: LinkPurpose[Subject], token: str) -> Link[Subject]:
    """Return the link of a token for this purpose. It may have any state."""
    unknown = Link(purpose, token, LinkState.UNKNOWN)
    parts = _unsign(token)
    if parts is None or parts[0] != purpose.name:
        return unknown
    _name, fingerprint, end, *values = parts
    subject = purpose.find(*values)
    if subject is None:
        return unknown
    person = purpose.person(subject)
    ends_at = _end(purpose, subject, end)
    return Link(purpose, token, _state(purpose, subject, person, fingerprint, ends_at), subject, person, ends_at)


def read_any_token(token: str) -> Link[Any] | None:
    """Return the link of a token for the purpose that it names, or None for a token that is not ours."""
    parts = _unsign(token)
    purpose = find_purpose(parts[0]) if parts else None
    return read_token(purpose, token) if purpose else None


def _state[Subject](
    purpose: LinkPurpose[Subject],
    subject: Subject,
    person: User | None,
    fingerprint: str,
    ends_at: datetime | None,
) -> LinkState:
    if not constant_time_compare(fingerprint, _fingerprint(purpose, subject)):
        return LinkState.ENDED
    if (person is not None and not person.is_active) or (purpose.is_open is not None and not purpose.is_open(subject)):
        return LinkState.ENDED
    return LinkState.EXPIRED if ends_at is not None and ends_at <= now() else LinkState.WORKS


def _end[Subject](purpose: LinkPurpose[Subject], subject: Subject, written: int) -> datetime | None:
    """Return the end of a link: the later one of the end in its token and that of its subject. None means no end."""
    until = datetime.fromtimestamp(written, UTC) if written else None
    if isinstance(purpose.expiry, timedelta):
        return until
    by_subject = purpose.expiry(subject)
    return max(by_subject, until) if by_subject and until else by_subject


def _fingerprint[Subject](purpose: LinkPurpose[Subject], subject: Subject) -> str:
    person = purpose.person(subject)
    key = person.link_key if person and purpose.ends_with_person else ""
    secret = purpose.secret(subject) if purpose.secret else ""
    digest = sha256("\0".join([purpose.name, key, secret]).encode()).digest()
    return urlsafe_b64encode(digest[:12]).decode()


def _unsign(token: str) -> list[Any] | None:
    """Return the parts of a token with a valid signature, or None."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        parts = _signer().unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return parts if isinstance(parts, list) and len(parts) > 3 else None


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
