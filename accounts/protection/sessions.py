"""The end of login sessions, and the second factor of people with responsibility. Both are decided here for all pages."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.links.converters import is_link_path
from accounts.security_log import SecurityEvent, record
from accounts.standing import Standing, standing_of

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"  # keys in the session
SEEN_EVERY = 5 * 60  # seconds between two writes of SEEN_AT
# What a person may still do when the second factor is missing: their own matters, public pages, and the set-up itself.
# All other pages are refused, also those that are added later.
OPEN_PATHS = ("/accounts/", "/me/", "/privacy/", "/healthz", "/static/")
OPEN_NAMESPACES = {"public", "events", "calendars", "self_service", "preferences", "links"}
NOT_OPEN = {"public:components"}


def on_signed_in(request: HttpRequest, **_signal: Any) -> None:
    """Receive Django's signal user_logged_in."""
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())


class SessionMiddleware:
    """End login sessions that are too old or idle for too long, and require a second factor of those who need one.

    The stricter rule applies as soon as a person becomes a team member. A session is written every five minutes at most."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        standing = standing_of(request.user)
        if reason := _expired(request, standing):
            return self._expire(request, reason)
        if standing.is_team and time.time() - request.session.get(SEEN_AT, 0) > SEEN_EVERY:
            request.session[SEEN_AT] = int(time.time())
        request.second_factor_deadline = standing.deadline  # type: ignore[attr-defined]  # for base.html
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        deadline = getattr(request, "second_factor_deadline", None)
        if deadline is None or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if deadline > now():
            if match and match.app_name == "admin" and request.method == "GET":
                messages.warning(request, _notice(deadline))
            return None
        if _is_open(request):
            return None
        record(SecurityEvent.SECOND_FACTOR_MISSING, request=request)
        messages.error(request, _("Your role needs a second factor: a passkey or an app. Set it up to continue."))
        return _send_to(request, reverse("mfa_index"))

    def _expire(self, request: HttpRequest, reason: str) -> HttpResponse:
        record(SecurityEvent.SESSION_EXPIRED, request=request, subject=request.user.pk, reason=reason)
        logout(request)
        messages.info(request, _("You were signed out because your session had ended. Please sign in again."))
        if request.path_info.startswith(("/accounts/", "/static/")) or is_link_path(request.path_info):
            return self.get_response(request)
        if request.path_info.startswith("/events/"):  # public pages, and forms that keep what was typed
            return self.get_response(request)
        is_page = request.method in {"GET", "HEAD"}
        back = request.get_full_path() if is_page and not getattr(request, "htmx", False) else _current_page(request)
        return _send_to(request, f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def _expired(request: HttpRequest, standing: Standing) -> str:
    """Return why a session has ended, or "". Start the clock of a session that has none."""
    moment = time.time()
    if SIGNED_IN_AT not in request.session:
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(moment)
    age, idle = moment - request.session[SIGNED_IN_AT], moment - request.session.get(SEEN_AT, moment)
    if not standing.is_team:
        return "old" if age > settings.SESSION_DAYS * 86400 else ""
    if age > settings.TEAM_SESSION_DAYS * 86400:
        return "old"
    return "idle" if idle > settings.TEAM_SESSION_IDLE_HOURS * 3600 else ""


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    if request.path_info.startswith(OPEN_PATHS) or is_link_path(request.path_info) or match is None:
        return True
    return match.namespace in OPEN_NAMESPACES and match.view_name not in NOT_OPEN


def _current_page(request: HttpRequest) -> str:
    htmx = getattr(request, "htmx", None)
    return (htmx.current_url_abs_path if htmx else None) or request.path


def _send_to(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect the page, also if htmx has asked for a part of it."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _notice(deadline: Any) -> str:
    return _(
        "Set up a second factor (a passkey or an app) before %(date)s. After that, you cannot work as a team member."
    ) % {"date": date_format(deadline, "j F Y")}
