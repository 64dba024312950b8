"""Pages of the team: the requirements of an event, and the check of one person."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from events.models import Event, Requirement, RequirementAnswer
from events.permissions import Action, TeamRequest, event_for
from events.questions.file_views import send_file
from events.registration.errors import RegistrationError
from events.registration.forms import parse_key, parse_moment
from events.requirements import services
from events.requirements.event_form import RequirementForm
from events.requirements.queries import find_visible_evidence

State = RequirementAnswer.State


@event_for(Action.EDIT_EVENTS)
@require_GET
def requirement_list(request: TeamRequest, event: Event) -> HttpResponse:
    accepted = Count("answers", filter=Q(answers__state=State.ACCEPTED))
    answered = Count("answers", filter=Q(answers__answered_at__isnull=False) | ~Q(answers__state=State.UNCHECKED))
    rows = event.requirements.in_use().select_related("earlier_event")
    context = {"event": event, "may": request.may, "rows": rows.annotate(answered=answered, accepted=accepted)}
    return render(request, "requirements/list.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def requirement_create(request: TeamRequest, event: Event) -> HttpResponse:
    return _edit(request, event, Requirement(event=event))


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def requirement_edit(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    return _edit(request, event, _requirement_or_404(event, pk))


def _edit(request: TeamRequest, event: Event, requirement: Requirement) -> HttpResponse:
    form = RequirementForm(request.POST or None, event=event, instance=requirement)
    if request.method == "POST" and form.is_valid():
        services.save_requirement(event, form.save(commit=False), by=request.user)
        messages.success(request, _("The requirement is saved. The forms show it."))
        return redirect("requirements:list", event.slug)
    return render(request, "requirements/edit.html", {"event": event, "may": request.may, "form": form})


@event_for(Action.EDIT_EVENTS)
@require_POST
def requirement_remove(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    services.remove_requirement(_requirement_or_404(event, pk), by=request.user)
    messages.success(request, _("The requirement is removed. Answers to it are kept."))
    return redirect("requirements:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_POST
def requirement_move(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    services.move_requirement(_requirement_or_404(event, pk), -1 if request.POST.get("to") == "up" else 1)
    return redirect(f"{reverse('requirements:list', args=[event.slug])}#requirement-{pk}")


def _requirement_or_404(event: Event, pk: int) -> Requirement:
    requirement = get_object_or_404(Requirement.objects.in_use(), event=event, pk=pk)
    requirement.event = event
    return requirement


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_POST
def requirement_check(request: TeamRequest, event: Event, registration: int) -> HttpResponse:
    """Accept a requirement for one person, say why it is not met, or undo the check. Then show the person again."""
    row = get_object_or_404(event.registrations.select_related("person"), pk=registration)
    row.event = event
    state, reason = request.POST.get("state", ""), request.POST.get("reason", "").replace("\0", "")[:1000]
    if state not in State:
        raise Http404
    try:
        services.check_requirement(
            row,
            parse_key(request.POST.get("requirement", "")),
            State(state),
            reason=reason,
            shown=parse_moment(request.POST.get("shown", "")),
            by=request.user,
        )
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The check is saved."))
    return redirect(f"{reverse('participants:detail', args=[event.slug, row.pk])}#requirements")


@login_required
@never_cache
@require_safe
def evidence(request: SignedInRequest, key: uuid.UUID) -> FileResponse:
    """Send the evidence to the person whose it is, and to team members who decide about registrations."""
    return send_file(request, find_visible_evidence(request.user, key))
