"""Mails after an event, or about what people hand in."""

from django.utils.translation import gettext_lazy

from events.mails import actions
from events.mails.catalogue.groups import FOLLOW_UP
from events.mails.declarations import Mail, Needs
from events.mails.footer import INSTITUTION
from events.mails.placeholders import COMMON, OWED

MAILS = (
    Mail(
        name="reminder_slides",
        label=gettext_lazy("Slides missing"),
        group=FOLLOW_UP,
        needs=Needs.HELD,
        placeholders=(OWED, *COMMON),
        required={"owed"},
        actions=(actions.see_event, actions.open_contribution_if_any, actions.own_page),
    ),
    Mail(
        name="reminder_report",
        label=gettext_lazy("Report or other deliverable missing"),
        group=FOLLOW_UP,
        needs=Needs.HELD,
        placeholders=(OWED, *COMMON),
        required={"owed"},
        actions=(actions.open_contribution_if_any,),
    ),
    Mail(
        name="reminder_institution",
        label=gettext_lazy("Comments or a document of an institution missing"),
        group=FOLLOW_UP,
        needs=Needs.HELD,
        placeholders=(OWED, *COMMON),
        required={"owed"},
        actions=(actions.open_contribution,),
        footer=INSTITUTION,
    ),
    Mail(
        name="reminder_evaluation",
        label=gettext_lazy("Request to evaluate the event"),
        group=FOLLOW_UP,
        needs=Needs.HELD,
        placeholders=COMMON,
        actions=(actions.evaluate, actions.see_event),
    ),
    Mail(
        name="reminder_no_show",
        label=gettext_lazy("Had a place and did not come"),
        group=FOLLOW_UP,
        needs=Needs.HELD,
        placeholders=COMMON,
    ),
)
