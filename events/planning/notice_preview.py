"""Show which notice an edit of a published event would send, before it is saved."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import override

from events.calendars.change_text import describe_changes
from events.calendars.entry_text import venue_text
from events.mails import preview
from events.mails.context import EventUpdate, language_of
from events.mails.preview import Preview
from events.mails.writer import MailWriter
from events.models import Event, PendingUpdate
from events.registration.notify import registration_context
from events.updates import notices
from events.updates import services as updates
from events.updates.notices import Recipients

What = PendingUpdate.What
# Changes that are not worth a mail, unless the organiser wants one.
QUIET = frozenset({What.TITLE})


@dataclass(frozen=True)
class NoticePreview:
    """What a notice would report, and to whom.

    sends_by_default: whether such a change is usually worth a mail. asks_again: whether calendars ask for a new answer."""

    lines: list[str]
    recipients: Recipients
    sends_by_default: bool
    asks_again: bool
    mail: Preview | None

    def __len__(self) -> int:
        return len(self.recipients)


def preview_notice(event: Event, save: Callable[[], None]) -> NoticePreview | None:
    """Return the notice about the changes that save() makes, or None if there is nothing to report.

    save() is executed and rolled back. Raise what it raises. event: as it is stored."""
    if event.status != Event.Status.PUBLISHED or event.is_past:
        return None
    before = updates.snapshot(event)
    with transaction.atomic():
        save()
        after = Event.objects.select_related("programme", "venue__country").get(pk=event.pk)
        found = _preview(before, after)
        transaction.set_rollback(True)
    return found


def _preview(before: PendingUpdate, event: Event) -> NoticePreview | None:
    what = before.differs(event, place=venue_text(event.venue))
    if not what:
        return None
    recipients = notices.all_recipients(event, in_calendars=what <= notices.OF_CALENDARS)
    return NoticePreview(
        lines=describe_changes(before, event, None, shows_link=True),
        recipients=recipients,
        sends_by_default=bool(what - QUIET),
        asks_again=bool(what & notices.ASKING),
        mail=_mail(before, event, recipients, is_moved=bool(what & notices.MOVING)),
    )


def _mail(before: PendingUpdate, event: Event, recipients: Recipients, *, is_moved: bool) -> Preview | None:
    """Return the mail as the first participant will get it; None without one."""
    registration = next(iter(recipients.registrations), None)
    if registration is None:
        return None
    registration.event = event
    update = EventUpdate(before=before, is_moved=is_moved)
    context = replace(registration_context(registration), update=update).with_placeholder_links()
    with override(language_of(event, registration.person)):
        return preview.preview(MailWriter(event).content("event_moved", context))
