"""Feeds to subscribe to, single events to add, the month at a glance, and how to subscribe."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.middleware import reader_zone
from accounts.models import User
from events.calendars import links, months, queries, services, vevent
from events.calendars.forms import FeedForm
from events.models import CalendarToken, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
# Seconds until a change has a date. Another of the same second, in a transaction that takes longer, may still follow,
# and Last-Modified could not tell the two apart.
SETTLED = 60


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The public feed, filtered by the address. Asks nothing of the session: a calendar program has none."""
    query = request.META.get("QUERY_STRING", "")
    version = queries.version(_filters(query))
    return _conditional(request, version, lambda: _public_feed(version.etag, query))


# Many programs ask for the few same feeds, most of them for nothing: what is read and written for one is kept for all.
@lru_cache(maxsize=256)
def _filters(query: str) -> dict[str, list[str]]:
    try:
        return queries.read_filters(QueryDict(query))
    except ValueError:
        raise BadRequest from None


@lru_cache(maxsize=16)
def _public_feed(etag: str, query: str) -> bytes:
    return _calendar(queries.blocks(queries.public(_filters(query))), name=settings.SITE_NAME).encode()


@require_safe
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own feed; whoever holds the token reads it, and nobody else learns that there is one."""
    person_id = (
        CalendarToken.objects.filter(digest=services.token_digest(token)).values_list("person_id", flat=True).first()
    )
    response: HttpResponse
    if person_id is None:
        response = HttpResponseNotFound("There is no calendar at this address.\n", content_type="text/plain")
    else:
        found = queries.personal(person_id)
        name = _("My events") + f" ({settings.SITE_NAME})"
        response = _conditional(
            request, queries.personal_version(found), lambda: _calendar(queries.personal_blocks(found), name=name)
        )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with its sessions, to add to a calendar once."""
    found = get_object_or_404(Event.objects.visible_to_public().select_related("venue__country"), slug=slug)
    if not found.is_dated:
        raise Http404(_("The date of this event is to be confirmed."))
    sessions = list(found.sessions.select_related("venue__country"))
    for session in sessions:
        session.event = found
    pairs = [(found.vevent or vevent.render(found), found.timezone)]
    pairs += [(vevent.render_session(session), session.timezone or found.timezone) for session in sessions]
    text = _calendar(pairs)
    # Its text is its version: sessions and their places have no revision of their own.
    response = _conditional(request, queries.FeedVersion(queries.etag(text)), lambda: text)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response


def _calendar(pairs: Iterable[tuple[str, str]], *, name: str = "") -> str:
    """Return the calendar of these (VEVENT, zone) pairs."""
    pairs = list(pairs)
    return vevent.calendar((block for block, _zone in pairs), (zone for _block, zone in pairs), name=name)


def _conditional(
    request: HttpRequest, version: queries.FeedVersion, content: Callable[[], str | bytes]
) -> HttpResponse:
    """Answer 304 to whoever has this version; else with content()."""
    changed_at = int(version.changed_at.timestamp()) if version.changed_at else None
    if changed_at and time.time() - changed_at < SETTLED:
        changed_at = None
    response = get_conditional_response(request, etag=version.etag, last_modified=changed_at)
    if response is None or response.status_code != 304:
        response = HttpResponse(content(), content_type=CONTENT_TYPE)
        if changed_at:
            response.headers["Last-Modified"] = http_date(changed_at)
    response.headers["ETag"] = version.etag
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    first = _first_of_month(request.GET.get("month", ""))
    found = months.events_in(first)
    listed = [event for event in found if event.is_dated]
    context = {
        "first": first,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "following": months.after(first),
        "weeks": months.weeks(first, listed),
        "listed": listed,
        "undated": [event for event in found if not event.is_dated],
        "next_month": None if listed else months.next_with_events(),
        "today": now().astimezone(reader_zone(request) or UTC).date(),
    }
    return render(request, "calendars/month.html", context)


def _first_of_month(text: str) -> date:
    """Read "2027-03"; whatever is no month means this one. The ends of the calendar are left out."""
    try:
        found = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return now().date().replace(day=1)
    return found if 1900 < found.year < 2200 else now().date().replace(day=1)


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    form = FeedForm(request.GET)
    form.is_valid()
    pairs = [(name, value) for name in queries.FILTERS for value in form.cleaned_data.get(name, [])]
    address = settings.BASE_URL + reverse("calendars:feed") + (f"?{urlencode(pairs)}" if pairs else "")
    token = request.session.pop("calendar_token", "") if request.user.is_authenticated else ""
    own = settings.BASE_URL + reverse("calendars:personal", args=[token]) if token else ""
    context = {
        "form": form,
        "links": links.subscribe_links(address),
        "own_links": links.subscribe_links(own) if own else None,
        "has_token": request.user.is_authenticated and CalendarToken.objects.filter(person=request.user).exists(),
    }
    return render(request, "calendars/subscribe.html", context)


@require_POST
def token_issue(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first()
    request.session["calendar_token"] = services.issue_token(cast(User, request.user))
    messages.success(request, _("Your calendar has an address now. It is shown once: add it to your calendar."))
    return redirect("calendars:subscribe")


@require_POST
def token_revoke(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first()
    services.revoke_token(cast(User, request.user))
    messages.success(request, _("The address of your calendar no longer works."))
    return redirect("calendars:subscribe")


def _sign_in_first() -> HttpResponse:
    """Send whoever's session has ended to sign in, and then to the page with the button: this address takes no GET."""
    return redirect_to_login(reverse("calendars:subscribe"))
