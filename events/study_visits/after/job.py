"""The daily task after study visits: ask for reports, remind of them, and ask about actions after six months."""

from datetime import date, timedelta

from django.utils.timezone import now

from events.models import DelegationReport, Event
from events.study_visits.after import mails, queries, services

REMIND_BEFORE = timedelta(days=7)
# What could not be done on its day, because everything was stopped, is done up to this much later.
LATEST = timedelta(days=21)
# Visits that ended earlier are not looked at.
LOOK_BACK = timedelta(days=240)


def run() -> dict[str, int]:
    """Carry out what is due today at the place of each visit. Return the number of mails of each kind.

    Safe to run twice: each mail has a key of its own, and the question about actions is a row."""
    counts = {"reports_asked": 0, "reports_reminded": 0, "actions_asked": 0}
    visits = Event.objects.filter(
        kind=Event.Kind.STUDY_VISIT, status=Event.Status.PUBLISHED, ends_at__lt=now(), ends_at__gt=now() - LOOK_BACK
    )
    for event in visits.dated().select_related("programme", "venue__country").order_by("pk"):
        today = now().astimezone(event.zone).date()
        if event.last_day and event.last_day < today <= event.last_day + LATEST:
            services.prepare_reports(event)
        six_months = queries.six_months_on(event)
        asks_actions = six_months is not None and six_months <= today <= six_months + LATEST
        for report in DelegationReport.objects.filter(event=event).select_related("owner", "country"):
            report.event = event
            counts["reports_asked"] += _ask(report, today)
            counts["reports_reminded"] += _remind(report, today)
            counts["actions_asked"] += services.ask_about_actions(report) if asks_actions else 0
    return counts


def _ask(report: DelegationReport, today: date) -> int:
    last = report.event.last_day
    is_time = last is not None and last < today <= last + LATEST
    if not is_time or report.asked_at or report.received_on or report.owner is None:
        return 0
    return services.send_link(report)


def _remind(report: DelegationReport, today: date) -> int:
    due = report.due_on
    if due is None or report.received_on or report.asked_at is None or not due - REMIND_BEFORE <= today <= due + LATEST:
        return 0
    return mails.notify_reminder(report, is_late=today > due)
