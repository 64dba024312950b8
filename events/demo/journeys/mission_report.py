"""The report of the mission with its findings, and its recommendations six months later."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.models import User
from events.demo.journeys.example import moment, noon, sentence
from events.journeys.follow_ups import services as follow_ups
from events.journeys.follow_ups.services import Writer
from events.missions.reports import content
from events.missions.reports import services as reports
from events.models import (
    Assignment,
    AssignmentChange,
    Event,
    FollowUp,
    FollowUpChange,
    Meeting,
    Mission,
    MissionReport,
    ReportComment,
)

Response = FollowUp.Response
RESPONSES = {"accepted": Response.ACCEPTED, "partly_accepted": Response.PARTLY, "rejected": Response.REJECTED}
# The example has only the number of comments of the institution. (part, text, kind)
COMMENTS = [
    ("findings", "Jayapura is the branch, not the province.", "fact"),
    ("findings", "The data cover 2024 to 2026.", "fact"),
    ("findings", "The number of districts is 29.", "fact"),
    ("recommendations", "The agency sends the reminder, not the ministry.", "fact"),
    ("summary", "The summary could say more about employers.", "opinion"),
    ("recommendations", "A trial in one province may be enough.", "opinion"),
]


def load(rows: Mapping[str, Any], event: Event, mission: Mission, team: Mapping[str, User]) -> None:
    """Write, return, accept and release the report, and record what happened to the recommendations."""
    mission.event = event
    row, contact = rows["report"], rows["request"]["contact"]["name"]
    names = {one["key"]: one["name"] for one in rows["experts"]}
    first, returned, second, accepted = row["versions"]
    report = reports.begin_report(mission.event)
    recommendations = _write(report, rows, Writer(name=names[first["by"]]), row["summary"], first["note"])
    reports.submit(report, writer=Writer(name=names[first["by"]]))
    reports.share(report, is_shared=True, by=team[returned["by"]])
    for part, text, kind in COMMENTS:
        comment = reports.comment(report, text, kind=kind, part=part, writer=Writer(name=contact))
        reports.settle(report, comment.pk, is_settled=True)
    reports.send_back(report, note=returned["note"], by=team[returned["by"]])
    reports.submit(report, writer=Writer(name=names[second["by"]]))
    reports.accept(report, by=team[accepted["by"]])
    reports.share(report, is_shared=True, by=team[accepted["by"]])  # the returned report was hidden
    reports.save_public_summary(report, row["public_summary"])
    reports.release(report, consent=rows["request"]["endorsement"]["by"], by=team[accepted["by"]])
    for recommendation, one in zip(recommendations, rows["recommendations"], strict=True):
        _follow(recommendation, one, team["coordinator"])
    _set_times(report, row)


def _write(report: MissionReport, rows: Mapping[str, Any], writer: Writer, summary: str, late: str) -> list[FollowUp]:
    """Type the report in one draft, as its authors do. Return the recommendations."""
    titles = {one["key"]: one["title"] for one in rows["programme"]["meetings"]}
    meetings = {
        one.session.title: one.pk
        for one in Meeting.objects.filter(session__event=report.mission.event).select_related("session")
    }
    mine = {"summary": summary, "not_as_planned": sentence(late)}
    findings = {}
    for row in rows["report"]["findings"]:
        finding = reports.add_finding(report)
        assert finding  # noqa: S101 (for the type checker: there are four)
        findings[row["key"]] = finding.pk
        evidence = " ".join(str(pk) for pk in sorted(meetings[titles[key]] for key in row["evidence"]))
        values = {"text": row["text"], "strength": row["strength"], "evidence": evidence}
        mine |= {content.name_of(finding, part): value for part, value in values.items()}
    recommendations = []
    for row in rows["recommendations"]:
        recommendation = reports.add_recommendation(report)
        assert recommendation  # noqa: S101 (same reason)
        recommendations.append(recommendation)
        values = {
            "text": row["text"],
            "finding": str(findings[row["finding"]]),
            "priority": row["priority"],
            "owner_name": row["owner"]["name"],
            "owner_institution": row["owner"]["institution"],
            "due_on": row["due_on"],
            "visibility": row["visible"],
        }
        mine |= {content.name_of(recommendation, part): value for part, value in values.items()}
    base = content.values_of(report, content.findings_of(report), content.recommendations_of(report))
    reports.save_draft(report, base=base, mine=base | mine, writer=writer)
    return recommendations


def _follow(recommendation: FollowUp, row: Mapping[str, Any], by: User) -> None:
    """Record the response of the owner, and the state after six months."""
    owner, evidence = Writer(name=row["owner"]["name"]), row["evidence"] or ""
    reason = row.get("response_reason", "")
    follow_ups.respond(recommendation, RESPONSES[row["response"]], reason=reason, writer=owner)
    responded = noon(row["responded_on"], recommendation.event.timezone)
    # The services set the present time, here and below.
    FollowUpChange.objects.filter(follow_up=recommendation).update(at=responded)
    FollowUp.objects.filter(pk=recommendation.pk).update(responded_on=responded.date())
    if row["status"] == "in_progress":
        follow_ups.report(recommendation, "begin", note=evidence, writer=owner)
    elif row["status"] == "done":
        follow_ups.close(recommendation, "finish", evidence=evidence, by=by)
    elif row["status"] == "no_longer_applicable":
        follow_ups.close(recommendation, "drop", evidence=reason, by=by)
    done = date.fromisoformat(row["done_on"]) if row["done_on"] else responded.date()
    FollowUp.objects.filter(pk=recommendation.pk, done_on__isnull=False).update(done_on=done)
    changes = FollowUpChange.objects.filter(follow_up=recommendation).exclude(at=responded)
    changes.update(at=noon(done.isoformat(), recommendation.event.timezone))


def _set_times(report: MissionReport, row: Mapping[str, Any]) -> None:
    zone = report.mission.event.timezone
    versions = report.versions.order_by("pk")
    for version, one in zip(versions, row["versions"], strict=True):
        report.versions.filter(pk=version.pk).update(at=moment(one["at"], zone))
    accepted_at = moment(row["versions"][-1]["at"], zone)
    AssignmentChange.objects.filter(assignment__mission=report.mission, status=Assignment.Status.COMPLETED).update(
        at=accepted_at
    )
    commented = noon(row["comments_of_institution"]["received_on"], zone)
    ReportComment.objects.filter(report=report).update(at=commented, settled_at=commented)
    MissionReport.objects.filter(pk=report.pk).update(
        shared_at=moment(row["versions"][0]["at"], zone), released_at=noon(row["public_released_on"], zone)
    )
