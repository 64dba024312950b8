"""Mails about follow-ups: to their owners, who may have no account, and to the team."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy

from events.mails.actions import Action, report_progress, respond
from events.mails.catalogue.groups import FOLLOW_UP
from events.mails.context import MailContext
from events.mails.declarations import Mail, outside_mail
from events.mails.footer import OWNER
from events.mails.placeholders import COMMON, FOLLOW_UP_DUE, FOLLOW_UP_TEXT
from notifications.wording.kinds import Text


def _mail(name: str, label: Text, action: Callable[[MailContext], Action | None] = report_progress) -> Mail:
    return Mail(
        name=name,
        label=label,
        group=FOLLOW_UP,
        placeholders=(FOLLOW_UP_TEXT, FOLLOW_UP_DUE, *COMMON),
        required={"task"},
        actions=(action,),
        footer=OWNER,
    )


MAILS = (
    _mail("follow_up_assigned", gettext_lazy("Recommendation to its owner"), respond),
    _mail("follow_up_due", gettext_lazy("Follow-up due soon")),
    _mail("follow_up_overdue", gettext_lazy("Follow-up overdue")),
    _mail("follow_up_progress", gettext_lazy("Follow-up: request for progress")),
    outside_mail(
        "follow_up_claimed", gettext_lazy("Follow-up reported as done, to the team"), group=FOLLOW_UP, is_for_team=True
    ),
    outside_mail(
        "follow_up_refused", gettext_lazy("Recommendation rejected, to the team"), group=FOLLOW_UP, is_for_team=True
    ),
)
