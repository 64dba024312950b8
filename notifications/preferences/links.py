"""Signed links to refuse optional mails without an account."""

from dataclasses import dataclass

from accounts.addresses import canonical
from accounts.links.purposes import LinkPurpose, declare, never
from accounts.links.tokens import make_url
from accounts.models import User
from notifications.models import Message
from notifications.preferences.queries import optional_key, split_by_preference


@dataclass(frozen=True)
class MailChoice:
    """The subject of a link: a person, or an address without an account, and a kind of mails in a scope."""

    person: User | None
    email: str
    what: str
    scope: str


def _find_choice(pk: int, email: str, optional: str) -> MailChoice | None:
    person = User.objects.filter(pk=pk).first() if pk else None
    if pk and person is None:
        return None
    return MailChoice(person, email, *split_by_preference(optional))


# These links have no end: an old mail must still offer a way to stop such mails.
OPTIONAL = declare(
    LinkPurpose[MailChoice](
        name="optional",
        page="preferences:optional",
        values=lambda choice: (
            choice.person.pk if choice.person else 0,
            canonical(choice.email),
            optional_key(choice.what, choice.scope),
        ),
        find=_find_choice,
        person=lambda choice: choice.person,
        expiry=never,
    )
)


def make_link(person: User | None, email: str, optional: str) -> str:
    """Return the address of the page on which person, or the reader of email, refuses such mails.

    `optional` is a value of optional_key(). Equal arguments give an equal link."""
    return make_url(OPTIONAL, MailChoice(person, email, *split_by_preference(optional)))


def link_of_message(message: Message) -> str:
    """Return the link for an optional message, or "" for an essential one."""
    return make_link(message.recipient, message.to_email, message.optional) if message.optional else ""
