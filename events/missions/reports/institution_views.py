"""The page where an institution reads the report that the team shares, and comments on it. It opens from its link."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.errors import DomainError
from events.journeys.follow_ups.services import Writer
from events.missions.reports import queries, services
from events.missions.reports.files import report_file_response
from events.missions.reports.forms import ReportCommentForm
from events.missions.requests import no_comments
from events.missions.requests.links import REQUEST_LINK
from events.models import MissionReport, MissionRequest


@behind_link(REQUEST_LINK)
def own(request: HttpRequest, link: Link[MissionRequest]) -> HttpResponse:
    """Show the shared report; with POST, store a comment, or that there is none."""
    if request.method != "POST":
        return _page(request, link.subject, ReportCommentForm())
    report = MissionReport.objects.select_related("mission").filter(mission=link.subject.mission_id).first()
    if report is None:
        raise Http404
    if request.POST.get("action") == "no_comments":
        return _have_no_comments(request, link.subject, report)
    form = ReportCommentForm(request.POST)
    if not form.is_valid():
        return _page(request, link.subject, form)
    try:
        writer = Writer(name=link.subject.contact_name)
        services.comment(report, **form.cleaned_data, writer=writer, request=link.subject)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Thank you. The team reads your comment."))
    return redirect(request.path)


def _have_no_comments(request: HttpRequest, asked: MissionRequest, report: MissionReport) -> HttpResponse:
    return no_comments.answer(
        request,
        _("No comments on the report?"),
        _("The team learns that you have nothing to correct. You can still write a comment until the report is accepted."),
        partial(services.have_no_comments, report, asked),
    )  # fmt: skip


@behind_link(REQUEST_LINK, ("GET", "HEAD"))
def own_file(_request: HttpRequest, link: Link[MissionRequest]) -> HttpResponseBase:
    """Send the report that was uploaded as a file, while it is shared."""
    shared = queries.for_institution(link.subject.mission) if link.subject.mission else {}
    if not shared:
        raise Http404
    return report_file_response(shared["report"])


def _page(request: HttpRequest, asked: MissionRequest, form: ReportCommentForm) -> HttpResponse:
    context = {"asked": asked, "programme": asked.programme, "comment_form": form}
    shared = queries.for_institution(asked.mission) if asked.mission else {}
    if shared:
        shared["event"] = asked.mission.event  # type: ignore[union-attr]  # the mission of the report
        since = shared["report"].shared_at
        answered = any(one.by_name == asked.contact_name and one.at >= since for one in shared["own_comments"])
        shared["may_have_none"] = shared["may_comment"] and not answered
    return render(request, "mission_reports/own.html", context | shared)
