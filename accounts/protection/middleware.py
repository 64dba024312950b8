"""Guard all pages of an account that change how its owner signs in, in one place."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, suspend_request
from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import encryption
from accounts.encryption import DecryptionError
from accounts.models import User
from accounts.protection import changes, notices, snapshots
from accounts.protection.reauthentication import has_reauthenticated, method_urls
from accounts.protection.snapshots import Snapshot
from accounts.standing import standing_of

PREFIX = "/accounts/"
# Django's form views also handle PUT as POST, and its delete views handle DELETE.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# The pages of an account that a signed-in person opens without reauthentication. All others need it, also those that a
# new version of allauth adds.
OPEN = frozenset(
    {
        # To sign in and out, and to reauthenticate.
        "account_login", "account_signup", "account_request_login_code", "account_confirm_login_code",
        "account_choose_person", "account_other_person", "account_no_password", "account_logout", "account_inactive", "account_reauthenticate",
        "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_login_webauthn",
        "socialaccount_login_cancelled", "socialaccount_login_error",
        # Overviews without secrets. Each of their buttons leads to a page that needs reauthentication.
        "mfa_index", "mfa_list_webauthn",
        # A provider redirects there. allauth requires reauthentication before it links the account.
        "google_callback", "microsoft_callback", "openid_connect_callback",
    }
)  # fmt: skip


class AccountChangeMiddleware:
    """Require reauthentication for the pages of an account, and record what they change.

    The state of the account is compared before and after each request that could change it. So each change is noticed,
    whichever page has made it. The request and the record are one transaction, under the lock of the person's row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX) or not request.user.is_authenticated:
            return self.get_response(request)
        is_callback = request.path_info.endswith("/callback/")
        if request.method in SAFE_METHODS and not is_callback:
            return self.get_response(request)
        return self._watched(request, request.user.pk)

    def _watched(self, request: HttpRequest, pk: int) -> HttpResponse:
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=pk)
            before = snapshots.take(person)
            _unseal(request)
            response = self.get_response(request)
            _seal(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
                return response
            if _loses_second_factor(person, before):
                transaction.set_rollback(True)
                list(messages.get_messages(request))  # drop the message that says that it was removed
                messages.error(
                    request,
                    _("Your role needs a second factor. Add another passkey or app before you remove this one."),
                )
                return redirect("mfa_index")
            found = snapshots.differences(before, snapshots.take(person))
            change = changes.record_change(person, before, found, origin_of_request(request)) if found else None
        if change:
            notices.send_notices(change)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.path_info.startswith(PREFIX) or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if (match and match.view_name in OPEN) or has_reauthenticated(request):
            return None
        return ask(request)


def _loses_second_factor(person: User, before: Snapshot) -> bool:
    """Return whether the last passkey or app of a person who needs one was just removed."""
    had = any(row["type"] in {"totp", "webauthn"} for row in before.authenticators)
    return had and standing_of(User.objects.get(pk=person.pk)).deadline is not None


def ask(request: HttpRequest) -> HttpResponse:
    """Redirect to the page that asks for a code, a passkey or an app. What was posted is sent again afterwards."""
    url = method_urls(request)[0]
    if getattr(request, "htmx", False):
        # htmx would follow a redirect and put the page into the fragment's place.
        page = request.htmx.current_url_abs_path or "/me/"  # type: ignore[attr-defined]  # see accounts.requests
        location = f"{url}?{urlencode({REDIRECT_FIELD_NAME: page})}"
        return HttpResponse(status=204, headers={"HX-Redirect": location})
    response = suspend_request(request, url)
    _seal(request)
    return response


def _seal(request: HttpRequest) -> None:
    """Encrypt the posted values that wait in the session for the code."""
    state = request.session.get(STATE_SESSION_KEY)
    if state and "sealed" not in state:
        request.session[STATE_SESSION_KEY] = {"sealed": encryption.encrypt(state)}


def _unseal(request: HttpRequest) -> None:
    """Decrypt the waiting values for the rest of the request, in which allauth may send them again."""
    state = request.session.get(STATE_SESSION_KEY)
    if not state or "sealed" not in state:
        return
    try:
        request.session[STATE_SESSION_KEY] = encryption.decrypt(state["sealed"])
    except DecryptionError:  # the keys were replaced in the meantime
        del request.session[STATE_SESSION_KEY]


def origin_of_request(request: HttpRequest) -> dict[str, str]:
    """Return "ip" and "user_agent" of the client, for the mail about a change."""
    adapter = get_adapter(request)
    return {
        "ip": str(adapter.get_client_ip(request)),
        "user_agent": adapter.get_http_user_agent(request)[:HTTP_USER_AGENT_MAX_LENGTH],
    }
