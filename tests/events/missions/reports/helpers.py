"""A report with a finding, a recommendation and meetings."""

from typing import Any

from events.journeys.follow_ups.services import Writer
from events.missions.reports import content, services
from events.models import FollowUp, Meeting, Mission, MissionReport, ReportFinding
from tests.events.missions.experts.helpers import make_mission
from tests.factories import make_session

HARUKA, SOMSAK = Writer(name="Nakamura Haruka"), Writer(name="Somsak Chaiyaporn")


def make_meeting(mission: Mission, title: str = "Opening meeting", **fields: Any) -> Meeting:
    session = make_session(mission.event, title=title, **{k: fields.pop(k) for k in ("at", "day") if k in fields})
    return Meeting.objects.create(session=session, **{"status": "held", "institution": "Ministry"} | fields)


def make_report(mission: Mission | None = None, **fields: Any) -> MissionReport:
    """Create a draft that can be submitted."""
    mission = mission or make_mission()
    report = services.begin_report(mission.event)
    services.add_finding(report)
    services.add_recommendation(report)
    ReportFinding.objects.filter(report=report).update(text="Claims wait for a paper.")
    FollowUp.objects.filter(event=mission.event, kind="recommendation").update(
        text="Stop asking for papers.",
        owner_name="Maria Situmorang",
        owner_email="maria@example.org",
        due_on="2027-09-30",
    )
    MissionReport.objects.filter(pk=report.pk).update(**{"summary": "Claims are lost before they are made."} | fields)
    report.refresh_from_db()
    report.mission = mission
    return report


def values(report: MissionReport) -> dict[str, str]:
    report = MissionReport.objects.select_related("mission").get(pk=report.pk)
    return content.values_of(report, content.findings_of(report), content.recommendations_of(report))


def submitted(mission: Mission | None = None) -> MissionReport:
    return services.submit(make_report(mission), writer=HARUKA)


def accepted(mission: Mission | None = None) -> MissionReport:
    return services.accept(submitted(mission), by=None)
