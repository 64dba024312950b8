"""The team's page of the experts of a mission. Decisions about experts are a manager's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.errors import DomainError
from events.experts import queries as directory
from events.experts.forms import ExpertSearchForm
from events.missions.experts import queries, services
from events.missions.experts.forms import AssignmentForm, ExpertNoticeForm, ProposalForm, ReviewForm
from events.missions.records import mission_of
from events.models import Assignment, Declaration, Event, Expert, Mission
from events.permissions import Action, TeamRequest, event_for

type Step = Callable[[TeamRequest, Assignment], str]


@event_for(Action.EDIT_EVENTS)
@require_GET
def expert_list(request: TeamRequest, event: Event) -> HttpResponse:
    return render(request, "mission_experts/list.html", _context(request, mission_of(event)))


@event_for(Action.EDIT_EVENTS)
@require_GET
def assignment_detail(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show the list with one expert beside it."""
    mission = mission_of(event)
    return render(request, "mission_experts/list.html", _context(request, mission, pk=pk))


def _context(request: TeamRequest, mission: Mission, *, pk: int | None = None, **forms: Any) -> dict[str, Any]:
    rows = queries.assignment_rows(mission)
    opened = next((row for row in rows if row.assignment.pk == pk), None)
    if pk is not None and opened is None:
        raise Http404
    is_manager = Action.PUBLISH in request.may
    context = {
        "event": mission.event,
        "rows": rows,
        "flow": queries.flow_of(rows),
        "opened": opened,
        "terms": services.agreed_terms(mission),
        "is_manager": is_manager,
        "steps": opened.steps if opened else [],
        "has_link": bool(opened and services.has_link(opened.assignment)),
    }
    if opened:
        one = opened.assignment
        found = Declaration.objects.filter(assignment=one).first() if is_manager else None
        initial = {"role": one.role, "days": one.days, "release_letter": one.release_letter}
        context |= {
            "changes": one.changes.select_related("by"),
            "interests": _interests(found) if found else [],
            "form": AssignmentForm(initial=initial),
            "note_form": ExpertNoticeForm(),
            "review_form": ReviewForm(
                initial={"result": found.result, "condition": found.condition} if found else None
            ),
            "obstacle": _advice(services.obstacle(one)) if one.status == Assignment.Status.SELECTED else "",
        }
    return context | forms


def _advice(problem: Exception | None) -> str:
    return str(problem.advice) if isinstance(problem, DomainError) else ""


def _interests(declaration: Declaration) -> list[tuple[str, str]]:
    """Return the questions of a declaration with the texts of the expert, for a manager."""
    fields = [field for field in declaration._meta.fields if field.name in services.QUESTIONS]
    return [(str(field.verbose_name), getattr(declaration, field.name)) for field in fields]


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def propose(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the directory with what each person does in the days of the mission; with POST, propose one."""
    mission = mission_of(event)
    if request.method == "POST":
        chosen = ProposalForm(request.POST)
        if not chosen.is_valid():
            raise Http404
        cleaned = chosen.cleaned_data
        expert = get_object_or_404(Expert, pk=cleaned["expert"], programme=event.programme_id)
        try:
            assignment = services.propose(mission, expert, role=cleaned["role"], by=request.user)
        except DomainError as error:
            messages.error(request, error.advice)
            return redirect("mission_experts:propose", event.slug)
        messages.success(request, _("%(name)s is in the list. Nobody is notified yet.") % {"name": expert.name})
        return redirect("mission_experts:detail", event.slug, assignment.pk)
    programme = event.programme
    languages, subjects = directory.languages_of(programme), directory.subjects_of(programme)
    form = ExpertSearchForm(request.GET, languages=languages, subjects=subjects)
    context = {
        "event": event,
        "form": form,
        "found": queries.proposals(mission, form.search()),
        "roles": Assignment.Role.choices,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "mission_experts/propose.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def step(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Take one of STEPS: those of the whole team."""
    return _take(STEPS, request, event, pk)


@event_for(Action.PUBLISH)
@require_POST
def decide(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Take one of DECISIONS: those of managers."""
    return _take(DECISIONS, request, event, pk)


@event_for(Action.PUBLISH)
@require_POST
def tell_others(request: TeamRequest, event: Event) -> HttpResponse:
    count = services.tell_others(mission_of(event), by=request.user)
    text = ngettext("%(count)d expert is told that others were selected.", "%(count)d experts are told that others were selected.", count)  # fmt: skip
    messages.success(request, text % {"count": count})
    return redirect("mission_experts:list", event.slug)


def _take(steps: dict[str, Step], request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    rows = Assignment.objects.select_related("mission__event", "expert__person")
    assignment = get_object_or_404(rows, pk=pk, mission__event=event)
    action = steps.get(request.POST.get("do", ""))
    if action is None:
        raise Http404
    try:
        messages.success(request, action(request, assignment))
    except InvalidFormError as error:
        context = _context(request, mission_of(event), pk=pk, **error.forms)
        return render(request, "mission_experts/list.html", context)
    except DomainError as error:
        messages.error(request, error.advice)
    return redirect("mission_experts:detail", event.slug, pk)


class InvalidFormError(Exception):
    """Raised when a posted form has errors. forms: for the page, by their name in the context."""

    def __init__(self, **forms: Any) -> None:
        super().__init__()
        self.forms = forms


def _ask(request: TeamRequest, assignment: Assignment) -> str:
    services.ask(assignment, by=request.user, note=_note(request))
    return _("The question is on its way to the expert.")


def _send_link(request: TeamRequest, assignment: Assignment) -> str:
    services.send_link(assignment, by=request.user)
    return _("The link is on its way to the expert.")


def _change(request: TeamRequest, assignment: Assignment) -> str:
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        raise InvalidFormError(form=form)
    services.change(assignment, **form.cleaned_data, by=request.user)
    return _("Saved.")


def _drop(request: TeamRequest, assignment: Assignment) -> str:
    services.drop(assignment, by=request.user, note=_note(request))
    return _("Saved. The expert is told if they were asked.")


def _select(request: TeamRequest, assignment: Assignment) -> str:
    services.select(assignment, by=request.user)
    return _("Selected. The expert is told, and asked for the declaration and for the agreement to the terms.")


def _agree(request: TeamRequest, assignment: Assignment) -> str:
    services.agree(assignment, by=request.user)
    return _("Agreed. The expert is told.")


def _release(request: TeamRequest, assignment: Assignment) -> str:
    services.release(assignment, by=request.user, note=_note(request))
    return _("Released. The expert is told, and the mission leaves their calendar.")


def _review(request: TeamRequest, assignment: Assignment) -> str:
    form = ReviewForm(request.POST)
    if not form.is_valid():
        raise InvalidFormError(review_form=form)
    services.review(assignment, form.decision(), by=request.user)
    return _("Saved. The expert is told the result.")


def _note(request: TeamRequest) -> str:
    form = ExpertNoticeForm(request.POST)
    if not form.is_valid():
        raise InvalidFormError(note_form=form)
    return " ".join(form.cleaned_data["note"].split())


# By the value of the button.
STEPS: dict[str, Step] = {"ask": _ask, "link": _send_link, "change": _change, "drop": _drop}
DECISIONS: dict[str, Step] = {"select": _select, "agree": _agree, "release": _release, "review": _review}
