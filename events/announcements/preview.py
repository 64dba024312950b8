"""An announcement looked at before it goes: as a person would read it, or mailed to who writes it."""

from collections.abc import Mapping

from django.conf import settings

from accounts.models import User
from events.announcements.mails import language_of
from events.mail_templates import services as wordings
from events.mails.catalogue import ANNOUNCEMENT
from events.mails.preview import Preview
from events.models import Event
from notifications.wording.defaults import MailSource

NO_WORDS = MailSource("", "", "")


def language_for(event: Event, texts: Mapping[str, MailSource], *, reader: str = "", language: str = "") -> str:
    """Return in which of the languages of texts it is read: this one, or that of who has the address reader."""
    if language in texts:
        return language
    person = User.objects.filter(email__iexact=reader).first() if reader else None
    return language_of(texts, event, person or User())


def preview(event: Event, language: str, words: MailSource, *, is_optional: bool, reader: str = "") -> Preview:
    """Return the mail in a language, as the reader with this address gets it, or as a sample."""
    return wordings.preview_template(event, ANNOUNCEMENT, language, words, reader=reader, more=_more(is_optional))


def send_test(event: Event, language: str, words: MailSource, *, is_optional: bool, to: User, reader: str = "") -> None:
    """Queue the mail to who writes it. Its link to refuse such mails leads nowhere: it is not the reader's."""
    wordings.send_test(event, ANNOUNCEMENT, language, words, to=to, reader=reader, more=_more(is_optional))


def _more(is_optional: bool) -> dict[str, str]:
    return {"refuse_url": settings.BASE_URL} if is_optional else {}
