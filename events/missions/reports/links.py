"""The pages to which mails about the report lead."""

from django.conf import settings
from django.urls import reverse

from accounts.links.tokens import make_token
from events.missions.requests.links import REQUEST_LINK
from events.models import Event, MissionRequest


def institution_page(request: MissionRequest) -> str:
    """Return the URL where the institution of a request reads the shared report. It opens from the link of the request."""
    return settings.BASE_URL + reverse("mission_reports:own", args=[make_token(REQUEST_LINK, request)])


def team_page(event: Event) -> str:
    return settings.BASE_URL + reverse("mission_reports:review", args=[event.slug])
