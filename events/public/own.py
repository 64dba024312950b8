"""The registrations of the reader on pages whose content is the same for everybody, and is stored once.

Each event of such a content has a place for the state of a registration: templates/components/own_place.html."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from events.models import Registration

PLACE = re.compile(r'<p class="event-mine" data-event="(\d+)" hidden></p>')  # as the component has it


def with_own(content: str, person: User) -> SafeString:
    """Return the content with the status of the registrations of person added, each beside its event.

    One query; none for a content without events."""
    events = {int(key) for key in PLACE.findall(content)}
    found: dict[int, str] = {}
    if events:
        rows = Registration.objects.of(person).active().filter(merged_into=None, event__in=events).order_by()
        for registration in rows.only("event", "status"):
            context = {"status": registration.status, "label": registration.get_status_display()}
            badge = render_to_string("components/status_badge.html", context)
            found[registration.event_id] = f'<p class="event-mine">{badge}</p>'
    return mark_safe(PLACE.sub(lambda place: found.get(int(place[1]), place[0]), content))  # noqa: S308 (rendered)


def shows_own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Add the registrations of a signed-in reader to the page of a view. One more query.

    It goes below stored_page, which stores pages of readers without a session only."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and isinstance(request.user, User):
            response.content = with_own(response.text, request.user)
        return response

    return wrapper
