"""The team's pages of travel between places."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.errors import DomainError
from events.journeys.legs import moving, services
from events.journeys.legs.consequences import KEEP, LEAVE, SHIFT, MoveConsequences, consequences
from events.journeys.legs.forms import LegForm, MoveLegForm, has_time
from events.journeys.legs.queries import legs_page
from events.journeys.people import travellers_of
from events.journeys.states import LEG
from events.journeys.travellers import services as travellers
from events.journeys.travellers.journeys import Journeys
from events.journeys.travellers.own_page import pocket_context
from events.models import Event
from events.permissions import Action, TeamRequest, event_for


@event_for(Action.VIEW_EVENTS)
@never_cache
@require_safe
def list_legs(request: TeamRequest, event: Event) -> HttpResponse:
    may_edit, may_publish = (action in request.may for action in (Action.EDIT_EVENTS, Action.PUBLISH))
    context = {"event": event, "page": legs_page(event), "may_edit": may_edit, "may_publish": may_publish}
    return render(request, "journeys/legs.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def create(request: TeamRequest, event: Event) -> HttpResponse:
    form = LegForm(request.POST or None, event=event, travellers=travellers_of(event))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_leg(event, form.people(), by=request.user, seats=form.seats(), **form.values())
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("The leg is added. Nobody was emailed."))
            return redirect("legs:list", event.slug)
    return render(request, "journeys/leg_form.html", {"event": event, "form": form})


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def edit(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    leg = get_object_or_404(event.legs, pk=pk)
    rows = {row.person_id: row for row in leg.travellers.select_related("person")}
    form = LegForm(request.POST or None, event=event, travellers=travellers_of(event), instance=leg, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.change_leg(
                event,
                pk,
                form.people(),
                by=request.user,
                seats=form.seats(),
                notify=form.cleaned_data["notify"],
                **form.values(),
            )
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved.") + " " + _mailed(count))
            return redirect("legs:list", event.slug)
    context = {"event": event, "form": form, "leg": leg, "told": len(rows)}
    return render(request, "journeys/leg_form.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def move(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Ask for the new times, show what depends on the leg, and move it with what the user chose.

    Nothing moves before the second step, which has the choices (`confirmed`)."""
    leg = get_object_or_404(event.legs, pk=pk)
    if not LEG.is_allowed("change", leg.status):
        raise Http404
    form, found = MoveLegForm(request.POST or None, leg=leg), None
    if request.method == "POST" and form.is_valid():
        times = {name: form.cleaned_data[name] for name in ("departs_at", "arrives_at")}
        try:
            if request.POST.get("confirmed"):
                done = moving.move_leg(event, pk, chosen=_chosen(request.POST), by=request.user, **times)
                return _moved(request, event, done)
        except DomainError as error:
            form.add_error(None, str(error.advice))
        found = consequences(event, leg, **times)
    context = {"event": event, "leg": leg, "form": form, "has_fixed_time": has_time(leg.meeting_point)}
    return render(request, "journeys/leg_move.html", context | _choices(found))


def _choices(found: MoveConsequences | None) -> dict[str, Any]:
    return {"found": found, "SHIFT": SHIFT, "LEAVE": LEAVE, "KEEP": KEEP}


def _chosen(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the choices of the form. A choice of another value is as if it was not made."""
    starts, known = ("leg-", "session-"), {SHIFT, LEAVE, KEEP}
    return {name: value for name, value in data.items() if name.startswith(starts) and value in known}


def _moved(request: TeamRequest, event: Event, done: moving.MovedLegs) -> HttpResponse:
    messages.success(request, _("The times are changed.") + " " + _mailed(done.people))
    if done.drafts:
        text = ngettext(
            "%(count)d session moves with the next version of the agenda.",
            "%(count)d sessions move with the next version of the agenda.",
            done.drafts,
        )
        messages.info(request, text % {"count": done.drafts})
    return redirect("legs:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_POST
def step(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    get_object_or_404(event.legs, pk=pk)
    try:
        count = services.step(event, pk, request.POST.get("step", ""), by=request.user)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Saved.") + " " + _mailed(count))
    return redirect("legs:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_POST
def send(request: TeamRequest, event: Event) -> HttpResponse:
    """Mail everybody on a leg their travel and the link to their page."""
    people = [person for person in Journeys.of(event).people if person.is_active]
    try:
        count = travellers.send_links(event, people, by=request.user)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _mailed(count))
    return redirect("legs:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_safe
def pockets(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the programmes of all travellers to print, one sheet each."""
    journeys = Journeys.of(event)
    context = pocket_context([journeys.for_person(person) for person in journeys.people], event)
    return render(request, "journeys/pocket.html", {**context, "back": reverse("legs:list", args=[event.slug])})


def _mailed(count: int) -> str:
    if not count:
        return _("Nobody was emailed.")
    return ngettext("%(count)d person is emailed.", "%(count)d people are emailed.", count) % {"count": count}
