"""The follow-ups of an event for the team, and of their owners. Each function runs a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from events.models import Event, FollowUp, FollowUpChange, MissionReport

Kind, Status = FollowUp.Kind, FollowUp.Status


@dataclass(frozen=True)
class FollowUpRow:
    """A row of the table. is_claimed: the owner says that it is done, and the team has not checked it."""

    follow_up: FollowUp
    today: date
    is_claimed: bool = False
    asked: Sequence[FollowUpChange] = field(default_factory=tuple)
    reports: Sequence[FollowUpChange] = field(default_factory=tuple)

    @property
    def is_overdue(self) -> bool:
        return self.follow_up.is_overdue(self.today)

    @property
    def days_overdue(self) -> int:
        due = self.follow_up.due_on
        return (self.today - due).days if due and self.is_overdue else 0

    @property
    def is_closed(self) -> bool:
        return self.follow_up.status not in FollowUp.UNFINISHED

    @property
    def order(self) -> tuple[int, date, str, int]:
        """Overdue first, the oldest of them at the top; then by due date; what is closed comes last."""
        group = 0 if self.is_overdue else 2 if self.is_closed else 1
        return group, self.follow_up.due_on or date.max, self.follow_up.kind, self.follow_up.number

    @property
    def latest_report(self) -> FollowUpChange | None:
        return self.reports[-1] if self.reports else None


def rows_of(event: Event, today: date, *, kinds: Collection[str] = tuple(Kind)) -> list[FollowUpRow]:
    """Return the follow-ups of an event, overdue first. Two queries."""
    found = list(
        FollowUp.objects.filter(event=event, kind__in=kinds).select_related("meeting__session", "delegation__country")
    )
    asked: dict[int, list[FollowUpChange]] = {}
    reports: dict[int, list[FollowUpChange]] = {}
    for change in FollowUpChange.objects.filter(follow_up__in=found).select_related("by"):
        (asked if change.asked_for else reports).setdefault(change.follow_up_id, []).append(change)
    rows = []
    for one in found:
        one.event = event
        own = reports.get(one.pk, [])
        is_claimed = bool(own) and own[-1].status == Status.DONE and one.status in FollowUp.UNFINISHED
        rows.append(FollowUpRow(one, today, is_claimed, asked.get(one.pk, ()), own))
    return sorted(rows, key=lambda row: row.order)


def kinds_for_viewers(event: Event) -> list[str]:
    """Return the kinds of follow-ups that everybody on the team sees. One query."""
    is_accepted = MissionReport.objects.filter(mission__event=event, status=MissionReport.Status.ACCEPTED).exists()
    return [Kind.ACTION, Kind.RECOMMENDATION] if is_accepted else [Kind.ACTION]


def claimed(follow_ups: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Return those of follow_ups that are open, and whose owner says that they are done."""
    reports = FollowUpChange.objects.filter(follow_up=OuterRef("pk"), asked_for="").order_by("-at", "-pk")
    latest = follow_ups.filter(status__in=FollowUp.UNFINISHED).annotate(latest=Subquery(reports.values("status")[:1]))
    return latest.filter(latest=Status.DONE)


def reports_of(follow_up: FollowUp) -> list[FollowUpChange]:
    """Return the reports of progress, the latest first, without the questions that were mailed. One query."""
    return list(follow_up.changes.filter(asked_for="").select_related("by").order_by("-at", "-pk"))
