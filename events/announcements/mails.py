"""The mail of an announcement to one person."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import override

from accounts import languages
from accounts.models import User
from events.mails import sender
from events.mails.catalogue import ANNOUNCEMENT
from events.mails.context import MailContext, NominationRequest, scope
from events.mails.writer import MailWriter
from events.models import Announcement, AnnouncementRecipient, AnnouncementText, Event
from events.registration import notify
from notifications.models import Refusal
from notifications.outbox.services import Draft
from notifications.preferences import links
from notifications.preferences.queries import optional_key
from notifications.wording.defaults import MailSource
from notifications.wording.markdown import NAME

KIND = ANNOUNCEMENT.name
Role = AnnouncementRecipient.Role


def key_start(announcement: Announcement) -> str:
    """Return the start of the dedupe keys of all mails of announcement."""
    return f"{KIND}:{announcement.pk}:"


def dedupe_key(announcement: Announcement, person: int) -> str:
    return f"{key_start(announcement)}{person}"


def optional_of(announcement: Announcement) -> str:
    """Return the refusal that stops the mails of announcement, for a Draft; "" if they are essential."""
    return optional_key(Refusal.What.NEWS, scope(announcement.event.programme)) if announcement.is_optional else ""


def subject_of(announcement: Announcement) -> str:
    """Return the subject for lists, in the first of the languages in which announcement is written.

    A placeholder whose value differs from reader to reader becomes "…"."""
    event = announcement.event
    known = {"event": event.title, "programme": event.programme.name}
    first = min(announcement.texts.all(), key=lambda text: languages.LANGUAGES.index(text.language))
    return NAME.sub(lambda match: known.get(match[1], "…"), first.subject)


def source_of(text: AnnouncementText) -> MailSource:
    # An announcement has no heading of its own: its subject is repeated above the text.
    return MailSource(text.subject, text.subject, text.body)


def language_of(written: Iterable[str], event: Event, person: User) -> str:
    """Return the language in which person reads a text that is written in several.

    It is the person's own language, else that of the event, of its programme, English, or any."""
    available = sorted(written, key=languages.LANGUAGES.index)
    wanted = map(languages.supported, (person.language, event.language, event.programme.language, languages.DEFAULT))
    return next((code for code in wanted if code in available), available[0])


def drafts(announcement: Announcement, recipients: Iterable[AnnouncementRecipient]) -> list[Draft]:
    """Return the mails to recipients, each loaded with its person and registration."""
    writer = MailWriter(announcement.event)
    texts = {text.language: text for text in announcement.texts.all()}
    return [_draft(writer, announcement, texts, recipient) for recipient in recipients]


def _draft(
    writer: MailWriter,
    announcement: Announcement,
    texts: Mapping[str, AnnouncementText],
    recipient: AnnouncementRecipient,
) -> Draft:
    event, person, registration = announcement.event, recipient.person, recipient.registration
    language, refusal = language_of(texts, event, person), optional_of(announcement)
    context = _context(event, recipient)
    if refusal:
        context = replace(context, links=replace(context.links, refuse=links.make_link(person, person.email, refusal)))
    with override(languages.django_code(language)):
        mail = writer.content(KIND, context, source_of(texts[language])).render()
    return sender.draft(
        mail,
        kind=KIND,
        key=dedupe_key(announcement, person.pk),
        event=event,
        person=person,
        reply_tag=registration.reply_tag if registration else "",
        optional=refusal,
    )


def _context(event: Event, recipient: AnnouncementRecipient) -> MailContext:
    person, registration = recipient.person, recipient.registration
    if registration:
        registration.event, registration.person = event, person
        return notify.registration_context(registration)
    nomination = NominationRequest() if recipient.role == Role.FOCAL_POINT else None
    return MailContext(event=event, person=person, nomination=nomination)
