"""What the repair desk needs and no other page gets."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP

# unfold colours its pages in a <style> and moves them with Alpine, which compiles text: without these two, "Save"
# is white on white and menus lie over the form.
POLICY = settings.SECURE_CSP | {
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
}


class AdminPolicyMiddleware:
    """Loosen the Content-Security-Policy on the pages of Django's admin, which staff alone see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_desk = request.resolver_match and request.resolver_match.app_name == "admin"
        if is_desk and request.user.is_staff:
            response._csp_config = POLICY  # type: ignore[attr-defined]  # as csp_override() does
        return response
