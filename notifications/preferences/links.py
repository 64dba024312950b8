"""The link by which somebody refuses what a mail is one of, without an account: signed, so that nobody makes their own."""

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
    """Whose choice about which mails: a person's, or an address's without one."""

    person: User | None
    email: str
    what: str
    scope: str


def make_link(person: User | None, email: str, optional: str) -> str:
    """Return where person, or who reads email, refuses such mails; the same each time."""
    token = signing.Signer(salt=SALT).sign_object([person.pk if person else 0, email.lower(), optional])
    return settings.BASE_URL + reverse("preferences:optional", args=[token])


def link_of_message(message: Message) -> str:
    """Return the link of an optional message; "" for an essential one."""
    return make_link(message.recipient, message.to_email, message.optional) if message.optional else ""


def parse_link(token: str) -> MailChoice | None:
    """Return whose link this is and about what; None for one that we did not make, or whose person is gone."""
    try:
        pk, email, optional = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=pk).first() if pk else None
    if pk and person is None:
        return None
    return MailChoice(person, email, *split_by_preference(optional))
