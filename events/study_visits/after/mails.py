"""The mails to the people who write the reports, and to the team that gets them. They are queued in the transaction of their cause."""

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from accounts.links import purposes
from events.mails import outside
from events.mails.outside import OutsideReader, OutsideText
from events.models import DelegationReport, FollowUp
from events.study_visits import mail_texts
from events.study_visits.after.links import VISIT_REPORT, report_link
from events.study_visits.after.queries import focal_points_of
from notifications.outbox import services as outbox

ASKED, REMINDER, ACTIONS = "visit_report_asked", "visit_report_reminder", "visit_actions_asked"
RECEIVED, RECEIVED_FOCAL = "visit_report_received", "visit_report_received_focal"


def declare() -> None:
    """Let the owners ask for a new link."""
    purposes.declare_sender(VISIT_REPORT, mail_link)


def mail_link(report: DelegationReport, link: str) -> None:
    """Mail the owner this link, because they have asked for a new one."""
    _queue(ASKED, report, str(uuid4()), lambda: mail_texts.report_asked(report, link))


def notify_asked(report: DelegationReport) -> int:
    """Ask for the report. Return the number of mails queued."""
    return _queue(ASKED, report, str(uuid4()), lambda: mail_texts.report_asked(report, report_link(report)))


def notify_reminder(report: DelegationReport, *, is_late: bool) -> int:
    """Remind the owner, once before the due date and once after it. Return the number of mails queued."""
    occasion = "late" if is_late else "soon"
    text = lambda: mail_texts.report_reminder(report, report_link(report), is_late=is_late)  # noqa: E731 (one use)
    return _queue(REMINDER, report, occasion, text)


def notify_actions(report: DelegationReport, actions: list[FollowUp]) -> int:
    """Ask how far the actions are, once. Return the number of mails queued."""
    texts = [action.text for action in actions]
    text = lambda: mail_texts.actions_asked(report, report_link(report), actions=texts)  # noqa: E731 (one use)
    return _queue(ACTIONS, report, "6 months", text)


def notify_received(report: DelegationReport, actions: list[FollowUp]) -> int:
    """Tell the team, and the focal points of the country who do not write themselves, that a delegation has handed in its
    report and its actions. Return the number of mails queued."""
    event = report.event
    page = settings.BASE_URL + reverse("study_visits:after", args=[event.slug])
    texts = [action.text for action in actions]
    key = f"{report.pk}:{report.received_on}"
    told = outside.queue(
        outside.team_readers(event.programme),
        lambda: mail_texts.report_received(report, page, actions=texts),
        kind=RECEIVED,
        key=f"{RECEIVED}:{key}",
        programme=event.programme,
        event=event,
    )
    return told + outside.queue(
        [OutsideReader.of(person) for person in focal_points_of(event, report.country_id) if person != report.owner],
        lambda: mail_texts.report_received_focal(report, actions=texts),
        kind=RECEIVED_FOCAL,
        key=f"{RECEIVED_FOCAL}:{key}",
        programme=event.programme,
        event=event,
    )


def _queue(kind: str, report: DelegationReport, occasion: str, write: Callable[[], OutsideText]) -> int:
    if report.owner is None or not report.owner.is_active:
        return 0
    event = report.event
    draft = outside.draft(
        OutsideReader.of(report.owner),
        write,
        kind=kind,
        key=f"{kind}:{report.pk}:{report.key}:{occasion}",
        programme=event.programme,
        event=event,
    )
    return outbox.queue(draft)
