"""The context processor of all pages."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.middleware import reader_zone
from events.permissions import has_workspace


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.DEMO,
        "base_url": settings.BASE_URL,
        "has_workspace": SimpleLazyObject(lambda: has_workspace(request.user)),
        "is_zone_known": reader_zone(request) is not None,
    }
