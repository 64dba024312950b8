"""Show which notices an edit of a published event would send, before it is saved."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import override

from events.agenda.sessions import IN_CALENDARS
from events.calendars.change_text import describe_changes
from events.calendars.entry_text import venue_text
from events.mails import preview
from events.mails.context import EventUpdate, SessionChange, language_of
from events.mails.preview import Preview
from events.mails.writer import MailWriter
from events.models import Event, PendingUpdate, Session
from events.registration.notify import registration_context
from events.updates import notices
from events.updates import services as updates
from events.updates.notices import Recipients
from events.updates.session_notices import SessionRecipients, recipients_of_sessions

What = PendingUpdate.What
# Changes that are not worth a mail, unless the organiser wants one.
QUIET = frozenset({What.TITLE})


@dataclass(frozen=True)
class NoticePreview:
    """What a notice would report, and to whom.

    sends_by_default: whether such a change is usually worth a mail. asks_again: whether calendars ask for a new answer."""

    lines: list[str]
    recipients: Recipients
    session_lines: list[str]
    session_recipients: SessionRecipients
    sends_by_default: bool
    asks_again: bool
    mail: Preview | None

    def __len__(self) -> int:
        return len(self.recipients) + len(self.session_recipients)


def preview_notices(event: Event, save: Callable[[], list[SessionChange]]) -> NoticePreview | None:
    """Return the notices about the changes that save() makes, or None if there is nothing to report.

    save() is executed and rolled back. Raise what it raises. event: as it is stored."""
    if event.status != Event.Status.PUBLISHED or event.is_past:
        return None
    before = updates.snapshot(event)
    with transaction.atomic():
        sessions = save()
        after = Event.objects.select_related("programme", "venue__country").get(pk=event.pk)
        found = _preview(before, after, sessions)
        transaction.set_rollback(True)
    return found


def _preview(before: PendingUpdate, event: Event, sessions: list[SessionChange]) -> NoticePreview | None:
    what = before.differs(event, place=venue_text(event.venue))
    if not what and not sessions:
        return None
    recipients = Recipients([], [])
    if what:
        recipients = notices.all_recipients(event, in_calendars=what <= notices.OF_CALENDARS)
    moved = [change for change in sessions if change.after is None or _has_moved(change.before, change.after)]
    return NoticePreview(
        lines=describe_changes(before, event, None, shows_link=True),
        recipients=recipients,
        session_lines=[change.title for change in sessions],
        session_recipients=recipients_of_sessions(event, sessions),
        sends_by_default=bool(what - QUIET or moved),
        asks_again=bool(what & notices.ASKING),
        mail=_mail(before, event, recipients, is_moved=bool(what & notices.MOVING)),
    )


def _has_moved(before: Session, after: Session) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in IN_CALENDARS)


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
