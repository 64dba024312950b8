"""After a study visit: the team's page, and the page of a delegation, which opens from a personal link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.calendars.dates import when_text
from events.errors import DomainError
from events.models import DelegationReport, Event, FollowUp
from events.permissions import Action, TeamRequest, event_for
from events.questions.files import download_response
from events.registration.forms import parse_key
from events.study_visits import figures
from events.study_visits.after import queries, services
from events.study_visits.after.forms import ActionForm, AnswerActionForm, OwnerForm, ReportForm, action_forms
from events.study_visits.after.links import VISIT_REPORT


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def after(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the reports, the lessons side by side and the actions. POST creates the missing reports."""
    if request.method == "POST":
        count = services.prepare_reports(event)
        done = ngettext("%(count)d report is expected.", "%(count)d more reports are expected.", count)
        messages.success(request, done % {"count": count})
        return redirect("study_visits:after", event.slug)
    rows = queries.report_rows(event, now().astimezone(event.zone).date())
    labels = [label for label, _text in DelegationReport().text_parts]
    written = [row for row in rows if row.report.has_text]
    lessons = [(label, [row.report.text_parts[place][1] for row in written]) for place, label in enumerate(labels)]
    have = {row.report.country_id for row in rows}
    context = {
        "event": event,
        "rows": rows,
        "written": written,
        "lessons": lessons,
        "missing": len([code for code in queries.countries_of(event) if code not in have]),
        "counts": figures.actions_by_state(event),
        "asked_on": queries.six_months_on(event),
    }
    return render(request, "study_visits/after.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def report_edit(request: TeamRequest, event: Event, report: int) -> HttpResponse:
    """Choose who writes a report and when it is due, and mail the link."""
    row = _report_or_404(event, report)
    people = queries.possible_owners(event, row.country_id)
    form = OwnerForm(request.POST if "save" in request.POST else None, report=row, people=people)
    try:
        if "link" in request.POST:
            services.send_link(row)
            messages.success(request, _("The link is on its way."))
            return redirect("study_visits:after", event.slug)
        if form.is_valid():
            owner = next(person for person in people if person.pk == form.cleaned_data["owner"])
            services.set_owner(row, owner, days_after_end=form.cleaned_data["days_after_end"])
            messages.success(request, _("Saved: who writes the report."))
            return redirect("study_visits:report_edit", event.slug, row.pk)
    except DomainError as error:
        form.add_error(None, str(error.advice)) if form.is_bound else messages.error(request, error.advice)
    return render(request, "study_visits/report_edit.html", {"event": event, "report": row, "form": form})


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_safe
def report_file(request: TeamRequest, event: Event, report: int) -> HttpResponseBase:
    return _download(_report_or_404(event, report))


@behind_link(VISIT_REPORT)
def own_report(request: HttpRequest, link: Link[DelegationReport]) -> HttpResponse:
    """Let the delegation write its report and plan its actions, and say later how far they are."""
    report = link.subject
    if request.method == "POST" and request.POST.get("do") == "answer":
        return _answer(request, report)
    data = request.POST if request.method == "POST" else None
    actions = queries.action_rows(report)
    form = ReportForm(data, request.FILES if data else None, report=report)
    planned = action_forms(data, [row.action for row in actions], after=report.event.last_day)
    is_fixed = queries.is_fixed([row.action for row in actions])
    is_kept = False
    if data is not None and all(one.is_valid() for one in planned):
        try:
            if form.is_valid():
                _save(request, report, form, [] if is_fixed else planned)
                return redirect(request.path)
            if set(form.errors) == {"file"}:  # what was written is not lost with a file that is refused
                services.save_report(report, form.texts(), [] if is_fixed else _plan(planned), hands_in=False)
                is_kept = True
        except DomainError as error:
            form.add_error(None, f"{_('Not handed in yet; what you wrote is saved.')} {error.advice}")
    context = {
        "report": report,
        "event": report.event,
        "when": when_text(report.event),
        "form": form,
        "planned": planned,
        "actions": actions,
        "is_fixed": is_fixed,
        "is_kept": is_kept,
        "answer_forms": [_answer_form(row) for row in actions if row.action.status in FollowUp.UNFINISHED],
    }
    return render(request, "study_visits/own_report.html", context)


@behind_link(VISIT_REPORT, ("GET", "HEAD"))
def own_report_file(request: HttpRequest, link: Link[DelegationReport]) -> HttpResponseBase:
    return _download(link.subject)


def _save(request: HttpRequest, report: DelegationReport, form: ReportForm, planned: list[ActionForm]) -> None:
    hands_in = request.POST.get("do") == "hand_in"
    if form.cleaned_data["file"]:
        services.store_file(report, form.cleaned_data["file"])
    # What was written is kept, also if it is not complete.
    actions = _plan(planned)
    services.save_report(report, form.texts(), actions, hands_in=False)
    if hands_in:
        services.save_report(report, form.texts(), actions, hands_in=True)
        messages.success(request, _("Thank you. The organisers have your report."))
    else:
        messages.success(request, _("Saved. You can come back with the same link."))


def _plan(planned: list[ActionForm]) -> list[services.PlannedAction]:
    return [one.planned() for one in planned]


def _answer(request: HttpRequest, report: DelegationReport) -> HttpResponse:
    actions = {action.pk: action for action in queries.actions_of(report)}
    action = actions.get(parse_key(request.POST.get("action", "")) or 0)
    if action is None:
        raise Http404
    form = AnswerActionForm(request.POST, prefix=f"answer{action.pk}")
    if not form.is_valid():
        messages.error(request, _("Choose how far the action is, and write what shows it or why."))
    else:
        try:
            services.answer_action(report, action, form.cleaned_data["state"], why=form.cleaned_data["why"])
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("Thank you. Your answer is saved."))
    return redirect(f"{request.path}#actions")


def _answer_form(row: queries.ActionRow) -> tuple[queries.ActionRow, AnswerActionForm]:
    initial = {"state": row.state, "why": row.why}
    return row, AnswerActionForm(prefix=f"answer{row.action.pk}", initial=initial)


def _report_or_404(event: Event, pk: int) -> DelegationReport:
    reports = DelegationReport.objects.select_related("country", "owner")
    report = get_object_or_404(reports, event=event, pk=pk)
    report.event = event
    return report


def _download(report: DelegationReport) -> HttpResponseBase:
    if not report.file:
        raise Http404
    return download_response(report)
