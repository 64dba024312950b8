"""Mails about requests, calls for requests and terms of reference. Their texts are in events/missions/mail_texts.py."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.mails.catalogue.groups import MISSIONS
from events.mails.declarations import Mail


def _mail(name: str, label: str | Promise, *, is_for_team: bool = False) -> Mail:
    return Mail(
        name=name,
        label=label,
        group=MISSIONS,
        placeholders=(),
        has_text=False,
        is_outside=True,
        is_for_draft=True,
        is_for_team=is_for_team,
    )


MAILS = (
    _mail("request_link", gettext_lazy("Link to a request")),
    _mail("request_received", gettext_lazy("Request received")),
    _mail("request_arrived", gettext_lazy("New request, to the team"), is_for_team=True),
    _mail("request_returned", gettext_lazy("Request returned with a question")),
    _mail("request_accepted", gettext_lazy("Request accepted")),
    _mail("request_declined", gettext_lazy("Request declined")),
    _mail("request_withdrawn", gettext_lazy("Request withdrawn")),
    _mail("call_published", gettext_lazy("Call for requests")),
    _mail("call_reminder", gettext_lazy("Call for requests: reminder")),
    _mail("terms_sent", gettext_lazy("Terms of reference to agree to")),
    _mail("terms_agreed", gettext_lazy("Terms of reference agreed")),
    _mail("terms_wishes", gettext_lazy("Terms of reference: changes wanted"), is_for_team=True),
)
