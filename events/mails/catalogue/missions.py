"""Mails about requests, calls for requests, terms of reference and reports.

Their texts are in mail_texts.py of events/missions, and of its packages requests, experts and reports."""

from functools import partial

from django.utils.translation import gettext_lazy

from events.mails.catalogue.groups import MISSIONS
from events.mails.declarations import outside_mail

_mail = partial(outside_mail, group=MISSIONS)
MAILS = (
    _mail("request_link", gettext_lazy("Link to a request")),
    _mail("request_received", gettext_lazy("Request received")),
    _mail("request_arrived", gettext_lazy("New request, to the team"), is_for_team=True),
    _mail("request_returned", gettext_lazy("Request returned with a question")),
    _mail("request_accepted", gettext_lazy("Request accepted")),
    _mail("request_declined", gettext_lazy("Request declined")),
    _mail("request_withdrawn", gettext_lazy("Request withdrawn")),
    _mail("request_closes_soon", gettext_lazy("Returned request: it is closed soon")),
    _mail("request_lapsed", gettext_lazy("Returned request: closed without an answer")),
    _mail("call_published", gettext_lazy("Call for requests")),
    _mail("call_reminder", gettext_lazy("Call for requests: reminder")),
    _mail("terms_sent", gettext_lazy("Terms of reference to agree to")),
    _mail("terms_agreed", gettext_lazy("Terms of reference agreed")),
    _mail("terms_wishes", gettext_lazy("Terms of reference: changes wanted"), is_for_team=True),
    _mail("terms_no_comments", gettext_lazy("Terms of reference: no comments, to the team"), is_for_team=True),
    _mail("expert_answered", gettext_lazy("Expert has answered, to the team"), is_for_team=True),
    _mail("expert_declared", gettext_lazy("Expert has declared interests, to the team"), is_for_team=True),
    _mail("expert_signed", gettext_lazy("Expert has agreed to the terms, to the team"), is_for_team=True),
    _mail("expert_withdrew", gettext_lazy("Expert no longer comes, to the team"), is_for_team=True),
    _mail("mission_team", gettext_lazy("Experts who come to a mission, to the institution")),
    _mail("visit_planned", gettext_lazy("Study visit planned, to the institution")),
    _mail("mission_cancelled", gettext_lazy("Mission or study visit cancelled, to the institution")),
    _mail("mission_postponed", gettext_lazy("Mission or study visit postponed, to the institution")),
    _mail("mission_moved", gettext_lazy("New days of a mission or study visit, to the institution")),
    _mail("report_submitted", gettext_lazy("Report submitted, to the team"), is_for_team=True),
    _mail("report_shared", gettext_lazy("Report to check, to the institution")),
    _mail("report_accepted_institution", gettext_lazy("Report accepted, to the institution")),
    _mail("report_released", gettext_lazy("Summary of the report public, to the institution")),
    _mail("report_commented", gettext_lazy("Comment of the institution, to the team"), is_for_team=True),
)
