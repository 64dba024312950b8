"""A post that changes the order of nominees: from the page of the team, or of a focal point."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from events.models import Delegation, Registration
from events.nominations import priority
from events.registration.errors import RegistrationError
from events.registration.forms import parse_key, parse_keys

ORDER, UP, DOWN = "order", "up", "down"  # the actions of the buttons


def change_order(
    request: HttpRequest, delegation: Delegation | None, nominees: QuerySet[Registration], *, by: User
) -> None:
    """Move one nominee with a button, or save the order of a delegation after one was dragged.

    nominees: those whom the user may move. Show a message if the change is refused. Raise Http404 for another nominee, and
    for an order without a delegation."""
    action = request.POST["action"]
    try:
        if action == ORDER:
            if delegation is None:
                raise Http404
            priority.reorder(delegation, parse_keys(request.POST.get("order", "").split(",")), by=by)
        else:
            nominee = get_object_or_404(nominees, pk=parse_key(request.POST.get("registration", "")))
            priority.move(nominee, -1 if action == UP else 1, by=by)
    except RegistrationError as error:
        messages.error(request, error.advice)
