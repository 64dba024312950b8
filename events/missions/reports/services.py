"""Write, submit, review and release the report of a mission. Each function is one transaction that locks the event."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.agenda.merging import merge
from events.journeys.errors import StepNotAllowedError
from events.journeys.follow_ups import services as follow_ups
from events.journeys.follow_ups.services import Writer
from events.journeys.notes.versions import has_two_versions, heading_of, keep_both
from events.missions import due_dates
from events.missions.experts import mails
from events.missions.experts import services as experts
from events.missions.records import lock_mission
from events.missions.reports import content
from events.missions.reports import mails as report_mails
from events.missions.reports.errors import (
    NotSharedError,
    OpenCorrectionsError,
    ReleaseNotPossibleError,
    ReportClosedError,
    ReportConsentMissingError,
    ReportIncompleteError,
    ReportNoteMissingError,
)
from events.missions.reports.states import REPORT
from events.missions.terms.queries import requests_of
from events.models import (
    Assignment,
    Event,
    FollowUp,
    Meeting,
    MissionReport,
    MissionRequest,
    ReportComment,
    ReportFinding,
    ReportVersion,
)
from events.models.answer import private_storage
from events.models.mission import MISSION_REPORTS_FOLDER
from events.questions.file_validation import ValidatedFile
from events.questions.files import delete_on_commit
from events.registration import transitions

Status, CommentKind = MissionReport.Status, ReportComment.Kind
WRITABLE = (Status.DRAFT, Status.RETURNED)
MOST_ROWS = 40  # findings, and recommendations


@dataclass
class SavedDraft:
    """The stored values, and the fields that two authors had changed in two ways.

    both: long texts that have both versions now. kept: other fields, which keep what was saved first."""

    values: dict[str, str]
    both: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def begin_report(event: Event) -> MissionReport:
    """Return the report of a mission. An empty draft is created if there is none."""
    mission = lock_mission(event)
    report, _is_new = MissionReport.objects.get_or_create(mission=mission)
    report.mission = mission
    return report


@transaction.atomic
def save_draft(
    report: MissionReport, *, base: Mapping[str, str], mine: Mapping[str, str], writer: Writer
) -> SavedDraft:
    """Merge what an author typed into the draft, field by field.

    base: the values that the author saw. mine: those that they typed. Two authors who change two fields do not disturb each
    other. If both change one text, it has both versions, one after the other. Raise ReportClosedError after submission."""
    report = _lock_writable(report)
    findings, recommendations = content.findings_of(report), content.recommendations_of(report)
    theirs = content.values_of(report, findings, recommendations)
    known = {name: value for name, value in mine.items() if name in theirs}
    merged, conflicts = merge(dict(base), known, theirs)
    values = {name: str(value) for name, value in merged.items()}
    saved = SavedDraft(values)
    heading = heading_of(writer.name or str(writer.by or ""))
    for conflict in conflicts:
        if content.is_long(conflict.field):
            text = keep_both(str(conflict.theirs), str(conflict.mine), heading)
            values[conflict.field] = text[: _most(conflict.field)]
            saved.both.append(conflict.field)
        else:
            saved.kept.append(conflict.field)
    changed = {name for name, value in values.items() if value != theirs[name]}
    if changed:
        _store(report, findings, recommendations, values, changed)
        saved.values = content.values_of(report, content.findings_of(report), content.recommendations_of(report))
    return saved


def _most(name: str) -> int:
    if name in content.MOST_CHARACTERS:
        return content.MOST_CHARACTERS[name]
    return content.MOST_OF_ROW[name.partition("-")[0]]


def _store(
    report: MissionReport,
    findings: list[ReportFinding],
    recommendations: list[FollowUp],
    values: Mapping[str, str],
    changed: set[str],
) -> None:
    """Store the changed values. Values that are not possible, such as an unknown meeting, are left out."""
    for name in content.TEXTS:
        setattr(report, name, values[name])
    report.save(update_fields=[*content.TEXTS, "changed_at"])
    meetings = {str(key) for key in _meetings(report).values_list("pk", flat=True)}
    for finding in findings:
        names = {part: content.name_of(finding, part) for part in content.OF_FINDING}
        if not changed & set(names.values()):
            continue
        finding.text = values[names["text"]]
        if values[names["strength"]] in ReportFinding.Strength.values:
            finding.strength = values[names["strength"]]
        finding.save(update_fields=["text", "strength"])
        finding.evidence.set([int(key) for key in values[names["evidence"]].split() if key in meetings])
    own = {str(finding.pk) for finding in findings}
    for row in recommendations:
        names = {part: content.name_of(row, part) for part in content.OF_RECOMMENDATION}
        if changed & set(names.values()):
            _store_recommendation(row, {part: values[name] for part, name in names.items()}, own)


def _store_recommendation(row: FollowUp, values: Mapping[str, str], findings: set[str]) -> None:
    fields: dict[str, Any] = {
        name: values[name] for name in ("text", "owner_name", "owner_institution", "owner_email", "owner_language")
    }
    if values["priority"] in FollowUp.Priority.values:
        fields["priority"] = values["priority"]
    if values["visibility"] in FollowUp.Visibility.values:
        fields["visibility"] = values["visibility"]
    with suppress(ValueError):  # the form has told the author
        fields["due_on"] = date.fromisoformat(values["due_on"]) if values["due_on"] else None
    follow_ups.change(row, **fields)
    finding = int(values["finding"]) if values["finding"] in findings else None
    FollowUp.objects.filter(pk=row.pk).update(finding=finding)


@transaction.atomic
def add_finding(report: MissionReport) -> ReportFinding | None:
    """Add an empty finding at the end. Return None if there are too many."""
    report = _lock_writable(report)
    if report.findings.count() >= MOST_ROWS:
        return None
    last = report.findings.aggregate(last=Max("position"))["last"] or 0
    return report.findings.create(position=last + 1, text="")


@transaction.atomic
def remove_finding(report: MissionReport, pk: int) -> None:
    _lock_writable(report).findings.filter(pk=pk).delete()


@transaction.atomic
def add_recommendation(report: MissionReport) -> FollowUp | None:
    """Add an empty recommendation with the next number, for the institution. Return None if there are too many."""
    report = _lock_writable(report)
    if len(content.recommendations_of(report)) >= MOST_ROWS:
        return None
    visibility = FollowUp.Visibility.INSTITUTION
    return follow_ups.add(report.mission.event, FollowUp.Kind.RECOMMENDATION, text="", visibility=visibility)


@transaction.atomic
def remove_recommendation(report: MissionReport, pk: int) -> None:
    """Remove a recommendation. Raise StepNotAllowedError if its owner has reported on it."""
    report = _lock_writable(report)
    for row in content.recommendations_of(report):
        if row.pk == pk:
            row.event = report.mission.event
            follow_ups.remove(row)


def upload(report: MissionReport, validated: ValidatedFile) -> None:
    """Store an uploaded report in place of an earlier one. The content is stored before the transaction.

    Raise ReportClosedError after submission."""
    path = private_storage().save(f"{MISSION_REPORTS_FOLDER}/{report.pk}", ContentFile(validated.content))
    try:
        with transaction.atomic():
            report = _lock_writable(report)
            if report.file:
                delete_on_commit([report.file.name or ""])
            report.file, report.file_name = cast("Any", path), validated.name
            report.save(update_fields=["file", "file_name", "changed_at"])
    except Exception:
        private_storage().delete(path)
        raise


@transaction.atomic
def remove_file(report: MissionReport) -> None:
    report = _lock_writable(report)
    if report.file:
        delete_on_commit([report.file.name or ""])
        report.file, report.file_name = cast("Any", ""), ""
        report.save(update_fields=["file", "file_name", "changed_at"])


def problems_of(report: MissionReport) -> dict[str, str]:
    """Return what is missing for a submission, by the name of the field."""
    problems: dict[str, str] = {}
    if not report.summary.strip():
        problems["summary"] = _("Write the summary before you submit.")
    findings = content.findings_of(report)
    if not report.file and not any(one.text.strip() for one in findings):
        problems["findings"] = _("Write at least one finding, or upload the report as a file.")
    for finding in findings:
        if not finding.text.strip():
            problems.setdefault(content.name_of(finding, "text"), _("Write the finding, or remove the row."))
    recommendations = content.recommendations_of(report)
    for row in recommendations:
        required = {
            "text": _("Write the recommendation, or remove the row."),
            "owner_name": _("Name the owner before you submit."),
            "due_on": _("Enter the due date before you submit."),
        }
        problems |= {content.name_of(row, part): text for part, text in required.items() if not getattr(row, part)}
    values = content.values_of(report, findings, recommendations)
    untidy = [name for name, text in values.items() if content.is_long(name) and has_two_versions(text)]
    tidy = _("Two versions are here, one after the other. Make one of them, and remove the line between them.")
    return dict.fromkeys(untidy, tidy) | problems


@transaction.atomic
def submit(report: MissionReport, *, writer: Writer) -> MissionReport:
    """Submit the report to the team, which is told. Raise ReportIncompleteError, with the problems, and StepNotAllowedError."""
    report = _lock(report)
    target = REPORT.target("submit", report.status)
    if problems := problems_of(report):
        raise ReportIncompleteError(problems)
    number = (report.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    _move(report, target, number=number, writer=writer)
    if number == 1:
        due_dates.receive_reports(report.mission.event, is_final=False)
    author = writer.name or (writer.by.full_name if writer.by else "")
    report_mails.notify_submitted(report, author=author, by=writer.by.pk if writer.by else None)
    return report


@transaction.atomic
def send_back(report: MissionReport, *, note: str, by: User) -> MissionReport:
    """Return the report to its authors with a note. The institution no longer sees it: the authors change it now.

    Raise ReportNoteMissingError, and StepNotAllowedError."""
    report = _lock(report)
    target = REPORT.target("return", report.status)
    if not note:
        raise ReportNoteMissingError
    report.shared_at = None
    report.save(update_fields=["shared_at"])
    _move(report, target, note=note, writer=Writer(by))
    due_dates.end_comments(report.mission.event, is_final=False)
    _tell_experts(
        report.mission.assignments.exclude(role=Assignment.Role.INTERPRETER), report, mails.REPORT_RETURNED, note
    )
    return report


@transaction.atomic
def accept(report: MissionReport, *, note: str = "", by: User | None) -> MissionReport:
    """Accept the report. The assignments are completed. The authors, the interpreters, the institution and the owners of
    recommendations are told; the note is for the authors.

    Raise OpenCorrectionsError while a correction of the institution is open, and StepNotAllowedError."""
    report = _lock(report)
    target = REPORT.target("accept", report.status)
    if report.comments.filter(kind=CommentKind.FACT, by=None, settled_at=None).exists():
        raise OpenCorrectionsError
    _move(report, target, note=note, writer=Writer(by))
    due_dates.receive_reports(report.mission.event, is_final=True)
    due_dates.end_comments(report.mission.event, is_final=True)
    _tell_experts(report.mission.assignments.all(), report, mails.REPORT_ACCEPTED, note)
    experts.complete_all(report.mission, by=by)
    owners = follow_ups.tell_owners(report.mission.event)
    report_mails.notify_accepted(report, has_owners=bool(owners))
    return report


@transaction.atomic
def share(report: MissionReport, *, is_shared: bool, by: User | None) -> MissionReport:
    """Show the report to the institution, which gets a mail and comments while it is in review; or hide it again.

    Raise NotSharedError for a report that its authors write."""
    report = _lock(report)
    if is_shared and report.status in WRITABLE:
        raise NotSharedError
    if is_shared == (report.shared_at is not None):
        return report
    report.shared_at = now() if is_shared else None
    report.save(update_fields=["shared_at"])
    if is_shared:
        due_dates.expect_comments(report, requests_of(report.mission))
    else:
        due_dates.end_comments(report.mission.event, is_final=False)
    count = report_mails.notify_shared(report) if is_shared else 0
    line = _("Report shown to the institution") if is_shared else _("Report hidden from the institution")
    history.record(report.mission.event, history.What.DOCUMENTS, [line, history.people_notified(count)], by=by)
    return report


@transaction.atomic
def comment(
    report: MissionReport,
    text: str,
    *,
    kind: str,
    part: str = "",
    writer: Writer,
    request: MissionRequest | None = None,
) -> ReportComment:
    """Add a comment of the team or of the institution (a writer without an account). The team is told of the latter.

    request: that of the institution, which then owes no comments any more.

    Raise NotSharedError for the institution, unless the report is shared and submitted."""
    report = _lock(report)
    if writer.by is None and not is_open_for_comments(report):
        raise NotSharedError
    comment = report.comments.create(text=text, kind=kind, part=part, by=writer.by, by_name=writer.name)
    if writer.by is None:
        report_mails.notify_commented(report, comment)
        if request is not None:
            due_dates.receive_comments(report.mission.event, request)
    return comment


@transaction.atomic
def have_no_comments(report: MissionReport, request: MissionRequest) -> ReportComment:
    """Record that an institution has nothing to correct, and tell the team. It owes no comments any more.

    It can still comment until the report is accepted. A second call changes nothing. Raise NotSharedError unless the
    report is shared and submitted."""
    report = _lock(report)
    if not is_open_for_comments(report):
        raise NotSharedError
    name = request.contact_name
    shared_at = report.shared_at
    earlier = report.comments.filter(kind=CommentKind.NONE, by_name=name, at__gte=shared_at).first()
    if earlier is not None:
        return earlier
    comment = report.comments.create(kind=CommentKind.NONE, by_name=name, settled_at=now())
    count = report_mails.notify_commented(report, comment)
    due_dates.receive_comments(report.mission.event, request)
    line = _("Report: no comments, by link: %(name)s") % {"name": f"{name}, {request.institution}"}
    history.record(report.mission.event, history.What.DOCUMENTS, [line, history.people_notified(count)], by=None)
    return comment


@transaction.atomic
def settle(report: MissionReport, pk: int, *, is_settled: bool) -> None:
    """Mark a comment as taken or noted, or as open again."""
    report = _lock(report)
    report.comments.filter(pk=pk).update(settled_at=now() if is_settled else None)


@transaction.atomic
def save_public_summary(report: MissionReport, texts: Mapping[str, str]) -> MissionReport:
    """Store the public summary by language. A language with an empty text is removed."""
    report = _lock(report)
    report.public_summary = {language: text for language, text in texts.items() if text.strip()}
    if not report.public_summary:
        report.released_at = None
    report.save(update_fields=["public_summary", "released_at", "changed_at"])
    return report


@transaction.atomic
def release(report: MissionReport, *, consent: str, by: User) -> MissionReport:
    """Make the public summary, and the recommendations that are for everybody, public. The institution is told.

    consent: who agreed for the institution, and when. Raise ReportConsentMissingError, and ReleaseNotPossibleError."""
    report = _lock(report)
    if report.status != Status.ACCEPTED or not report.public_summary:
        raise ReleaseNotPossibleError
    if not consent:
        raise ReportConsentMissingError
    report.released_at = now()
    report.save(update_fields=["released_at"])
    count = report_mails.notify_released(report)
    line = _("Public summary of the report released; consent: %(consent)s") % {"consent": consent}
    history.record(report.mission.event, history.What.DOCUMENTS, [line, history.people_notified(count)], by=by)
    return report


@transaction.atomic
def take_back(report: MissionReport, *, by: User) -> MissionReport:
    """Make the public summary and the recommendations private again."""
    report = _lock(report)
    report.released_at = None
    report.save(update_fields=["released_at"])
    history.record(report.mission.event, history.What.DOCUMENTS, [_("Public summary of the report taken back")], by=by)
    return report


def is_open_for_comments(report: MissionReport) -> bool:
    return report.shared_at is not None and report.status == Status.SUBMITTED


def _move(report: MissionReport, status: str, *, writer: Writer, number: int | None = None, note: str = "") -> None:
    """Change the status, and store the version. Without a number, it is that of the last submission."""
    report.status = status
    report.save(update_fields=["status", "changed_at"])
    if number is None:
        number = report.versions.aggregate(last=Max("number"))["last"] or 1
    ReportVersion.objects.create(
        report=report,
        number=number,
        status=status,
        content=content.stored_version(report) | {"by": writer.name},
        note=note[:2_000],
        by=writer.by,
    )


def _tell_experts(assignments: QuerySet[Assignment], report: MissionReport, name: str, note: str) -> int:
    """Mail those of the assignments that are on the mission. Interpreters write no report: they get no note about it."""
    told = 0
    for one in assignments.filter(status__in=Assignment.ON_MISSION).select_related("expert__person"):
        one.mission = report.mission
        told += mails.notify(one, name, note="" if one.role == Assignment.Role.INTERPRETER else note)
    return told


def _meetings(report: MissionReport) -> Any:
    return Meeting.objects.filter(session__event=report.mission.event_id)


def _lock(report: MissionReport) -> MissionReport:
    """Lock the event, and return the report as it is now."""
    event: Event = transitions.lock_event(report.mission.event)
    fresh = MissionReport.objects.select_related("mission").filter(pk=report.pk).first()
    if fresh is None:
        raise StepNotAllowedError
    fresh.mission.event = event
    return fresh


def _lock_writable(report: MissionReport) -> MissionReport:
    report = _lock(report)
    if report.status not in WRITABLE:
        raise ReportClosedError
    return report
