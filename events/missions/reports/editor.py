"""The editor of a report: for its authors by their personal link, and for the team. It works without JavaScript.

The page has the values that the reader saw (`base`). What two authors type is merged field by field."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import time_format
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.fields import one_line, several_lines
from accounts.middleware import browser_zone
from events.errors import DomainError
from events.journeys.follow_ups.services import Writer
from events.local_times import LocalDateField
from events.missions.reports import content, queries, services
from events.missions.reports.errors import ReportIncompleteError
from events.missions.reports.forms import ReportFileForm
from events.models import FollowUp, Meeting, Mission, MissionReport, ReportFinding

MOST_OF_PART = {
    "owner_name": 150,
    "owner_institution": 200,
    "owner_email": 254,
    "owner_language": 10,
    "finding": 18,
    "evidence": 500,
    "strength": 6,
    "priority": 6,
    "visibility": 11,
    "due_on": 10,
}


@dataclass(frozen=True)
class Editor:
    """Who writes, and where: the template of the page, and the addresses of the editor, of the file and of the page before."""

    mission: Mission
    writer: Writer
    template: str
    here: str
    file_url: str
    back_url: str
    context: Mapping[str, Any]

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Show the editor; with POST, save the draft, and then carry out the action of the button."""
        if request.method != "POST":
            return self._page(request, queries.report_of(self.mission))
        report = services.begin_report(self.mission.event)
        if request.POST.get("action") == "upload":
            return self._upload(request, report)
        is_script = request.headers.get("Accept") == "application/json"
        try:
            return self._save(request, report, is_script=is_script)
        except ReportIncompleteError as error:
            messages.error(request, error.advice)
            report.refresh_from_db()
            return self._page(request, report, problems=error.problems)
        except DomainError as error:
            if is_script:
                return JsonResponse({"error": str(error.advice)}, status=409)
            messages.error(request, error.advice)
            return self._show_unsaved(request, report)

    def _show_unsaved(self, request: HttpRequest, report: MissionReport) -> HttpResponse:
        """Show what was not saved, so that the author can copy it: the other author may have submitted the report."""
        typed, _problems = read_values(request)
        report.refresh_from_db()
        stored = queries.page_of(report).values
        unsaved = {name: text for name, text in typed.items() if name in stored and stored[name] != text}
        if not unsaved:
            return redirect(self.here)
        messages.warning(
            request, _("What you have written is not saved. It is still in the fields below: please copy it.")
        )
        return self._page(request, report, typed=unsaved)

    def _save(self, request: HttpRequest, report: MissionReport, *, is_script: bool) -> HttpResponse:
        mine, problems = read_values(request)
        saved = services.save_draft(report, base=_base(request), mine=mine, writer=self.writer)
        if is_script:
            return _answer(saved, problems, browser_zone(request) or self.mission.event.zone)
        if problems:
            report.refresh_from_db()
            typed = {name: request.POST.get(name, "")[:30_000] for name in problems}
            return self._page(request, report, problems=problems, typed=typed)
        self._say(request, saved)
        return self._act(request, report, request.POST.get("action", "save"))

    def _act(self, request: HttpRequest, report: MissionReport, action: str) -> HttpResponse:
        name, _dash, key = action.partition("-")
        pk = int(key) if key.isdecimal() and len(key) < 18 else 0
        place = ""
        if name == "add_finding" and (finding := services.add_finding(report)):
            place = f"#{content.name_of(finding, 'text')}"
        elif name == "remove_finding":
            services.remove_finding(report, pk)
        elif name == "add_recommendation" and (row := services.add_recommendation(report)):
            place = f"#{content.name_of(row, 'text')}"
        elif name == "remove_recommendation":
            services.remove_recommendation(report, pk)
        elif name == "remove_file":
            services.remove_file(report)
        elif name == "submit":
            services.submit(report, writer=self.writer)
            messages.success(request, _("Submitted. The team reviews the report and writes to you."))
        elif name == "save":
            messages.success(request, _("Saved: the draft of the report."))
        return redirect(f"{self.here}{place}")

    def _upload(self, request: HttpRequest, report: MissionReport) -> HttpResponse:
        form = ReportFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, report, file_form=form)
        try:
            services.upload(report, form.cleaned_data["file"])
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("Saved: the file of the report."))
        return redirect(self.here)

    def _say(self, request: HttpRequest, saved: services.SavedDraft) -> None:
        if saved.both:
            messages.warning(request, _("Somebody else has changed the same text. It has both versions now, one after the other: please tidy it up."))  # fmt: skip
        if saved.kept:
            messages.warning(
                request, _("Somebody else has changed the same fields. Theirs are kept: please check them.")
            )

    def _page(
        self,
        request: HttpRequest,
        report: MissionReport,
        *,
        problems: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
        file_form: ReportFileForm | None = None,
    ) -> HttpResponse:
        report.mission = self.mission
        page = queries.page_of(report)
        meetings = queries.meetings_of(self.mission)
        values = page.values
        shown, problems = values | dict(typed or {}), problems or {}
        context = {
            **self.context,
            "report": report,
            "met": page.met,
            "base": json.dumps(values),
            "texts": [_field(name, shown[name], problems, _label(name)) for name in content.TEXTS],
            "findings": [_finding(one, shown, problems, meetings) for one in page.findings],
            "recommendations": [_recommendation(one, shown, problems, page.findings) for one in page.recommendations],
            "problem_of_findings": problems.get("findings", ""),
            "problem_count": len(problems),
            "notes": [(meeting, meeting.notes) for meeting in meetings if meeting.notes],
            "may_write": report.status in services.WRITABLE,
            "versions": queries.versions_of(report),
            "returned": queries.returned_version(report),
            "file_form": file_form or ReportFileForm(),
            "here": self.here,
            "file_url": self.file_url,
            "back_url": self.back_url,
        }
        return render(request, self.template, context)


