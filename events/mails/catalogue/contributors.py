"""Mails to contributors about their part in an event."""

from django.utils.translation import gettext_lazy

from events.mails import calendar_notes as notes
from events.mails.actions import answer_contribution, open_contribution, open_contribution_if_any, own_page, see_event
from events.mails.catalogue.groups import CONTRIBUTORS
from events.mails.declarations import Mail, Needs
from events.mails.footer import CONTRIBUTOR, FORMER_CONTRIBUTOR, INVITED_CONTRIBUTOR
from events.mails.placeholders import (
    COMMON,
    CONDITION,
    CONDITION_ANSWER,
    CONTRIBUTIONS,
    FILES_NOT_TAKEN,
    MISTAKE,
    SEAT_STAYS,
    SESSION,
    SESSION_READER_WHEN,
    SESSION_WHEN,
    SLIDES_ADVICE,
    SLIDES_BY_MAIL,
    SLIDES_FILE,
    SLIDES_PROBLEM,
    SLIDES_SESSION,
    calendar,
)

ACTIONS = (see_event, open_contribution_if_any, own_page)

MAILS = (
    Mail(
        name="contributor_invited",
        label=gettext_lazy("Invitation to contribute"),
        group=CONTRIBUTORS,
        needs=Needs.AHEAD,
        placeholders=(CONTRIBUTIONS, SLIDES_BY_MAIL, *COMMON),
        required={"contributions"},
        actions=(answer_contribution,),
        footer=INVITED_CONTRIBUTOR,
        is_for_draft=True,
    ),
    Mail(
        name="contributor_link",
        label=gettext_lazy("Page of a contributor"),
        group=CONTRIBUTORS,
        placeholders=(CONTRIBUTIONS, SLIDES_BY_MAIL, MISTAKE, *COMMON),
        actions=(open_contribution,),
        footer=CONTRIBUTOR,
        is_for_draft=True,
    ),
    Mail(
        name="condition_settled",
        label=gettext_lazy("Condition of a contributor settled"),
        group=CONTRIBUTORS,
        needs=Needs.AHEAD,
        placeholders=(CONDITION, CONDITION_ANSWER, CONTRIBUTIONS, calendar(notes.UPDATES_EVENT), *COMMON),
        required={"condition", "answer"},
        actions=ACTIONS,
        footer=CONTRIBUTOR,
        is_for_draft=True,
    ),
    Mail(
        name="slides_received",
        label=gettext_lazy("Slides received by email"),
        group=CONTRIBUTORS,
        placeholders=(SLIDES_FILE, SLIDES_SESSION, FILES_NOT_TAKEN, *COMMON),
        required={"file"},
        actions=(open_contribution_if_any,),
        footer=CONTRIBUTOR,
        is_for_draft=True,
    ),
    Mail(
        name="slides_refused",
        label=gettext_lazy("Slides by email not accepted"),
        group=CONTRIBUTORS,
        placeholders=(SLIDES_PROBLEM, SLIDES_ADVICE, FILES_NOT_TAKEN, *COMMON),
        required={"problem"},
        actions=(open_contribution_if_any,),
        footer=CONTRIBUTOR,
        is_for_draft=True,
    ),
    Mail(
        name="contributor_named",
        label=gettext_lazy("Named as a contributor"),
        group=CONTRIBUTORS,
        needs=Needs.AHEAD,
        placeholders=(CONTRIBUTIONS, calendar(notes.ADDS_EVENT_AND_ASKS), *COMMON),
        required={"contributions"},
        actions=ACTIONS,
        footer=CONTRIBUTOR,
    ),
    Mail(
        name="contributor_changed",
        label=gettext_lazy("Contribution changed"),
        group=CONTRIBUTORS,
        needs=Needs.AHEAD,
        placeholders=(CONTRIBUTIONS, calendar(notes.UPDATES_EVENT), *COMMON),
        required={"contributions"},
        actions=ACTIONS,
        footer=CONTRIBUTOR,
    ),
    Mail(
        name="contributor_removed",
        label=gettext_lazy("No longer a contributor"),
        group=CONTRIBUTORS,
        placeholders=(
            SEAT_STAYS,
            calendar(notes.REMOVES_EVENT, if_seat_stays=notes.UPDATES_EVENT),
            MISTAKE,
            *COMMON,
        ),
        footer=FORMER_CONTRIBUTOR,
    ),
    Mail(
        name="contributor_session",
        label=gettext_lazy("Calendar invite to one more session"),
        group=CONTRIBUTORS,
        placeholders=(SESSION, SESSION_WHEN, SESSION_READER_WHEN, calendar(notes.ADDS_EVENT_AND_ASKS), *COMMON),
        required={"session"},
        footer=CONTRIBUTOR,
    ),
    Mail(
        name="reminder_contributor",
        label=gettext_lazy("Reminder: the event is near"),
        group=CONTRIBUTORS,
        needs=Needs.DATE,
        placeholders=(CONTRIBUTIONS, *COMMON),
        actions=ACTIONS,
        footer=CONTRIBUTOR,
    ),
)
