"""Preview an announcement on a page, or send it to its author as a test."""

from collections.abc import Mapping

from django.conf import settings

from accounts.addresses import canonical
from accounts.models import User
from events.announcements.mails import language_of
from events.mail_templates import services as mail_templates
from events.mails.catalogue import ANNOUNCEMENT
from events.mails.preview import Preview
from events.models import Event
from notifications.wording.defaults import MailSource


def language_for(event: Event, texts: Mapping[str, MailSource], *, reader: str = "", language: str = "") -> str:
    """Return the language of the preview: `language` if there is a text in it, else the language of the reader.

    texts: by language. reader: an email address."""
    if language in texts:
        return language
    person = User.objects.filter(canonical_email=canonical(reader)).first() if reader else None
    return language_of(texts, event, person or User())


def preview(event: Event, language: str, text: MailSource, *, is_optional: bool, reader: str = "") -> Preview:
    """Return the mail as the person with the email address `reader` gets it, or as a sample."""
    return mail_templates.preview_template(
        event, ANNOUNCEMENT, language, text, reader=reader, refuse_url=_refuse_url(is_optional)
    )


def send_test(event: Event, language: str, text: MailSource, *, is_optional: bool, to: User, reader: str = "") -> None:
    """Queue the mail to its author. Its link to refuse news has no effect, because it is not the author's own link."""
    mail_templates.send_test(
        event, ANNOUNCEMENT, language, text, to=to, reader=reader, refuse_url=_refuse_url(is_optional)
    )


def _refuse_url(is_optional: bool) -> str:
    return settings.BASE_URL if is_optional else ""
