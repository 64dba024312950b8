"""The Content-Security-Policy of the admin."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP

# unfold has inline styles, and uses Alpine, which compiles text to functions. Without these two permissions, its buttons
# are unreadable and its menus cover the form.
POLICY = settings.SECURE_CSP | {
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
}


class AdminPolicyMiddleware:
    """Relax the Content-Security-Policy on the pages of Django's admin, for staff only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_admin = request.resolver_match and request.resolver_match.app_name == "admin"
        if is_admin and request.user.is_staff:
            response._csp_config = POLICY  # type: ignore[attr-defined]  # the attribute that csp_override() sets
        return response
