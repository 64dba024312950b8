"""What pages show of mission reports. Each function runs a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import QuerySet

from events.missions.reports import content
from events.models import (
    Country,
    Event,
    FollowUp,
    Meeting,
    Mission,
    MissionReport,
    ReportComment,
    ReportFinding,
    ReportVersion,
)

MOST_RELEASED = 50  # recommendations on the page of a country


@dataclass(frozen=True)
class PeopleMet:
    """The people of a mission's meetings. contacts: how often somebody was met. women: of the contacts."""

    meetings: int
    minutes: int
    contacts: int
    women: int
    by_institution: Sequence[tuple[str, Sequence[str]]]

    @property
    def people(self) -> int:
        """The number of different names."""
        return len({name.casefold() for _institution, names in self.by_institution for name in names})


@dataclass(frozen=True)
class ReportPage:
    """A report with its rows."""

    report: MissionReport
    findings: Sequence[ReportFinding]
    recommendations: Sequence[FollowUp]
    met: PeopleMet

    @property
    def values(self) -> dict[str, str]:
        return content.values_of(self.report, self.findings, self.recommendations)


@dataclass(frozen=True)
class ReportDifference:
    """A part of two versions that differs. Each side is a list of pieces: the text, and whether only this side has it."""

    part: str
    before: Sequence[tuple[str, bool]]
    after: Sequence[tuple[str, bool]]


def report_of(mission: Mission) -> MissionReport:
    """Return the report of a mission, unsaved if nobody has written anything. At most one query."""
    report = MissionReport.objects.filter(mission=mission).first() if mission.pk else None
    report = report or MissionReport(mission=mission)
    report.mission = mission
    return report


def page_of(report: MissionReport) -> ReportPage:
    """Return a report with its findings, recommendations and the people met. Five queries."""
    return ReportPage(
        report,
        content.findings_of(report),
        content.recommendations_of(report),
        people_met(report.mission),
    )


def meetings_of(mission: Mission) -> list[Meeting]:
    """Return the meetings of a mission that are not called off, in the order of their times. One query."""
    rows = Meeting.objects.filter(session__event=mission.event_id).exclude(
        status__in=[Meeting.Status.CANCELLED, Meeting.Status.DECLINED]
    )
    return list(rows.select_related("session__venue__country").order_by("session__starts_at", "pk"))


def people_met(mission: Mission) -> PeopleMet:
    """Return whom the mission met, from its meetings. One query."""
    meetings = meetings_of(mission)
    by_institution: dict[str, dict[str, str]] = {}
    contacts = women = minutes = held = 0
    for meeting in meetings:
        names, session = meeting.met_lines, meeting.session
        if not names and not meeting.met_people:
            continue
        held += 1
        contacts += meeting.met_people if meeting.met_people is not None else len(names)
        women += meeting.met_women or 0
        if session.starts_at and session.ends_at:
            minutes += round((session.ends_at - session.starts_at).total_seconds() / 60)
        known = by_institution.setdefault(meeting.institution, {})
        for name in names:
            known.setdefault(name.casefold(), name)
    rows = [(institution, list(names.values())) for institution, names in by_institution.items() if names]
    return PeopleMet(held, minutes, contacts, women, rows)


def versions_of(report: MissionReport) -> QuerySet[ReportVersion]:
    versions = ReportVersion.objects.filter(report=report) if report.pk else ReportVersion.objects.none()
    return versions.select_related("by").order_by("at", "pk")


def returned_version(report: MissionReport) -> ReportVersion | None:
    """Return the version with the note of the team while the report is returned to its authors, else None."""
    if report.status != MissionReport.Status.RETURNED:
        return None
    return versions_of(report).filter(status=MissionReport.Status.RETURNED).last()


def compare(before: ReportVersion, after: ReportVersion) -> list[ReportDifference]:
    """Return the parts that differ between two versions, word by word. No query."""
    old, new = dict(content.lines_of(before.content)), dict(content.lines_of(after.content))
    parts = [*old, *(part for part in new if part not in old)]
    return [_difference(part, old.get(part, ""), new.get(part, "")) for part in parts if old.get(part) != new.get(part)]


def _difference(part: str, old: str, new: str) -> ReportDifference:
    one, other = old.split(" "), new.split(" ")
    before: list[tuple[str, bool]] = []
    after: list[tuple[str, bool]] = []
    for what, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if start < end:
            before.append((" ".join(one[start:end]), what != "equal"))
        if first < last:
            after.append((" ".join(other[first:last]), what != "equal"))
    return ReportDifference(part, before, after)


def comments_of(report: MissionReport) -> list[ReportComment]:
    """Return the comments, those of the institution and of the team. One query."""
    return list(report.comments.select_related("by").order_by("at", "pk")) if report.pk else []


def for_institution(mission: Mission) -> dict[str, Any]:
    """Return the context of "mission_reports/own.html", or {} while nothing is shared. At most eight queries.

    The institution reads the report and comments on it. It never sees notes of meetings, comments of the team, or
    recommendations that only the team sees."""
    report = MissionReport.objects.filter(mission=mission, shared_at__isnull=False).first()
    if report is None or not report.versions.exists():
        return {}
    report.mission = mission
    page = page_of(report)
    shown = [row for row in page.recommendations if row.visibility != FollowUp.Visibility.TEAM]
    return {
        "report": report,
        "findings": page.findings,
        "recommendations": shown,
        "met": page.met,
        "own_comments": list(report.comments.filter(by=None).order_by("at", "pk")),
        "may_comment": report.status == MissionReport.Status.SUBMITTED,
    }


def public_summary(mission: Mission, language: str = "") -> str:
    """Return the released public summary in this language, else in English or any other; "" if it is not released."""
    report = MissionReport.objects.filter(mission=mission, released_at__isnull=False).first()
    texts: dict[str, str] = report.public_summary if report else {}
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def released_recommendations(country: Country) -> list[FollowUp]:
    """Return the recommendations of missions in a country that everybody sees, the latest first. One query.

    They are of released reports, and marked as public. Drafts and cancelled missions have none."""
    events = Event.objects.visible_to_public().in_country([country.pk])
    rows = FollowUp.objects.filter(
        kind=FollowUp.Kind.RECOMMENDATION,
        visibility=FollowUp.Visibility.PUBLIC,
        event__in=events,
        event__mission__report__released_at__isnull=False,
    ).exclude(event__status=Event.Status.CANCELLED)
    return list(rows.select_related("event").order_by("-event__ends_at", "event", "number")[:MOST_RELEASED])
