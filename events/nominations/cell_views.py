"""The details of one delegation beside the grid: its people, its focal points, its deadline and its seats."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from events.models import Delegation, Event, OfficialLetter
from events.nominations import letters, queries
from events.nominations.board_page import BoardInput, show_board
from events.nominations.cell_forms import CellSeatsForm
from events.nominations.grid import resize
from events.nominations.order_posts import DOWN, ORDER, UP, change_order
from events.permissions import Action, TeamRequest, event_for
from events.questions.files import download_response
from events.registration.errors import InvalidGridError, RegistrationError


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def cell(request: TeamRequest, event: Event, delegation: int) -> HttpResponse:
    """Show one delegation beside the grid, and change it."""
    opened = delegation_or_404(event, delegation)
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        return action(request, event, opened)
    return show_board(request, event, BoardInput(opened=opened))


def delegation_or_404(event: Event, key: int) -> Delegation:
    """Return a delegation of event, with the event. Raise Http404 for another event's delegation."""
    delegation = get_object_or_404(queries.delegations(event), pk=key)
    delegation.event = event
    return delegation


def _resize(request: TeamRequest, event: Event, delegation: Delegation) -> HttpResponse:
    form = CellSeatsForm(request.POST, delegation=delegation)
    if form.is_valid():
        try:
            resize(event, delegation, form.numbers, by=request.user)
        except InvalidGridError as error:
            for reason in error.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("The seats are saved."))
            if any(form.numbers):
                return redirect("nominations:cell", event.slug, delegation.pk)
            return redirect("nominations:grid", event.slug)
    return show_board(request, event, BoardInput(opened=delegation, seats_form=form))


def _review(request: TeamRequest, event: Event, delegation: Delegation) -> HttpResponse:
    """Accept the official letter that the page showed, or return it with a reason."""
    accept = request.POST["action"] == "accept_letter"
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    try:
        letters.review(event, _key(request.POST.get("letter", "")), accept=accept, reason=reason, by=request.user)
    except RegistrationError as error:
        return show_board(request, event, BoardInput(opened=delegation, letter_problem=error.advice, reason=reason))
    done = _("The letter is accepted.") if accept else _("The letter is returned. The focal point is notified.")
    messages.success(request, done)
    return redirect("nominations:cell", event.slug, delegation.pk)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def _move(request: TeamRequest, event: Event, delegation: Delegation) -> HttpResponse:
    nominees = event.registrations.filter(delegation=delegation, nomination__isnull=False)
    change_order(request, delegation, nominees, by=request.user)
    return redirect("nominations:cell", event.slug, delegation.pk)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_GET
def letter(request: TeamRequest, event: Event, delegation: int) -> HttpResponseBase:
    """Download the official letter of a delegation."""
    return download_response(get_object_or_404(OfficialLetter, delegation__event=event, delegation=delegation))


ACTIONS = {
    "seats": _resize,
    "accept_letter": _review,
    "return_letter": _review,
    ORDER: _move,
    UP: _move,
    DOWN: _move,
}
