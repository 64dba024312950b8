"""Feeds to subscribe to, single events to add, the month at a glance, and how to subscribe."""

import calendar as months
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import cast
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from events.calendars import queries, services, vevent
from events.calendars.forms import FeedForm
from events.models import CalendarToken, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The public feed, filtered by the address. Asks nothing of the session: a calendar program has none."""
    events = queries.public(request.GET)
    return _conditional(request, queries.version(events), lambda: (queries.blocks(events), settings.SITE_NAME))


@require_safe
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own feed; whoever holds the token reads it, and nobody else learns that there is one."""
    person_id = CalendarToken.objects.filter(digest=services.digest(token)).values_list("person_id", flat=True).first()
    if person_id is None:
        raise Http404
    found = queries.personal(person_id)
    name = _("My events") + f" ({settings.SITE_NAME})"
    response = _conditional(request, queries.personal_version(found), lambda: (queries.personal_blocks(found), name))
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
    version = queries.Version(f'"{found.pk}-{found.sequence}-{found.revised_at.timestamp()}"', found.revised_at)

    def content() -> tuple[list[tuple[str, str]], str]:
        sessions = list(found.sessions.select_related("venue__country"))
        for session in sessions:
            session.event = found
        pairs = [(found.vevent or vevent.render(found), found.timezone)]
        pairs += [(vevent.render_session(session), session.timezone or found.timezone) for session in sessions]
        return pairs, ""

    response = _conditional(request, version, content)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response


def _conditional(
    request: HttpRequest, version: queries.Version, content: Callable[[], tuple[Iterable[tuple[str, str]], str]]
) -> HttpResponse:
    """Answer 304 to whoever has this version; else build the calendar of content()'s (VEVENT, zone) pairs and name."""
    changed_at = int(version.changed_at.timestamp()) if version.changed_at else None
    response = get_conditional_response(request, etag=version.etag, last_modified=changed_at)
    if response is None or response.status_code != 304:
        pairs, name = content()
        text = vevent.calendar((block for block, _zone in pairs), (zone for _block, zone in pairs), name=name)
        response = HttpResponse(text, content_type=CONTENT_TYPE)
    response.headers["ETag"] = version.etag
    if changed_at:
        response.headers["Last-Modified"] = http_date(changed_at)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@dataclass
class Cell:
    """A day of the month at a glance."""

    day: date
    is_other: bool
    events: list[Event] = field(default_factory=list)


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    first = _first_of_month(request.GET.get("month", ""))
    following = (first + timedelta(days=32)).replace(day=1)
    # A day more on both sides: the month is that of each event's own place.
    events = list(
        Event.objects.visible_to_public()
        .filter(starts_at__lt=_midnight(following + timedelta(1)), ends_at__gt=_midnight(first - timedelta(1)))
        .exclude(precision=Event.Precision.YEAR)
        .select_related("venue__country", "programme")
        .defer("vevent", "description")
        .order_by("starts_at", "pk")
    )
    weeks = [
        [Cell(day, is_other=day.month != first.month) for day in week]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    cells = {cell.day: cell for week in weeks for cell in week}
    listed: list[Event] = []
    undated: list[Event] = []
    for found in events:
        start, end = found.local_starts_at, found.local_ends_at
        if start is None or end is None:
            continue
        last = (end - timedelta(microseconds=1)).date()
        if start.date() >= following or last < first:
            continue
        (listed if found.is_dated else undated).append(found)
        if found.is_dated:
            for number in range((last - start.date()).days + 1):
                if cell := cells.get(start.date() + timedelta(number)):
                    cell.events.append(found)
    context = {
        "first": first,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "following": following,
        "weeks": weeks,
        "listed": listed,
        "undated": undated,
        "today": now().date(),
    }
    return render(request, "calendars/month.html", context)


def _first_of_month(text: str) -> date:
    """Read "2027-03"; whatever is no month means this one. The ends of the calendar are left out."""
    try:
        found = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return now().date().replace(day=1)
    return found if 1900 < found.year < 2200 else now().date().replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


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
        "links": _links(address),
        "own_links": _links(own) if own else None,
        "has_token": request.user.is_authenticated and CalendarToken.objects.filter(person=request.user).exists(),
    }
    return render(request, "calendars/subscribe.html", context)


def _links(address: str) -> dict[str, str]:
    """Return where each calendar's own "subscribe" page is for this feed."""
    webcal = "webcal://" + address.split("://", 1)[1]
    return {
        "address": address,
        "apple": webcal,
        "google": "https://calendar.google.com/calendar/render?cid=" + quote(webcal, safe=""),
        "outlook": "https://outlook.live.com/calendar/0/addfromweb?url="
        + quote(address, safe="")
        + "&name="
        + quote(settings.SITE_NAME),
    }


@require_POST
@login_required
def token_issue(request: HttpRequest) -> HttpResponse:
    request.session["calendar_token"] = services.issue_token(cast(User, request.user))
    messages.success(request, _("Your calendar has an address now. It is shown once: add it to your calendar."))
    return redirect("calendars:subscribe")


@require_POST
@login_required
def token_revoke(request: HttpRequest) -> HttpResponse:
    services.revoke_token(cast(User, request.user))
    messages.success(request, _("The address of your calendar no longer works."))
    return redirect("calendars:subscribe")
