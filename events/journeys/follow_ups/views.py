"""The team's table of follow-ups of an event."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.errors import DomainError
from events.journeys.follow_ups import queries, services
from events.journeys.follow_ups.forms import ClosingForm, FollowUpForm
from events.journeys.states import FOLLOW_UP
from events.models import Event, FollowUp
from events.permissions import Action, TeamRequest, event_for

type Step = Callable[[TeamRequest, FollowUp], str]
KINDS = (Event.Kind.EXPERT_MISSION, Event.Kind.STUDY_VISIT)


@event_for(Action.VIEW_EVENTS)
@require_GET
def follow_up_list(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the table. Only those who edit the event see the next steps of meetings, which belong to the notes, and the
    recommendations of a report that is not accepted."""
    _require_kind(event)
    kinds = list(FollowUp.Kind) if Action.EDIT_EVENTS in request.may else queries.kinds_for_viewers(event)
    rows = queries.rows_of(event, now().date(), kinds=kinds)
    context = {
        "event": event,
        "rows": rows,
        "overdue": sum(row.is_overdue for row in rows),
        "claimed": sum(row.is_claimed for row in rows),
        "may_edit": Action.EDIT_EVENTS in request.may,
    }
    return render(request, "follow_ups/list.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def follow_up_create(request: TeamRequest, event: Event) -> HttpResponse:
    _require_kind(event)
    form = FollowUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_mission = event.kind == Event.Kind.EXPERT_MISSION
        kind = FollowUp.Kind.RECOMMENDATION if is_mission else FollowUp.Kind.ACTION
        follow_up = services.add(event, kind, **form.cleaned_data)
        messages.success(request, _("%(code)s is added.") % {"code": follow_up.code})
        return redirect("follow_ups:list", event.slug)
    return render(request, "follow_ups/form.html", {"event": event, "form": form})


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def follow_up_detail(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show one follow-up with its history; with POST, change what it says."""
    follow_up = _find(event, pk)
    form = FollowUpForm(request.POST or None, follow_up=follow_up)
    if request.method == "POST" and form.is_valid():
        services.change(follow_up, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("follow_ups:detail", event.slug, pk)
    return render(request, "follow_ups/detail.html", _context(event, follow_up, form=form))


def _context(event: Event, follow_up: FollowUp, **forms: Any) -> dict[str, Any]:
    changes = list(follow_up.changes.select_related("by").order_by("-at", "-pk"))
    context = {
        "event": event,
        "follow_up": follow_up,
        "changes": changes,
        "is_overdue": follow_up.is_overdue(now().date()),
        "is_closed": follow_up.status not in FollowUp.UNFINISHED,
        "is_claimed": queries.claimed(FollowUp.objects.filter(pk=follow_up.pk)).exists(),
        "may_reopen": FOLLOW_UP.is_allowed("reopen", follow_up.status),
        "may_remove": not changes,
        "may_ask": bool(follow_up.owner_email) and follow_up.visibility != FollowUp.Visibility.TEAM,
        "form": FollowUpForm(follow_up=follow_up),
        "closing_form": ClosingForm(initial={"evidence": follow_up.evidence}),
    }
    return context | forms


@event_for(Action.EDIT_EVENTS)
@require_POST
def step(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Take one of STEPS."""
    follow_up, action = _find(event, pk), STEPS.get(request.POST.get("do", ""))
    if action is None:
        raise Http404
    try:
        text = action(request, follow_up)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, text)
    if not FollowUp.objects.filter(pk=pk).exists():
        return redirect("follow_ups:list", event.slug)
    return redirect("follow_ups:detail", event.slug, pk)


def _evidence(request: TeamRequest) -> str:
    form = ClosingForm(request.POST)
    return " ".join(form.cleaned_data["evidence"].split()) if form.is_valid() else ""


def _finish(request: TeamRequest, follow_up: FollowUp) -> str:
    services.close(follow_up, "finish", evidence=_evidence(request), by=request.user)
    return _("Closed as done.")


def _drop(request: TeamRequest, follow_up: FollowUp) -> str:
    services.close(follow_up, "drop", evidence=_evidence(request), by=request.user)
    return _("Closed: it no longer applies.")


def _reopen(request: TeamRequest, follow_up: FollowUp) -> str:
    services.reopen(follow_up, by=request.user)
    return _("Open again.")


def _ask(request: TeamRequest, follow_up: FollowUp) -> str:
    services.send_link(follow_up, by=request.user)
    return _("The question is on its way to the owner.")


def _remove(_request: TeamRequest, follow_up: FollowUp) -> str:
    services.remove(follow_up)
    return _("Removed.")


def _require_kind(event: Event) -> None:
    if event.kind not in KINDS:
        raise Http404


def _find(event: Event, pk: int) -> FollowUp:
    rows = FollowUp.objects.select_related("meeting__session", "finding", "delegation__country")
    follow_up = get_object_or_404(rows, pk=pk, event=event)
    follow_up.event = event
    return follow_up


# By the value of the button.
STEPS: dict[str, Step] = {"finish": _finish, "drop": _drop, "reopen": _reopen, "ask": _ask, "remove": _remove}
