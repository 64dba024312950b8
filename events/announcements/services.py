"""Writing announcements, sending them now or later, and taking back what has not gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events import history
from events.announcements import audience, mails, queries, sending
from events.announcements.errors import (
    AllSentError,
    AnnouncementRecipientsChangedError,
    EventCancelledError,
    EventNotPublishedError,
    NoRecipientsError,
    NotDraftError,
    TextChangedError,
    TimePastError,
)
from events.calendars.dates import moment_text
from events.mails import sender as common
from events.mails.catalogue import ANNOUNCEMENT
from events.models import Announcement, AnnouncementRecipient, AnnouncementText, Event
from notifications.models import Message
from notifications.outbox import services as outbox
from notifications.wording import overrides
from notifications.wording.defaults import MailSource

State = Announcement.State
BATCH = 500


@dataclass(frozen=True)
class To:
    """Whom an announcement is for: people who are registered (those who fit filters, in the words of the table's
    address), contributors, focal points."""

    registered: bool = True
    filters: str = ""
    contributors: bool = False
    focal_points: bool = False


def check(texts: Mapping[str, MailSource]) -> dict[str, overrides.WordingError]:
    """Return what is wrong with texts, by language."""
    wrong = {}
    for language, words in texts.items():
        try:
            overrides.check(ANNOUNCEMENT, words)
        except overrides.WordingError as error:
            wrong[language] = error
    return wrong


@transaction.atomic
def write(event: Event, to: To, texts: Mapping[str, MailSource], *, is_optional: bool, by: User | None) -> Announcement:
    """Keep a new draft: texts by language, at least one. Raises stored.WordingError."""
    found = Announcement(event=event, written_by=by)
    return _keep(found, to, texts, is_optional=is_optional)


@transaction.atomic
def rewrite(
    announcement: Announcement,
    to: To,
    texts: Mapping[str, MailSource],
    *,
    is_optional: bool,
    as_of: datetime | None = None,
) -> Announcement:
    """Change what has not gone: a scheduled one stays scheduled. as_of: when the words were changed that the writer has
    seen. Raises NotOpen, OthersWrote, stored.WordingError."""
    found = lock(announcement)
    if not found.is_open:
        raise NotDraftError
    if as_of is not None and found.changed_at != as_of:
        raise TextChangedError
    return _keep(found, to, texts, is_optional=is_optional)


def _keep(found: Announcement, to: To, texts: Mapping[str, MailSource], *, is_optional: bool) -> Announcement:
    for wrong in check(texts).values():
        raise wrong
    if not texts:
        raise overrides.WordingError({"": [_("Write it in one language at least.")]})
    found.to_registered, found.filters = to.registered, to.filters if to.registered else ""
    found.to_contributors, found.to_focal_points = to.contributors, to.focal_points
    found.is_optional, found.changed_at = is_optional, now()
    found.save()
    found.texts.exclude(language__in=texts).delete()
    for language, words in texts.items():
        AnnouncementText.objects.update_or_create(
            announcement=found, language=language, defaults={"subject": words.subject, "body": words.body}
        )
    return found


@transaction.atomic
def copy(announcement: Announcement, *, by: User | None) -> Announcement:
    """Return a new draft to the same people with the same words."""
    texts = {text.language: mails.source_of(text) for text in announcement.texts.all()}
    to = To(
        announcement.to_registered, announcement.filters, announcement.to_contributors, announcement.to_focal_points
    )
    return write(announcement.event, to, texts, is_optional=announcement.is_optional, by=by)


@transaction.atomic
def discard(announcement: Announcement) -> None:
    """Delete a draft. Raises NotOpen."""
    found = lock(announcement)
    if found.state != State.DRAFT:
        raise NotDraftError
    found.delete()


@transaction.atomic
def send_now(announcement: Announcement, *, as_shown: str, by: User | None) -> Announcement:
    """Write down who gets it and begin to send: its first mails are in the outbox at once, the others follow.

    as_shown: the sign of the audience that by has seen. Raises NotOpen, NotPublished, FilterGone, Nobody, OthersNow."""
    found = _open(announcement)
    who = audience.resolve(found)
    if not who.chosen:
        raise NoRecipientsError
    if who.sign != as_shown:
        raise AnnouncementRecipientsChangedError
    found.sent_by = by
    sending.start_sending(found, who)
    sending.queue_batch(found)
    history.record(
        found.event, history.What.WRITTEN, [mails.subject_of(found), history.people_notified(len(who.chosen))], by=by
    )
    return found


@transaction.atomic
def schedule(announcement: Announcement, *, send_at: datetime, by: User | None) -> Announcement:
    """Let it go out at send_at (aware), to whoever fits then; or at another time than it was to.

    Raises NotOpen, NotPublished, Cancelled, TimeIsPast, FilterGone."""
    found = _open(announcement)
    if found.event.status == Event.Status.CANCELLED:
        raise EventCancelledError
    if send_at <= now():
        raise TimePastError
    audience.resolve(found)
    found.state, found.send_at, found.sent_by = State.SCHEDULED, send_at, by
    found.save(update_fields=["state", "send_at", "sent_by"])
    when = _("To be sent: %(moment)s") % {"moment": moment_text(send_at, found.event.zone)}
    history.record(found.event, history.What.WRITTEN, [mails.subject_of(found), when], by=by)
    return found


@transaction.atomic
def cancel(announcement: Announcement, *, by: User | None) -> int:
    """Let it not go out; of one that has begun to, take back what has not gone. Return how many people do not get it who
    would have. Raises NotOpen for a draft or one that was cancelled before, AllGone."""
    found = lock(announcement)
    if found.state not in {State.SCHEDULED, *Announcement.BEGUN}:
        raise NotDraftError
    count = 0
    if found.is_begun:
        count = _take_back(found)
        if not count:
            raise AllSentError
    found.state, found.ended_at = State.CANCELLED, now()
    found.save(update_fields=["state", "ended_at"])
    told = ngettext("Cancelled: %(count)d mail not sent", "Cancelled: %(count)d mails not sent", count)
    line = told % {"count": count} if found.is_begun else _("Cancelled before it went out")
    history.record(found.event, history.What.WRITTEN, [mails.subject_of(found), line], by=by)
    return count


def _take_back(found: Announcement) -> int:
    due = found.recipients.filter(state=AnnouncementRecipient.State.DUE)
    count = due.update(state=AnnouncementRecipient.State.LEFT_OUT, reason=AnnouncementRecipient.Reason.TAKEN_BACK)
    waiting = queries.messages_of(found).filter(status=Message.Status.QUEUED)
    for keys in batched(waiting.values_list("dedupe_key", flat=True), BATCH):
        count += outbox.drop(topic=common.topic(found.event), keys=keys)
    return count


def lock(announcement: Announcement) -> Announcement:
    """Return announcement as it is now, locked, with its event."""
    rows = Announcement.objects.select_related("event__programme", "event__venue__country")
    return rows.select_for_update(of=("self",)).get(pk=announcement.pk)


def _open(announcement: Announcement) -> Announcement:
    found = lock(announcement)
    if not found.is_open:
        raise NotDraftError
    if found.event.status == Event.Status.DRAFT:
        raise EventNotPublishedError
    return found
