"""Signed links to refuse optional mails without an account."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from notifications.models import Message
from notifications.preferences.queries import split_by_preference

SALT = "optional-mail"


@dataclass(frozen=True)
class MailChoice:
    """The subject of a link: a person, or an address without an account, and a kind of mails in a scope."""

    person: User | None
    email: str
    what: str
    scope: str


def make_link(person: User | None, email: str, optional: str) -> str:
    """Return the address of the page on which person, or the reader of email, refuses such mails.

    `optional` is a value of optional_key(). Equal arguments give an equal link."""
    token = signing.Signer(salt=SALT).sign_object([person.pk if person else 0, email.lower(), optional])
    return settings.BASE_URL + reverse("preferences:optional", args=[token])


def link_of_message(message: Message) -> str:
    """Return the link for an optional message, or "" for an essential one."""
    return make_link(message.recipient, message.to_email, message.optional) if message.optional else ""


def parse_link(token: str) -> MailChoice | None:
    """Return the subject of a link, or None if the signature is invalid or the person is deleted."""
    try:
        pk, email, optional = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=pk).first() if pk else None
    if pk and person is None:
        return None
    return MailChoice(person, email, *split_by_preference(optional))
