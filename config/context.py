"""The context processor of all pages."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.middleware import reader_zone
from events.permissions import is_team_member


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.DEMO,
        "base_url": settings.BASE_URL,
        "is_on_a_team": SimpleLazyObject(lambda: request.user.is_superuser or is_team_member(request.user)),
        "is_zone_known": reader_zone(request) is not None,
    }
