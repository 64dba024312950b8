"""What the mails about reports and actions of delegations say, in the active language."""

from django.utils.translation import gettext as _

from events.calendars.date_formats import short_date
from events.mails.outside import OutsideText, team_reason
from events.models import DelegationReport


def _reason(report: DelegationReport) -> str:
    return _("You get this email because you write for your delegation after “%(title)s”.") % {
        "title": report.event.title
    }


def _facts(report: DelegationReport) -> list[tuple[str, str]]:
    facts = [(_("Visit"), report.event.title), (_("Country"), report.country.shown_name)]
    return [*facts, (_("Due by"), short_date(report.due_on))] if report.due_on else facts


def report_asked(report: DelegationReport, address: str) -> OutsideText:
    return OutsideText(
        subject=_("%(title)s: please write the report of your delegation") % {"title": report.event.title},
        paragraphs=[
            _(
                "Please write what your delegation saw, what differs from your country, what you will do and what you need."
            ),
            _(
                "Add two to four actions, each with an owner, a first step and a date. You can upload the report as a file."
            ),
            _("You need no account and no password. You can save, and come back with this link."),
        ],
        facts=_facts(report),
        action=(_("Write the report"), address),
        reason=_reason(report),
    )


def report_reminder(report: DelegationReport, address: str, *, is_late: bool) -> OutsideText:
    title = {"title": report.event.title}
    return OutsideText(
        subject=_("%(title)s: the report of your delegation is late") % title
        if is_late
        else _("%(title)s: please send the report of your delegation") % title,
        paragraphs=[
            _("The report of your delegation is due, and we do not have it yet. Please send it now.")
            if is_late
            else _("The report of your delegation is due soon. Please finish it and hand it in.")
        ],
        facts=_facts(report),
        action=(_("Write the report"), address),
        reason=_reason(report),
    )


def actions_asked(report: DelegationReport, address: str, *, actions: list[str]) -> OutsideText:
    """actions: their texts, in the words of the delegation."""
    return OutsideText(
        subject=_("%(title)s: how far are your actions?") % {"title": report.event.title},
        paragraphs=[
            _(
                "Six months ago your delegation planned these actions. Please say for each: done, partly done or not begun."
            ),
            _("If an action is not done, please write why. This takes two minutes. We ask once."),
        ],
        quote="\n".join(actions),
        facts=_facts(report)[:2],
        action=(_("Say how far you are"), address),
        reason=_reason(report),
    )


def report_received(report: DelegationReport, address: str, *, actions: list[str]) -> OutsideText:
    """To the team. actions: their texts, in the words of the delegation."""
    names = {"title": report.event.title, "country": report.country.shown_name}
    return OutsideText(
        subject=_("%(title)s: the report of %(country)s is here") % names,
        paragraphs=[
            _("The delegation of %(country)s has handed in its report and its action plan. You can read both on the page below.") % names,
            _("It plans these actions. In six months, it is asked how far they are. You need not do anything now."),
        ],
        quote="\n".join(actions),
        facts=_facts(report)[:2],
        action=(_("Read the reports"), address),
        reason=team_reason(report.event.programme),
    )  # fmt: skip


def report_received_focal(report: DelegationReport, *, actions: list[str]) -> OutsideText:
    """To the focal points of a delegation who do not write its report. actions: their texts, in the words of the delegation."""
    country = report.country.shown_name
    names = {
        "title": report.event.title,
        "country": country,
        "name": report.owner.full_name if report.owner else country,
    }
    return OutsideText(
        subject=_("%(title)s: your delegation has handed in its report") % names,
        paragraphs=[
            _("%(name)s has handed in the report and the action plan of the delegation of %(country)s.") % names,
            _("It plans these actions. In six months, %(name)s is asked how far they are. You need not do anything now.") % names,
        ],
        quote="\n".join(actions),
        facts=_facts(report)[:2],
        reason=_("You get this email because you are a focal point of the delegation of %(country)s.") % names,
    )  # fmt: skip
