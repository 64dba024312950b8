"""The mail with a new personal link to the mail settings."""

from uuid import uuid4

from django.utils.translation import override

from accounts import languages
from accounts.links.purposes import declare_sender
from notifications.mail import rendering
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft
from notifications.preferences.links import OPTIONAL, MailChoice

KIND = "settings_link"


def declare() -> None:
    """Let people renew the links to their mail settings."""
    declare_sender(OPTIONAL, mail_link)


def mail_link(choice: MailChoice, link: str) -> None:
    """Queue a mail with link to the person of choice. An address without an account has no links to renew."""
    person = choice.person
    if person is None:
        return
    with override(languages.django_code(languages.first_supported(person.language))):
        mail = rendering.render(KIND, {"person": person, "link": link})
    outbox.queue(
        Draft(
            dedupe_key=f"{KIND}:{uuid4()}",
            kind=KIND,
            recipient=person,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
        )
    )
