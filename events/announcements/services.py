"""Write announcements, send them now or later, and cancel mails that have not been sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    EventPostponedError,
    NoRecipientsError,
    NotDraftError,
    TextChangedError,
    TimePastError,
)
from events.calendars.dates import moment_text
from events.mails import sender
from events.mails.catalogue import ANNOUNCEMENT
from events.models import Announcement, AnnouncementRecipient, AnnouncementText, Event
from events.participants.registration_filter import RegistrationFilter
from notifications.models import Message
from notifications.outbox import services as outbox
from notifications.wording import overrides
from notifications.wording.defaults import MailSource

State = Announcement.State
BATCH = 500  # mails dropped in one statement


@dataclass(frozen=True)
class RecipientGroups:
    """The groups of people that an announcement is for."""

    registered: bool = True
    # Restricts the registered people. A session or track also restricts the contributors, a delegation the focal points.
    filter: RegistrationFilter = field(default_factory=RegistrationFilter)
    contributors: bool = False
    focal_points: bool = False


def check(texts: Mapping[str, MailSource]) -> dict[str, overrides.WordingError]:
    """Return the errors of texts by language. A language without an error is absent."""
    errors = {}
    for language, text in texts.items():
        try:
            overrides.check(ANNOUNCEMENT, text)
        except overrides.WordingError as error:
            errors[language] = error
    return errors


@transaction.atomic
def write(
    event: Event, groups: RecipientGroups, texts: Mapping[str, MailSource], *, is_optional: bool, by: User | None
) -> Announcement:
    """Save a new draft with at least one text. texts: by language. Raise WordingError if a text has an error."""
    return _save(Announcement(event=event, written_by=by), groups, texts, is_optional=is_optional)


@transaction.atomic
def rewrite(
    announcement: Announcement,
    groups: RecipientGroups,
    texts: Mapping[str, MailSource],
    *,
    is_optional: bool,
    as_of: datetime | None = None,
) -> Announcement:
    """Change a draft or a scheduled announcement. A scheduled announcement stays scheduled.

    as_of is the time of the last change that the author has seen. Raise NotDraftError, TextChangedError if there is a
    later change, WordingError if a text has an error."""
    announcement = lock(announcement)
    if not announcement.is_open:
        raise NotDraftError
    if as_of is not None and announcement.changed_at != as_of:
        raise TextChangedError
    return _save(announcement, groups, texts, is_optional=is_optional)


def _save(
    announcement: Announcement, groups: RecipientGroups, texts: Mapping[str, MailSource], *, is_optional: bool
) -> Announcement:
    for error in check(texts).values():
        raise error
    if not texts:
        raise overrides.WordingError({"": [_("Write the announcement in at least one language.")]})
    set_groups(announcement, groups, is_optional=is_optional)
    announcement.changed_at = now()
    announcement.save()
    announcement.texts.exclude(language__in=texts).delete()
    for language, text in texts.items():
        AnnouncementText.objects.update_or_create(
            announcement=announcement, language=language, defaults={"subject": text.subject, "body": text.body}
        )
    return announcement


def set_groups(announcement: Announcement, groups: RecipientGroups, *, is_optional: bool) -> None:
    """Set the groups and the type of announcement without saving it."""
    announcement.to_registered = groups.registered
    announcement.filters = (groups.filter if groups.registered else groups.filter.of_others()).serialize()
    announcement.to_contributors, announcement.to_focal_points = groups.contributors, groups.focal_points
    announcement.is_optional = is_optional


@transaction.atomic
def copy(announcement: Announcement, *, by: User | None) -> Announcement:
    """Return a new draft with the same texts and the same groups of recipients."""
    texts = {text.language: mails.source_of(text) for text in announcement.texts.all()}
    groups = RecipientGroups(
        announcement.to_registered,
        RegistrationFilter.parse(announcement.filters),
        announcement.to_contributors,
        announcement.to_focal_points,
    )
    return write(announcement.event, groups, texts, is_optional=announcement.is_optional, by=by)


@transaction.atomic
def discard(announcement: Announcement) -> None:
    """Delete a draft. Raise NotDraftError if it is not a draft."""
    announcement = lock(announcement)
    if announcement.state != State.DRAFT:
        raise NotDraftError
    announcement.delete()


@transaction.atomic
def send_now(announcement: Announcement, *, as_shown: str, by: User | None) -> Announcement:
    """Record the recipients and start sending. The first mails enter the outbox at once, the worker queues the others.

    as_shown is the fingerprint of the audience that `by` has seen. Raise NotDraftError, EventNotPublishedError,
    FilterGoneError, NoRecipientsError, or AnnouncementRecipientsChangedError if the fingerprint is another one now."""
    announcement = _lock_open(announcement)
    current = audience.resolve(announcement)
    if not current.recipients:
        raise NoRecipientsError
    if current.fingerprint != as_shown:
        raise AnnouncementRecipientsChangedError
    announcement.sent_by = by
    sending.start_sending(announcement, current)
    sending.queue_batch(announcement)
    _record(announcement, history.people_notified(len(current.recipients)), by=by)
    return announcement


@transaction.atomic
def schedule(announcement: Announcement, *, send_at: datetime, by: User | None) -> Announcement:
    """Schedule an announcement, or change its time. Its recipients are determined when it is sent.

    send_at is a timezone-aware time. Raise NotDraftError, EventNotPublishedError, EventCancelledError, EventPostponedError,
    TimePastError, FilterGoneError."""
    announcement = _lock_open(announcement)
    if announcement.event.status == Event.Status.CANCELLED:
        raise EventCancelledError
    if announcement.event.status == Event.Status.POSTPONED:
        raise EventPostponedError
    if send_at <= now():
        raise TimePastError
    audience.resolve(announcement)  # raises FilterGoneError
    announcement.state, announcement.send_at, announcement.sent_by = State.SCHEDULED, send_at, by
    announcement.save(update_fields=["state", "send_at", "sent_by"])
    moment = moment_text(send_at, announcement.event.zone)
    _record(announcement, _("To be sent: %(moment)s") % {"moment": moment}, by=by)
    return announcement


@transaction.atomic
def cancel(announcement: Announcement, *, by: User | None) -> int:
    """Cancel a scheduled announcement, or the mails of a started one that have not been sent yet.

    Return the number of people who now do not get a mail. Raise NotDraftError for a draft and for an announcement that
    is already cancelled, AllSentError if no mail is left to cancel."""
    announcement = lock(announcement)
    if announcement.state not in {State.SCHEDULED, *Announcement.BEGUN}:
        raise NotDraftError
    count = 0
    if announcement.is_begun:
        count = _cancel_mails(announcement)
        if not count:
            raise AllSentError
    announcement.state, announcement.ended_at = State.CANCELLED, now()
    announcement.save(update_fields=["state", "ended_at"])
    not_sent = ngettext("Cancelled: %(count)d mail not sent", "Cancelled: %(count)d mails not sent", count)
    line = not_sent % {"count": count} if announcement.is_begun else _("Cancelled before it was sent")
    _record(announcement, line, by=by)
    return count


def _cancel_mails(announcement: Announcement) -> int:
    due = announcement.recipients.filter(state=AnnouncementRecipient.State.DUE)
    count = due.update(state=AnnouncementRecipient.State.LEFT_OUT, reason=AnnouncementRecipient.Reason.TAKEN_BACK)
    queued = queries.messages_of(announcement).filter(status=Message.Status.QUEUED)
    for keys in batched(queued.values_list("dedupe_key", flat=True), BATCH):
        count += outbox.drop(topic=sender.topic(announcement.event), keys=keys)
    return count


def lock(announcement: Announcement) -> Announcement:
    """Return the current row of announcement, locked, with its event."""
    rows = Announcement.objects.select_related("event__programme", "event__venue__country")
    return rows.select_for_update(of=("self",)).get(pk=announcement.pk)


def _lock_open(announcement: Announcement) -> Announcement:
    announcement = lock(announcement)
    if not announcement.is_open:
        raise NotDraftError
    if announcement.event.status == Event.Status.DRAFT:
        raise EventNotPublishedError
    return announcement


def _record(announcement: Announcement, line: str, *, by: User | None) -> None:
    history.record(announcement.event, history.What.WRITTEN, [mails.subject_of(announcement), line], by=by)