@dataclass(frozen=True)
class ShownField:
    """A field of the editor."""

    name: str
    value: str
    label: str = ""
    problem: str = ""
    choices: Sequence[tuple[str, str, bool]] = ()
    most: int = 0


def _label(name: str) -> str:
    return str(MissionReport._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]  # a field


def _field(
    name: str, value: str, problems: Mapping[str, str], label: str = "", choices: Sequence[tuple[Any, Any]] = ()
) -> ShownField:
    shown = [(str(key), str(text), str(key) == value) for key, text in choices]
    return ShownField(name, value, label, problems.get(name, ""), shown, _most(name))


def _finding(
    finding: ReportFinding, values: Mapping[str, str], problems: Mapping[str, str], meetings: Sequence[Meeting]
) -> dict[str, Any]:
    names = {part: content.name_of(finding, part) for part in content.OF_FINDING}
    chosen = set(values[names["evidence"]].split())
    return {
        "row": finding,
        "text": _field(names["text"], values[names["text"]], problems, _("Finding")),
        "strength": _field(
            names["strength"], values[names["strength"]], problems, _("Strength"), ReportFinding.Strength.choices
        ),
        "evidence": ShownField(
            names["evidence"],
            "",
            _("Evidence"),
            choices=[(str(one.pk), one.session.title, str(one.pk) in chosen) for one in meetings],
        ),
    }


def _recommendation(
    row: FollowUp, values: Mapping[str, str], problems: Mapping[str, str], findings: Sequence[ReportFinding]
) -> dict[str, Any]:
    choices: dict[str, Sequence[tuple[Any, Any]]] = {
        "finding": [("", "–"), *((one.pk, number) for number, one in enumerate(findings, 1))],
        "priority": FollowUp.Priority.choices,
        "visibility": FollowUp.Visibility.choices,
        "owner_language": [("", "–"), *settings.MAIL_LANGUAGES],
    }
    labels = {
        "text": _("Recommendation"),
        "finding": _("From finding"),
        "priority": _("Priority"),
        "owner_name": _("Owner"),
        "owner_institution": _("Institution"),
        "owner_email": _("Email address"),
        "owner_language": _("Language of the emails"),
        "due_on": _("Due on"),
        "visibility": _("Who sees it"),
    }
    fields = {}
    for part in content.OF_RECOMMENDATION:
        name = content.name_of(row, part)
        fields[part] = _field(name, values[name], problems, labels[part], choices.get(part, ()))
    return {"row": row, **fields}


def _most(name: str) -> int:
    if name in content.MOST_CHARACTERS:
        return content.MOST_CHARACTERS[name]
    kind, _key, part = name.split("-", 2)
    return content.MOST_OF_ROW[kind] if part == "text" else MOST_OF_PART[part]


def read_values(request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    """Return the posted values of the draft by the names of their fields, and the problems of those that are not valid.

    A value that is not valid keeps its name out of the values: what is stored stays."""
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name in request.POST:
        if not _is_field(name):
            continue
        part = name.rpartition("-")[2]
        if part == "evidence":
            keys = {key for key in request.POST.getlist(name) if key.isdecimal() and len(key) < 18}
            values[name] = " ".join(sorted(keys, key=int))
            continue
        typed = request.POST.get(name, "")
        text = several_lines(typed).strip() if content.is_long(name) else one_line(typed)
        if problem := _problem(part, text, _most(name)):
            problems[name] = problem
        else:
            values[name] = text
    return values, problems


def _is_field(name: str) -> bool:
    if name in content.TEXTS:
        return True
    kind, _dash, rest = name.partition("-")
    key, _dash, part = rest.partition("-")
    parts = {"finding": content.OF_FINDING, "recommendation": content.OF_RECOMMENDATION}.get(kind, ())
    return key.isdecimal() and len(key) < 18 and part in parts


def _problem(part: str, text: str, most: int) -> str:
    if len(text) > most:
        return _("Please shorten this to %(most)d characters.") % {"most": most}
    if not text:
        return ""
    try:
        if part == "owner_email":
            validate_email(text)
        elif part == "due_on":
            LocalDateField().clean(text)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def _base(request: HttpRequest) -> dict[str, str]:
    """Return the values that the author saw. A page without them overwrites nothing that others have changed."""
    try:
        base = json.loads(request.POST.get("base", ""))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in base.items()} if isinstance(base, dict) else {}


def _answer(saved: services.SavedDraft, problems: Mapping[str, str], zone: ZoneInfo) -> JsonResponse:
    """Tell the script what is stored, and when, on the clocks of zone."""
    return JsonResponse(
        {
            "values": saved.values,
            "both": saved.both,
            "kept": saved.kept,
            "problems": problems,
            "at": time_format(now().astimezone(zone), "H:i"),
        }
    )
