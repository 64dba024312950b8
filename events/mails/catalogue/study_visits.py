"""Mails about the reports and actions of delegations. Their texts are in events/study_visits/mail_texts.py."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.mails.catalogue.groups import FOLLOW_UP
from events.mails.declarations import Mail, Needs, outside_mail


def _mail(name: str, label: str | Promise) -> Mail:
    return Mail(
        name=name,
        label=label,
        group=FOLLOW_UP,
        needs=Needs.HELD,
        placeholders=(),
        has_text=False,
        is_outside=True,
    )


MAILS = (
    _mail("visit_report_asked", gettext_lazy("Report of a delegation: link")),
    _mail("visit_report_reminder", gettext_lazy("Report of a delegation: reminder")),
    outside_mail(
        "visit_report_received",
        gettext_lazy("Report of a delegation received, to the team"),
        group=FOLLOW_UP,
        is_for_team=True,
    ),
    outside_mail(
        "visit_report_received_focal",
        gettext_lazy("Report of a delegation received, to its focal points"),
        group=FOLLOW_UP,
    ),
    _mail("visit_actions_asked", gettext_lazy("Actions of a delegation after six months")),
)
