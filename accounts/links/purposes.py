"""What links are for. Each package declares the purposes of its own links."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from accounts.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class ClosedNotice:
    """What the page of a link says whose subject is not open. It must tell nothing else about the subject.

    contact: the address of those who can be asked; "" if there is none."""

    heading: "StrOrPromise"
    text: "StrOrPromise"
    contact: str = ""


@dataclass(frozen=True)
class LinkPurpose[Subject]:
    """One thing that a link permits.

    name: unique; it is a part of each token, so that a token of one purpose does not work for another.
    values: the values that identify a subject (numbers and texts). `find` returns the subject of these values, or None.
    person: whose link it is; None for an address without an account.
    expiry: a timedelta counts from the moment at which a token is made. A function returns the end of the links of a
    subject (aware), or None while they have no end: their tokens stay the same whenever they are mailed.
    page: the name of the URL that takes the token; "" for a token that is not part of a URL.
    secret: a further secret of the subject. A new one ends the links of this subject only.
    is_open: returns False for a subject whose links were ended; the person cannot renew them.
    closed: returns why a subject is not open. The page of a link that would work otherwise says it; None for no reason.
    contact: returns the address of those who can be asked, for links of people without an account; "" if there is none.
    ends_with_person: whether ending the links of a person ends the links of this purpose, too."""

    name: str
    values: Callable[[Subject], tuple[Any, ...]]
    find: Callable[..., Subject | None]
    person: Callable[[Subject], User | None]
    expiry: timedelta | Callable[[Subject], datetime | None]
    page: str = ""
    secret: Callable[[Subject], str] | None = None
    is_open: Callable[[Subject], bool] | None = None
    closed: Callable[[Subject], ClosedNotice | None] | None = None
    contact: Callable[[Subject], str] | None = None
    ends_with_person: bool = True


Sender = Callable[[Any, str], None]
_senders: dict[str, Sender] = {}
_purposes: dict[str, LinkPurpose[Any]] = {}


def declare[Subject](purpose: LinkPurpose[Subject]) -> LinkPurpose[Subject]:
    """Make a purpose known, and return it. Raise ValueError if another purpose has its name."""
    if purpose.name in _purposes:
        raise ValueError(f"Two purposes of links are named {purpose.name!r}.")
    _purposes[purpose.name] = purpose
    return purpose


def declare_sender[Subject](purpose: LinkPurpose[Subject], sender: Callable[[Subject, str], None]) -> None:
    """Let people ask for new links of this purpose. sender mails the link, its second argument, to the person."""
    _senders[purpose.name] = sender


def sender_of(purpose: LinkPurpose[Any]) -> Sender | None:
    """Return the function that mails new links of this purpose, or None if people cannot ask for one."""
    return _senders.get(purpose.name)


def find_purpose(name: str) -> LinkPurpose[Any] | None:
    """Return the declared purpose with this name, or None."""
    return _purposes.get(name)


def all_purposes() -> list[LinkPurpose[Any]]:
    """Return all declared purposes."""
    return list(_purposes.values())


def never(_subject: object) -> None:
    """The expiry of links that have no end."""
