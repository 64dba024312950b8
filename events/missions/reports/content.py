"""A report as values by the names of its fields: for the form, for merging what two authors type, and for its versions."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from events.models import FollowUp, Meeting, MissionReport, ReportFinding

TEXTS = ("summary", "context", "positives", "other_issues", "not_as_planned")
OF_FINDING = ("text", "strength", "evidence")
OF_RECOMMENDATION = (
    "text",
    "finding",
    "priority",
    "owner_name",
    "owner_institution",
    "owner_email",
    "owner_language",
    "due_on",
    "visibility",
)
# Where two authors have typed two texts, both stay. Of other fields the one that was saved first stays.
LONG = frozenset({*TEXTS, "text"})
MOST_CHARACTERS = {
    "summary": 3_000,
    "context": 20_000,
    "positives": 10_000,
    "other_issues": 10_000,
    "not_as_planned": 3_000,
}
MOST_OF_ROW = {"finding": 3_000, "recommendation": 2_000}


def name_of(row: ReportFinding | FollowUp, part: str) -> str:
    """Return the name of the field of a row: "finding-3-text"."""
    kind = "finding" if isinstance(row, ReportFinding) else "recommendation"
    return f"{kind}-{row.pk}-{part}"


def is_long(name: str) -> bool:
    return name.rpartition("-")[2] in LONG


def findings_of(report: MissionReport) -> list[ReportFinding]:
    """Return the findings in their order, with their evidence. Two queries."""
    if not report.pk:
        return []
    return list(report.findings.prefetch_related("evidence__session").order_by("position", "pk"))


def recommendations_of(report: MissionReport) -> list[FollowUp]:
    """Return the recommendations by their number. One query."""
    rows = FollowUp.objects.filter(event=report.mission.event_id, kind=FollowUp.Kind.RECOMMENDATION)
    return list(rows.select_related("finding").order_by("number"))


def values_of(
    report: MissionReport, findings: Iterable[ReportFinding], recommendations: Iterable[FollowUp]
) -> dict[str, str]:
    """Return all fields of the form as texts."""
    values = {name: str(getattr(report, name)) for name in TEXTS}
    for finding in findings:
        values[name_of(finding, "text")] = finding.text
        values[name_of(finding, "strength")] = finding.strength
        values[name_of(finding, "evidence")] = " ".join(str(one.pk) for one in sorted(finding.evidence.all(), key=_key))
    for row in recommendations:
        for part in OF_RECOMMENDATION:
            values[name_of(row, part)] = _text(row, part)
    return values


def _key(meeting: Meeting) -> int:
    return meeting.pk


def _text(row: FollowUp, part: str) -> str:
    value = row.finding_id if part == "finding" else getattr(row, part)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def stored_version(report: MissionReport) -> dict[str, object]:
    """Return the report as a version stores it: texts, findings with the names of their meetings, recommendations."""
    findings = findings_of(report)
    numbers = {finding.pk: number for number, finding in enumerate(findings, 1)}
    return {
        "texts": {name: getattr(report, name) for name in TEXTS},
        "file": report.file_name,
        "findings": [
            {
                "text": one.text,
                "strength": one.strength,
                "evidence": [meeting.session.title for meeting in one.evidence.all()],
            }
            for one in findings
        ],
        "recommendations": [
            {
                "code": row.code,
                "text": row.text,
                "finding": numbers.get(row.finding_id or 0, 0),
                "priority": row.priority,
                "owner": ", ".join(filter(None, [row.owner_name, row.owner_institution])),
                "due": row.due_on.isoformat() if row.due_on else "",
                "visibility": row.visibility,
            }
            for row in recommendations_of(report)
        ],
    }


def lines_of(version: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return a stored version as pairs of a part and its text, in the order of the report."""
    lines = [(_title_of(name), str(text)) for name, text in _mapping(version.get("texts")).items() if text]
    for number, row in enumerate(_rows(version.get("findings")), 1):
        evidence = ", ".join(str(one) for one in row.get("evidence") or ())  # type: ignore[attr-defined]  # a list
        lines.append(
            (
                _("finding %(number)d") % {"number": number},
                f"{row.get('text')} ({evidence or '–'}; {row.get('strength')})",
            )
        )
    for row in _rows(version.get("recommendations")):
        facts = "; ".join(str(row[name]) for name in ("owner", "due", "priority", "visibility") if row.get(name))
        lines.append((str(row.get("code")), f"{row.get('text')} ({facts})"))
    if version.get("file"):
        lines.append((_("file"), str(version["file"])))
    return lines


def _title_of(name: str) -> str:
    """Return what the report calls one of its texts."""
    return str(MissionReport._meta.get_field(name).verbose_name) if name in TEXTS else name  # type: ignore[union-attr]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _rows(value: object) -> list[Mapping[str, object]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
