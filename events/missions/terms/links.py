"""The page of an institution with the terms of reference, which opens from the link of its request."""

from django.conf import settings
from django.urls import reverse

from accounts.links.tokens import make_token
from events.missions.requests.links import REQUEST_LINK
from events.models import Event, MissionRequest


def institution_page(request: MissionRequest) -> str:
    """Return the URL where the institution of a request reads the terms of reference and agrees."""
    return settings.BASE_URL + reverse("mission_terms:own", args=[make_token(REQUEST_LINK, request)])


def team_page(event: Event) -> str:
    return settings.BASE_URL + reverse("mission_terms:terms", args=[event.slug])
