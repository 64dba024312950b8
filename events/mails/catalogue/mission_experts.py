"""Mails to the experts of a mission about their assignment."""

from django.utils.translation import gettext_lazy

from events.mails import calendar_notes as notes
from events.mails.actions import answer_assignment, open_contribution, open_contribution_if_any
from events.mails.catalogue.groups import CONTRIBUTORS
from events.mails.declarations import Mail, MailVariant, Needs
from events.mails.footer import MISSION_EXPERT
from events.mails.placeholders import (
    ASSIGNMENT_CONDITION,
    ASSIGNMENT_COUNTRY,
    ASSIGNMENT_DAYS,
    ASSIGNMENT_ROLE,
    ASSIGNMENT_STEPS,
    COMMON,
    DECLARATION_RESULT,
    MISTAKE,
    NOTE,
    calendar,
)
from events.models import Assignment

MAILS = (
    Mail(
        name="assignment_asked",
        label=gettext_lazy("Expert asked for a mission"),
        group=CONTRIBUTORS,
        needs=Needs.AHEAD,
        placeholders=(ASSIGNMENT_ROLE, ASSIGNMENT_DAYS, ASSIGNMENT_COUNTRY, NOTE, *COMMON),
        required={"role"},
        actions=(answer_assignment,),
        footer=MISSION_EXPERT,
        is_for_draft=True,
    ),
    Mail(
        name="assignment_link",
        label=gettext_lazy("Page of an expert of a mission"),
        group=CONTRIBUTORS,
        placeholders=(MISTAKE, *COMMON),
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
        is_for_draft=True,
    ),
    Mail(
        name="assignment_selected",
        label=gettext_lazy("Expert selected for a mission"),
        group=CONTRIBUTORS,
        needs=Needs.AHEAD,
        placeholders=(ASSIGNMENT_ROLE, ASSIGNMENT_STEPS, calendar(notes.ADDS_EVENT_AND_ASKS), *COMMON),
        required={"role"},
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
        is_for_draft=True,
    ),
    Mail(
        name="assignment_reviewed",
        label=gettext_lazy("Declaration of interests reviewed"),
        group=CONTRIBUTORS,
        placeholders=(DECLARATION_RESULT, ASSIGNMENT_CONDITION, *COMMON),
        required={"result"},
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
        is_for_draft=True,
    ),
    Mail(
        name="assignment_agreed",
        label=gettext_lazy("Assignment of an expert agreed"),
        group=CONTRIBUTORS,
        placeholders=(ASSIGNMENT_ROLE, ASSIGNMENT_CONDITION, calendar(notes.ADDS_EVENT_AND_ASKS), *COMMON),
        required={"role"},
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
        is_for_draft=True,
    ),
    Mail(
        name="assignment_terms",
        label=gettext_lazy("Terms of reference to agree to"),
        group=CONTRIBUTORS,
        placeholders=COMMON,
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
        is_for_draft=True,
    ),
    Mail(
        name="assignment_dates",
        label=gettext_lazy("Calendar invite of an expert of a mission"),
        group=CONTRIBUTORS,
        needs=Needs.AHEAD,
        placeholders=(calendar(notes.ADDS_EVENT_AND_ASKS), *COMMON),
        required={"calendar"},
        actions=(open_contribution_if_any,),
        footer=MISSION_EXPERT,
    ),
    Mail(
        name="reminder_mission",
        label=gettext_lazy("Reminder to experts: the mission is near"),
        group=CONTRIBUTORS,
        needs=Needs.DATE,
        placeholders=(ASSIGNMENT_ROLE, *COMMON),
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
    ),
    Mail(
        name="reminder_expert_papers",
        label=gettext_lazy("Reminder to experts: declaration or agreement missing"),
        group=CONTRIBUTORS,
        needs=Needs.DATE,
        placeholders=(ASSIGNMENT_ROLE, *COMMON),
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
    ),
    Mail(
        name="report_returned",
        label=gettext_lazy("Mission report returned to its authors"),
        group=CONTRIBUTORS,
        placeholders=(NOTE, *COMMON),
        required={"note"},
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
        is_for_draft=True,
    ),
    Mail(
        name="report_accepted",
        label=gettext_lazy("Mission report accepted"),
        group=CONTRIBUTORS,
        placeholders=(NOTE, *COMMON),
        actions=(open_contribution,),
        footer=MISSION_EXPERT,
        is_for_draft=True,
        variants=(
            MailVariant(
                name="mission_completed",
                label=gettext_lazy("Mission completed, to its interpreters"),
                group=CONTRIBUTORS,
                placeholders=COMMON,
                footer=MISSION_EXPERT,
                applies=lambda context: bool(
                    context.assignment and context.assignment.role == Assignment.Role.INTERPRETER
                ),
            ),
        ),
    ),
    Mail(
        name="assignment_released",
        label=gettext_lazy("Expert released from a mission"),
        group=CONTRIBUTORS,
        placeholders=(NOTE, calendar(notes.REMOVES_EVENT), MISTAKE, *COMMON),
        actions=(),
        footer=MISSION_EXPERT,
        is_for_draft=True,
        variants=(
            MailVariant(
                name="assignment_withdrawn",
                label=gettext_lazy("Expert has withdrawn from a mission"),
                group=CONTRIBUTORS,
                placeholders=(calendar(notes.REMOVES_EVENT), *COMMON),
                footer=MISSION_EXPERT,
                applies=lambda context: bool(
                    context.assignment and context.assignment.status == Assignment.Status.WITHDREW
                ),
            ),
            MailVariant(
                name="assignment_not_chosen",
                label=gettext_lazy("Expert not selected for a mission"),
                group=CONTRIBUTORS,
                placeholders=(NOTE, *COMMON),
                footer=MISSION_EXPERT,
                applies=lambda context: bool(context.assignment and context.assignment.selected_at is None),
            ),
        ),
    ),
)
