"""An announcement looked at before it goes: as a person would read it, or mailed to who writes it."""

from collections.abc import Mapping

from django.conf import settings

from accounts.models import User
from events.agenda.announcements.mails import language_of
from events.agenda.wordings import services as wordings
from events.agenda.wordings.services import Look
from events.models import Event
from events.registration.words.kinds import ANNOUNCEMENT
from notifications.wording.shipped import Words

NO_WORDS = Words("", "", "")


def language_for(event: Event, texts: Mapping[str, Words], *, reader: str = "", language: str = "") -> str:
    """Return in which of the languages of texts it is read: this one, or that of who has the address reader."""
    if language in texts:
        return language
    person = User.objects.filter(email__iexact=reader).first() if reader else None
    return language_of(texts, event, person or User())


def look(event: Event, language: str, words: Words, *, is_optional: bool, reader: str = "") -> Look:
    """Return the mail in a language, as the reader with this address gets it, or as a sample."""
    return wordings.look(event, ANNOUNCEMENT, language, words, reader=reader, more=_more(is_optional))


def send_test(event: Event, language: str, words: Words, *, is_optional: bool, to: User, reader: str = "") -> None:
    """Queue the mail to who writes it. Its link to refuse such mails leads nowhere: it is not the reader's."""
    wordings.send_test(event, ANNOUNCEMENT, language, words, to=to, reader=reader, more=_more(is_optional))


def _more(is_optional: bool) -> dict[str, str]:
    return {"refuse_url": settings.BASE_URL} if is_optional else {}
