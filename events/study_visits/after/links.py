"""The personal link of the person who writes the report of a delegation."""

from datetime import datetime, timedelta

from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_url
from events.models import DelegationReport

# The delegation is asked about its actions six months after the visit, and has a month to answer.
WORKS_AFTER_END = timedelta(days=240)


def _find(pk: int) -> DelegationReport | None:
    reports = DelegationReport.objects.select_related("owner", "country", "event__programme", "event__venue__country")
    return reports.filter(pk=pk).first()


def _end(report: DelegationReport) -> datetime | None:
    return report.event.ends_at + WORKS_AFTER_END if report.event.ends_at else None


VISIT_REPORT = declare(
    LinkPurpose[DelegationReport](
        name="visit-report",
        page="study_visits:own_report",
        values=lambda report: (report.pk,),
        find=_find,
        person=lambda report: report.owner,
        expiry=_end,
        secret=lambda report: report.key,
        is_open=lambda report: report.owner is not None and report.owner.is_active,
    )
)


def report_link(report: DelegationReport) -> str:
    """Return the URL of the page where the owner writes the report."""
    return make_url(VISIT_REPORT, report)
