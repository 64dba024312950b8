"""The team's pages of a mission report: review, editor, versions, the public summary."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.errors import DomainError
from events.experts.forms import sorted_languages
from events.journeys.follow_ups.services import Writer
from events.missions.records import mission_of
from events.missions.reports import content, queries, services
from events.missions.reports.editor import Editor
from events.missions.reports.files import report_file_response
from events.missions.reports.forms import PublicSummaryForm, ReleaseForm, ReportCommentForm, ReportDecisionForm
from events.models import Event, MissionReport
from events.permissions import Action, TeamRequest, event_for

type Step = Callable[[TeamRequest, MissionReport], str]


@event_for(Action.VIEW_EVENTS)
@require_GET
def review(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the report. Those who do not edit the event read only an accepted one, without comments."""
    report = queries.report_of(mission_of(event))
    if Action.EDIT_EVENTS not in request.may:
        if report.status != MissionReport.Status.ACCEPTED:
            raise Http404
        return render(request, "mission_reports/read.html", {"event": event, "page": queries.page_of(report)})
    return render(request, "mission_reports/review.html", _context(request, event, report))


def _context(request: TeamRequest, event: Event, report: MissionReport, **forms: Any) -> dict[str, Any]:
    comments = queries.comments_of(report)
    names = dict(sorted_languages())
    context = {
        "event": event,
        "report": report,
        "page": queries.page_of(report),
        "versions": list(queries.versions_of(report)),
        "comments": comments,
        "open_corrections": sum(
            one.kind == services.CommentKind.FACT and one.by_id is None and not one.settled_at for one in comments
        ),
        "is_manager": Action.PUBLISH in request.may,
        "is_submitted": report.status == MissionReport.Status.SUBMITTED,
        "is_accepted": report.status == MissionReport.Status.ACCEPTED,
        "may_write": report.status in services.WRITABLE,
        "public_texts": [(code, names.get(code, code), text) for code, text in report.public_summary.items()],
        "decision_form": ReportDecisionForm(),
        "comment_form": ReportCommentForm(),
        "summary_form": PublicSummaryForm(report=report),
        "release_form": ReleaseForm(),
    }
    return context | forms


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def edit(request: TeamRequest, event: Event) -> HttpResponse:
    editor = Editor(
        mission=mission_of(event),
        writer=Writer(request.user, request.user.full_name),
        template="mission_reports/edit.html",
        here=reverse("mission_reports:edit", args=[event.slug]),
        file_url=reverse("mission_reports:file", args=[event.slug]),
        back_url=reverse("mission_reports:review", args=[event.slug]),
        context={"event": event},
    )
    return editor.respond(request)


@event_for(Action.EDIT_EVENTS)
@require_GET
def report_file(_request: TeamRequest, event: Event) -> HttpResponseBase:
    return report_file_response(queries.report_of(mission_of(event)))


@event_for(Action.EDIT_EVENTS)
@require_GET
def version(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show a stored version, and what differs from an earlier one: the one before, or that of the parameter `with`."""
    report = queries.report_of(mission_of(event))
    versions = list(queries.versions_of(report))
    shown = next((one for one in versions if one.pk == pk), None)
    if shown is None:
        raise Http404
    before = versions[versions.index(shown) - 1] if versions.index(shown) else None
    asked = request.GET.get("with", "")
    before = next((one for one in versions if str(one.pk) == asked), before)
    context = {
        "event": event,
        "shown": shown,
        "before": before,
        "versions": versions,
        "lines": content.lines_of(shown.content),
        "differences": queries.compare(before, shown) if before else [],
    }
    return render(request, "mission_reports/version.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def step(request: TeamRequest, event: Event) -> HttpResponse:
    """Take one of STEPS: those of the whole team."""
    return _take(STEPS, request, event)


@event_for(Action.PUBLISH)
@require_POST
def decide(request: TeamRequest, event: Event) -> HttpResponse:
    """Take one of DECISIONS: those of managers."""
    return _take(DECISIONS, request, event)


class InvalidReportFormError(Exception):
    """Raised when a posted form has errors. forms: for the page, by their name in the context."""

    def __init__(self, **forms: Any) -> None:
        super().__init__()
        self.forms = forms


def _take(steps: dict[str, Step], request: TeamRequest, event: Event) -> HttpResponse:
    report = get_object_or_404(MissionReport.objects.select_related("mission"), mission__event=event)
    report.mission.event = event
    action = steps.get(request.POST.get("do", ""))
    if action is None:
        raise Http404
    try:
        messages.success(request, action(request, report))
    except InvalidReportFormError as error:
        return render(request, "mission_reports/review.html", _context(request, event, report, **error.forms))
    except DomainError as error:
        messages.error(request, error.advice)
    return redirect("mission_reports:review", event.slug)


def _comment(request: TeamRequest, report: MissionReport) -> str:
    form = ReportCommentForm(request.POST)
    if not form.is_valid():
        raise InvalidReportFormError(comment_form=form)
    services.comment(report, **form.cleaned_data, writer=Writer(request.user, request.user.full_name))
    return _("Saved: your comment.")


def _settle(request: TeamRequest, report: MissionReport) -> str:
    services.settle(report, _key(request), is_settled=True)
    return _("Marked as taken or noted.")


def _unsettle(request: TeamRequest, report: MissionReport) -> str:
    services.settle(report, _key(request), is_settled=False)
    return _("Open again.")


def _key(request: TeamRequest) -> int:
    key = request.POST.get("comment", "")
    return int(key) if key.isdecimal() and len(key) < 18 else 0


def _share(request: TeamRequest, report: MissionReport) -> str:
    services.share(report, is_shared=True, by=request.user)
    return _("The institution gets an email: it can read the report on its page.")


def _unshare(request: TeamRequest, report: MissionReport) -> str:
    services.share(report, is_shared=False, by=request.user)
    return _("The institution no longer sees the report.")


def _return(request: TeamRequest, report: MissionReport) -> str:
    services.send_back(report, note=_note(request), by=request.user)
    return _("Returned. The authors get your note by email.")


def _note(request: TeamRequest) -> str:
    form = ReportDecisionForm(request.POST)
    if not form.is_valid():
        raise InvalidReportFormError(decision_form=form)
    return str(form.cleaned_data["note"])


def _summary(request: TeamRequest, report: MissionReport) -> str:
    form = PublicSummaryForm(request.POST, report=report)
    if not form.is_valid():
        raise InvalidReportFormError(summary_form=form)
    services.save_public_summary(report, form.texts())
    return _("Saved: the public summary.")


def _accept(request: TeamRequest, report: MissionReport) -> str:
    services.accept(report, note=_note(request), by=request.user)
    return _("Accepted. The authors, the institution and the owners of the recommendations are told.")


def _release(request: TeamRequest, report: MissionReport) -> str:
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        raise InvalidReportFormError(release_form=form)
    services.release(report, consent=form.cleaned_data["consent"], by=request.user)
    return _("Released: the public summary, and the recommendations that everybody sees.")


def _take_back(request: TeamRequest, report: MissionReport) -> str:
    services.take_back(report, by=request.user)
    return _("No longer public.")


# By the value of the button.
STEPS: dict[str, Step] = {
    "comment": _comment,
    "settle": _settle,
    "unsettle": _unsettle,
    "share": _share,
    "unshare": _unshare,
    "return": _return,
    "summary": _summary,
}
DECISIONS: dict[str, Step] = {"accept": _accept, "release": _release, "take_back": _take_back}
