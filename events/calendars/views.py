"""Feeds, the calendar file of one event, and the page for subscriptions."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.links.stored import digest_of
from accounts.models import User
from events.calendars import entry_times, limits, links, queries, selections, services, vevent
from events.calendars.conditional import conditional
from events.calendars.forms import FeedForm
from events.calendars.methods import read_only
from events.calendars.personal import personal_feed
from events.models import CalendarToken, Event, Session


@read_only
def feed(request: HttpRequest) -> HttpResponse:
    """Return the public feed with the filters of the URL. It does not use the session: a calendar program has none."""
    query = request.META.get("QUERY_STRING", "")
    version = queries.version(_filters(query))
    try:
        return conditional(request, version, lambda: _public_feed(version.etag, query, _Counted(request)))
    except limits.TooManyRequestsError as error:
        return limits.refusal(error)


# Many programs request the same few feeds, usually without a change. So the parsed filters and the feeds are cached.
@lru_cache(maxsize=256)
def _filters(query: str) -> dict[str, list[str]]:
    try:
        return queries.read_filters(QueryDict(query))
    except ValueError:
        raise BadRequest from None


class _Counted:
    """The request for a feed, which is counted only if the feed is not in memory.

    All objects are equal, so lru_cache does not compare requests."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Counted)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=16)
def _public_feed(etag: str, query: str, counted: _Counted) -> bytes:
    limits.count(counted.request, "feeds", settings.CALENDAR_NEW_FEEDS_PER_HOUR, item=f"?{query}")
    filters = _filters(query)
    address = reverse("calendars:feed") + (f"?{query}" if query else "")
    page = reverse("events:list") + (f"?{query}" if query else "")
    return _calendar(
        queries.blocks(queries.public(filters)),
        name=selections.feed_name(filters),
        source=settings.BASE_URL + address,
        url=settings.BASE_URL + page,
    ).encode()


@read_only
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """Return the personal feed with this token. Without a valid token, the response does not reveal whether one exists."""
    found = CalendarToken.objects.select_related("person").filter(digest=digest_of(token)).first()
    return _unknown(request) if found is None else _personal(request, found.person)


def _personal(request: HttpRequest, person: User) -> HttpResponse:
    feed = personal_feed(person)
    text = vevent.calendar(
        feed.blocks,
        feed.zones,
        name=_("My events") + f" ({settings.SITE_NAME})",
        source=settings.BASE_URL + request.path,
        url=settings.BASE_URL + reverse("self_service:me"),
    )
    return conditional(request, queries.FeedVersion(queries.etag(text), feed.changed_at), lambda: text)


def _unknown(request: HttpRequest) -> HttpResponse:
    try:
        limits.count(request, "tokens", settings.CALENDAR_WRONG_TOKENS_PER_HOUR)
    except limits.TooManyRequestsError as error:
        return limits.refusal(error)
    return HttpResponseNotFound("There is no calendar at this address.\n", content_type="text/plain")


@read_only
def event_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one event with its sessions as a calendar file. Breaks are no entries."""
    event = get_object_or_404(Event.objects.listed().select_related("venue__country"), slug=slug)
    if not event.is_dated:
        raise Http404(_("The date of this event is to be confirmed."))
    try:
        limits.count(request, "files", settings.CALENDAR_NEW_FEEDS_PER_HOUR, item=slug)
    except limits.TooManyRequestsError as error:
        return limits.refusal(error)
    shown = event.sessions.exclude(event__study_visit__has_public_days=False).exclude(event__mission__isnull=False)
    sessions = list(shown.exclude(kind=Session.Kind.BREAK).select_related("venue__country"))
    is_busy = not entry_times.is_busy(event)  # of the sessions: no time is taken twice
    for session in sessions:
        session.event = event
    pairs = [(event.vevent or vevent.render(event), event.timezone)]
    pairs += [
        (vevent.render_session(session, is_busy=is_busy), session.timezone or event.timezone) for session in sessions
    ]
    text = _calendar(pairs)
    # The text is the version: sessions and their venues have no revision.
    response = conditional(request, queries.FeedVersion(queries.etag(text)), lambda: text)
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


def _calendar(pairs: Iterable[tuple[str, str]], *, name: str = "", source: str = "", url: str = "") -> str:
    """Return the VCALENDAR of (VEVENT, time zone) pairs."""
    pairs = list(pairs)
    blocks, zones = [block for block, _zone in pairs], [zone for _block, zone in pairs]
    return vevent.calendar(blocks, zones, name=name, source=source, url=url)


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    form = FeedForm(request.GET)
    form.is_valid()
    filters = {name: list(values) for name in queries.FILTERS if (values := form.cleaned_data.get(name))}
    pairs = [(name, value) for name, values in filters.items() for value in values]
    address = settings.BASE_URL + reverse("calendars:feed") + (f"?{urlencode(pairs)}" if pairs else "")
    token = request.session.pop("calendar_token", "") if request.user.is_authenticated else ""
    own = settings.BASE_URL + reverse("calendars:personal", args=[token]) if token else ""
    context = {
        "form": form,
        "links": links.subscribe_links(address, selections.feed_name(filters)),
        "selection": selections.selection(filters),
        "own_links": links.subscribe_links(own, _("My events") + f" ({settings.SITE_NAME})") if own else None,
        "has_token": request.user.is_authenticated and CalendarToken.objects.filter(person=request.user).exists(),
    }
    return render(request, "calendars/subscribe.html", context)


@require_POST
def token_issue(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first()
    request.session["calendar_token"] = services.issue_token(request.user)
    messages.success(
        request, _("Your personal calendar link is ready. It is shown only once: add it to your calendar now.")
    )
    return redirect("calendars:subscribe")


@require_POST
def token_revoke(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first()
    services.revoke_token(request.user)
    messages.success(request, _("Your personal calendar link no longer works."))
    return redirect("calendars:subscribe")


def _sign_in_first() -> HttpResponse:
    """Redirect to sign-in, and then to the page with the button: this URL accepts only POST."""
    return redirect_to_login(reverse("calendars:subscribe"))
