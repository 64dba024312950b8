"""Mails about an event: its changes, reminders, notes and announcements."""

from django.utils.translation import gettext_lazy

from events.mails import actions
from events.mails import calendar_notes as notes
from events.mails.catalogue.groups import CONTRIBUTORS, EVENT
from events.mails.context import MailContext
from events.mails.declarations import Mail, MailVariant, Needs
from events.mails.footer import CONTRIBUTOR
from events.mails.placeholders import (
    CHANGES,
    COMMON,
    CONTRIBUTIONS,
    REASON,
    SESSION,
    SESSION_CHANGES,
    SESSION_PLACE,
    SESSION_READER_WHEN,
    SESSION_WHEN,
    WHAT_IS_ASKED,
    calendar,
)


def _is_moved(context: MailContext) -> bool:
    return context.update is not None and context.update.is_moved


ANNOUNCEMENT = Mail(
    name="announcement",
    label=gettext_lazy("Announcement"),
    group=EVENT,
    placeholders=COMMON,
    is_shipped=False,  # its text is written each time
)

MAILS = (
    Mail(
        name="event_moved",
        label=gettext_lazy("The event has a new time or place"),
        group=EVENT,
        needs=Needs.AHEAD,
        placeholders=(CHANGES, calendar(notes.CHANGES_EVENT), *COMMON),
        required={"changes"},
        actions=(actions.see_event, actions.open_contribution_if_any, actions.own_page),
        variants=(
            MailVariant(
                name="event_changed",
                label=gettext_lazy("The event has another change"),
                group=EVENT,
                placeholders=(CHANGES, calendar(notes.CHANGES_EVENT), *COMMON),
                required={"changes"},
                applies=lambda context: not context.is_contributor and not _is_moved(context),
            ),
            MailVariant(
                name="event_moved_contributor",
                label=gettext_lazy("The event has a new time or place"),
                group=CONTRIBUTORS,
                placeholders=(CHANGES, CONTRIBUTIONS, calendar(notes.CHANGES_EVENT), *COMMON),
                required={"changes"},
                footer=CONTRIBUTOR,
                applies=lambda context: context.is_contributor and _is_moved(context),
            ),
            MailVariant(
                name="event_changed_contributor",
                label=gettext_lazy("The event has another change"),
                group=CONTRIBUTORS,
                placeholders=(CHANGES, CONTRIBUTIONS, calendar(notes.CHANGES_EVENT), *COMMON),
                required={"changes"},
                footer=CONTRIBUTOR,
                applies=lambda context: context.is_contributor and not _is_moved(context),
            ),
        ),
    ),
    Mail(
        name="event_postponed",
        label=gettext_lazy("The event is postponed"),
        group=EVENT,
        placeholders=(REASON, calendar(notes.MARKS_AS_TENTATIVE), *COMMON),
        required={"reason"},
        variants=(
            MailVariant(
                name="event_postponed_contributor",
                label=gettext_lazy("The event is postponed"),
                group=CONTRIBUTORS,
                placeholders=(REASON, calendar(notes.MARKS_AS_TENTATIVE), *COMMON),
                required={"reason"},
                footer=CONTRIBUTOR,
                applies=lambda context: context.is_contributor,
            ),
        ),
    ),
    Mail(
        name="event_cancelled",
        label=gettext_lazy("The event is cancelled"),
        group=EVENT,
        placeholders=(REASON, calendar(notes.REMOVES_EVENT), *COMMON),
        required={"reason"},
    ),
    Mail(
        name="session_changed",
        label=gettext_lazy("A chosen session has changed"),
        group=EVENT,
        needs=Needs.AHEAD,
        placeholders=(SESSION_CHANGES, *COMMON),
        required={"session_changes"},
        actions=(actions.change_sessions, actions.see_event),
    ),
    Mail(
        name="reminder",
        label=gettext_lazy("Reminder: the event is near"),
        group=EVENT,
        needs=Needs.DATE,
        placeholders=COMMON,
    ),
    Mail(
        name="reminder_session",
        label=gettext_lazy("Reminder: a chosen session is near"),
        group=EVENT,
        needs=Needs.DATE,
        placeholders=(SESSION, SESSION_WHEN, SESSION_READER_WHEN, SESSION_PLACE, *COMMON),
        required={"session", "session_when"},
        actions=(actions.change_sessions, actions.see_event),
    ),
    Mail(
        name="reminder_after",
        label=gettext_lazy("Reminder: the event has begun or is over"),
        group=EVENT,
        needs=Needs.HELD,
        placeholders=COMMON,
    ),
    Mail(
        name="organizers_note",
        label=gettext_lazy("Note from the organisers"),
        group=EVENT,
        placeholders=(WHAT_IS_ASKED, *COMMON),
    ),
    ANNOUNCEMENT,
)
