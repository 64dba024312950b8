"""The texts of the mails about a report, in the active language. No mail quotes the report: people read it on its page."""

from django.utils.translation import gettext as _

from events.calendars.date_formats import full_date
from events.mails.outside import OutsideText, team_reason
from events.models import MissionReport, MissionRequest, ReportComment


def _facts(report: MissionReport, number: int) -> list[tuple[str, str]]:
    return [(_("Expert mission"), report.mission.event.title), (_("Number of the version"), str(number))]


def _institution_reason(request: MissionRequest) -> str:
    return _("You get this email because this address is the contact of a request to “%(programme)s”.") % {
        "programme": request.programme.name
    }


def report_submitted(report: MissionReport, number: int, address: str, *, author: str) -> OutsideText:
    """To the team."""
    values = {"title": report.mission.event.title, "author": author}
    return OutsideText(
        subject=_("%(title)s: the report is submitted, please review it") % values,
        paragraphs=[
            _("%(author)s has submitted the report of the mission.") % values,
            _("Please read it. Then share it with the institution for comments, return it with a note, or accept it."),
        ],
        facts=_facts(report, number),
        action=(_("Review the report"), address),
        reason=team_reason(report.mission.event.programme),
    )


def report_shared(report: MissionReport, number: int, address: str, *, request: MissionRequest) -> OutsideText:
    """To an institution. While the report is in review, it can comment until a day."""
    paragraphs = [_("The experts have written the report of their mission. You can read it on the page below.")]
    if report.status == MissionReport.Status.ACCEPTED:
        paragraphs = [_("The report of your mission is accepted. You can read the final version on the page below.")]
    facts = _facts(report, number)
    if comment_until := report.comments_due_on:
        paragraphs.append(
            _("Please check the facts. You can send corrections and opinions on the same page, without an account.")
        )
        facts.append((_("Comments until"), full_date(comment_until)))
    subject = _("%(reference)s: please read the report and check its facts") if comment_until else _("%(reference)s: you can read the report")  # fmt: skip
    return OutsideText(
        subject=subject % {"reference": request.reference},
        paragraphs=paragraphs,
        facts=facts,
        action=(_("Read the report"), address),
        reason=_institution_reason(request),
    )


def report_accepted(
    report: MissionReport, number: int, address: str, *, request: MissionRequest, has_owners: bool
) -> OutsideText:
    """To an institution. If the team shares the report, it reads the final version; otherwise it waits for a summary.

    has_owners: owners of recommendations are told by mails of their own."""
    if report.shared_at is not None:
        subject = _("%(reference)s: the report is accepted, you can read the final version")
        paragraphs = [_("The report of your mission is accepted. You can read the final version on the page below.")]
        action = _("Read the report")
    else:
        subject = _("%(reference)s: the report of your mission is accepted")
        paragraphs = [
            _("The report of your mission is accepted."),
            _("A summary follows: you get an email when you can read it. You need not do anything now."),
        ]
        action = _("Open the request")
    if has_owners:
        paragraphs.append(_("Those who are responsible for a recommendation get an email of their own, with a link to their page."))  # fmt: skip
    return OutsideText(
        subject=subject % {"reference": request.reference},
        paragraphs=paragraphs,
        facts=_facts(report, number),
        action=(action, address),
        reason=_institution_reason(request),
    )


def report_released(report: MissionReport, address: str, *, request: MissionRequest) -> OutsideText:
    """To an institution, when everybody can read the summary on the page of the mission."""
    return OutsideText(
        subject=_("%(reference)s: the summary of the report is public") % {"reference": request.reference},
        paragraphs=[_("Everybody can read the summary of the report of your mission on the page below.")],
        facts=[(_("Expert mission"), report.mission.event.title)],
        action=(_("Read the summary"), address),
        reason=_institution_reason(request),
    )


def _part(comment: ReportComment) -> list[tuple[str, str]]:
    """Return the part of the report that a comment is about, with its label."""
    part = ReportComment.Part
    texts = {
        part.SUMMARY: _("Summary"),
        part.FINDINGS: _("Findings"),
        part.RECOMMENDATIONS: _("Recommendations"),
        part.PEOPLE: _("People met"),
    }
    return [(_("Part of the report"), texts[part(comment.part)])] if comment.part in texts else []


def report_commented(report: MissionReport, comment: ReportComment, address: str) -> OutsideText:
    """To the team."""
    name, is_fact = comment.by_name, comment.kind == ReportComment.Kind.FACT
    values = {"title": report.mission.event.title, "name": name}
    if comment.kind == ReportComment.Kind.NONE:
        return OutsideText(
            subject=_("%(title)s: the institution has no comments on the report") % values,
            paragraphs=[
                _("%(name)s has read the report, and has nothing to correct.") % values,
                _("If no other institution still reads it, a manager can accept the report now."),
            ],
            facts=[(_("Expert mission"), report.mission.event.title)],
            action=(_("Open the report"), address),
            reason=team_reason(report.mission.event.programme),
        )
    subject = (
        _("%(title)s: the institution corrects a fact in the report") if is_fact else _("%(title)s: the institution comments on the report")
    )  # fmt: skip
    return OutsideText(
        subject=subject % values,
        paragraphs=[
            _("%(name)s has read the report, and writes what is quoted below.") % values,
            *([_("The report can be accepted when each correction is marked as taken or noted.")] if is_fact else []),
        ],
        quote=comment.text,
        facts=[(_("Expert mission"), report.mission.event.title), *_part(comment)],
        action=(_("Open the report"), address),
        reason=team_reason(report.mission.event.programme),
    )
