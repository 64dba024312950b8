"""Mails to the owners of follow-ups: recommendations, and actions of delegations. They have no account."""

from django.utils.translation import gettext_lazy

from events.mails.actions import report_progress
from events.mails.catalogue.groups import FOLLOW_UP
from events.mails.declarations import Mail
from events.mails.footer import OWNER
from events.mails.placeholders import COMMON, FOLLOW_UP_DUE, FOLLOW_UP_TEXT
from notifications.wording.kinds import Text


def _mail(name: str, label: Text) -> Mail:
    return Mail(
        name=name,
        label=label,
        group=FOLLOW_UP,
        placeholders=(FOLLOW_UP_TEXT, FOLLOW_UP_DUE, *COMMON),
        required={"task"},
        actions=(report_progress,),
        footer=OWNER,
    )


MAILS = (
    _mail("follow_up_assigned", gettext_lazy("Recommendation to its owner")),
    _mail("follow_up_due", gettext_lazy("Follow-up due soon")),
    _mail("follow_up_overdue", gettext_lazy("Follow-up overdue")),
    _mail("follow_up_progress", gettext_lazy("Follow-up: request for progress")),
)
