"""An announcement as the mail of one person."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import override

from accounts import languages
from accounts.models import User
from events.calendars.dates import when_text
from events.mails import sender as common
from events.mails.catalogue import ANNOUNCEMENT
from events.mails.context import build, scope
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
    """Return how the dedupe keys of all mails of announcement begin, and those of no other."""
    return f"{KIND}:{announcement.pk}:"


def dedupe_key(announcement: Announcement, person: int) -> str:
    return f"{key_start(announcement)}{person}"


def optional_of(announcement: Announcement) -> str:
    """Return what may be refused of it, as a Draft has it; "" if nothing may."""
    return optional_key(Refusal.What.NEWS, scope(announcement.event.programme)) if announcement.is_optional else ""


def subject_of(announcement: Announcement) -> str:
    """Return what it is called in lists: its subject in the first of our languages in which it was written. What is
    another thing for each reader is left open."""
    event = announcement.event
    same = {"event": event.title, "programme": event.programme.name}
    first = min(announcement.texts.all(), key=lambda text: languages.LANGUAGES.index(text.language))
    return NAME.sub(lambda found: same.get(found[1], "…"), first.subject)


def source_of(text: AnnouncementText) -> MailSource:
    # What it is about is said once: the subject stands above the text as well.
    return MailSource(text.subject, text.subject, text.body)


def language_of(written: Iterable[str], event: Event, person: User) -> str:
    """Return which of the languages in which something was written person reads: theirs, the event's, that of its
    programme, English, or whichever there is."""
    there = sorted(written, key=languages.LANGUAGES.index)
    wanted = map(languages.supported, (person.language, event.language, event.programme.language, languages.DEFAULT))
    return next((code for code in wanted if code in there), there[0])


def drafts(announcement: Announcement, recipients: Iterable[AnnouncementRecipient]) -> list[Draft]:
    """Return the mails to recipients, whose person and registration were read."""
    texts = {text.language: text for text in announcement.texts.all()}
    return [_draft(announcement, texts, recipient) for recipient in recipients]


def _draft(
    announcement: Announcement, texts: Mapping[str, AnnouncementText], recipient: AnnouncementRecipient
) -> Draft:
    event, person, registration = announcement.event, recipient.person, recipient.registration
    language = language_of(texts, event, person)
    can_refuse = optional_of(announcement)
    more: dict[str, Any] = {"refuse_url": links.make_link(person, person.email, can_refuse) if can_refuse else ""}
    with override(languages.django_code(language)):
        if registration:
            registration.event, registration.person = event, person
            context = notify.context(registration, **more)
        else:
            context = _of_others(event, person, recipient.role) | more
        mail = build(KIND, context, source_of(texts[language])).render()
    return common.draft(
        mail,
        kind=KIND,
        key=dedupe_key(announcement, person.pk),
        event=event,
        person=person,
        reply_tag=registration.reply_tag if registration else "",
        optional=can_refuse,
    )


def _of_others(event: Event, person: User, role: str) -> dict[str, Any]:
    return {
        "event": event,
        "programme": event.programme,
        "person": person,
        "when": when_text(event),
        "reader_when": when_text(event, person.zone) if person.zone else "",
        "event_url": settings.BASE_URL + event.get_absolute_url(),
        "is_focal_point": role == Role.FOCAL_POINT,
    }
