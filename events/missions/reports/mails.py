"""The mails about a report to the team and to institutions. They are queued in the transaction of their cause.

Those to its authors are in missions.experts.mails."""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.db.models import Max

from events.mails import outside
from events.mails.outside import OutsideReader, Writer
from events.missions.reports import mail_texts
from events.missions.reports.links import institution_page, team_page
from events.missions.requests.links import request_link
from events.missions.requests.mails import contact_of
from events.missions.terms.queries import requests_of
from events.models import MissionReport, MissionRequest, ReportComment
from notifications.outbox import services as outbox


def notify_submitted(report: MissionReport, *, author: str, by: int | None) -> int:
    """Ask the team to review a version. by: the key of the member who has submitted it. Return the number of mails."""
    event, number = report.mission.event, number_of(report)
    page = team_page(event)
    readers = [reader for reader in outside.team_readers(event.programme) if reader.person and reader.person.pk != by]
    text = lambda: mail_texts.report_submitted(report, number, page, author=author)  # noqa: E731 (one use)
    return _to_team(report, readers, text, kind="report_submitted", occasion=str(number))


def notify_shared(report: MissionReport) -> int:
    """Tell the institutions that they can read the report. Return the number of mails."""
    return outbox.queue(*(_to_institution(report, request) for request in requests_of(report.mission)))


def notify_accepted(report: MissionReport, *, has_owners: bool) -> int:
    """Tell the institutions that the report is accepted. Return the number of mails.

    has_owners: owners of recommendations are told by mails of their own."""
    number = number_of(report)

    def draft(request: MissionRequest) -> outbox.Draft:
        page = institution_page(request) if report.shared_at else request_link(request)
        return _draft(
            report,
            contact_of(request),
            lambda: mail_texts.report_accepted(report, number, page, request=request, has_owners=has_owners),
            kind="report_accepted_institution",
            occasion=f"{number}:{request.pk}",
        )

    return outbox.queue(*(draft(request) for request in requests_of(report.mission)))


def notify_released(report: MissionReport) -> int:
    """Tell the institutions that the summary is public, if the page of the mission shows it. Return the number of mails."""
    event = report.mission.event
    if "public_summary" not in report.mission.public_fields:
        return 0
    page = settings.BASE_URL + event.get_absolute_url()
    return outbox.queue(
        *(
            _draft(
                report,
                contact_of(request),
                partial(mail_texts.report_released, report, page, request=request),
                kind="report_released",
                occasion=f"{report.released_at}:{request.pk}",
            )
            for request in requests_of(report.mission)
        )
    )


def notify_commented(report: MissionReport, comment: ReportComment) -> int:
    """Tell the team what an institution has written. Return the number of mails."""
    event = report.mission.event
    page = team_page(event)
    readers, text = outside.team_readers(event.programme), lambda: mail_texts.report_commented(report, comment, page)
    return _to_team(report, readers, text, kind="report_commented", occasion=str(comment.pk))


def number_of(report: MissionReport) -> int:
    """Return the number of the latest version; 1 before the first. One query."""
    return report.versions.aggregate(last=Max("number"))["last"] or 1


def _to_team(
    report: MissionReport, readers: Iterable[OutsideReader], write: Writer, *, kind: str, occasion: str
) -> int:
    event = report.mission.event
    key = f"{kind}:{report.pk}:{occasion}"
    return outside.queue(readers, write, kind=kind, key=key, programme=event.programme, event=event)


def _to_institution(report: MissionReport, request: MissionRequest) -> outbox.Draft:
    number, page = number_of(report), institution_page(request)
    return _draft(
        report,
        contact_of(request),
        lambda: mail_texts.report_shared(report, number, page, request=request),
        kind="report_shared",
        occasion=f"{report.shared_at}:{request.pk}",
    )


def _draft(report: MissionReport, contact: OutsideReader, write: Writer, *, kind: str, occasion: str) -> outbox.Draft:
    event = report.mission.event
    key = f"{kind}:{report.pk}:{occasion}:contact"
    return outside.draft(contact, write, kind=kind, key=key, programme=event.programme, event=event)
