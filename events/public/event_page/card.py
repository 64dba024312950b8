"""The picture of an event for messengers and social networks (og:image), drawn from its facts."""

import logging
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from PIL import Image

from events.calendars import entry_text
from events.calendars.content_lines import clean_line
from events.calendars.dates import list_text, when_text
from events.documents.typesetting import TypesettingError, fingerprint, typeset_picture
from events.missions.public import PublicMission, public_mission
from events.models import Event
from events.public import queries
from events.public.event_page.cover import full_room
from events.public.event_page.places import place_text

TEMPLATE = "event-card.typ"
SIZE = (1200, 630)
KEPT_SECONDS = 24 * 60 * 60
COLOURS = {
    Event.Kind.REGIONAL_SEMINAR: "#12545a", Event.Kind.EXPERT_MISSION: "#7d430a", Event.Kind.STUDY_VISIT: "#2b6030",
    Event.Kind.TRAINING: "#28488c", Event.Kind.MEETING: "#6d2f5d",
}  # fmt: skip
OFF = "#5f6a6e"  # cancelled or postponed
logger = logging.getLogger(__name__)


def facts(event: Event, mission: PublicMission | None) -> dict[str, Any]:
    """Return what the picture shows, in the language of the site: everybody gets the same picture. No query."""
    with translation.override(settings.LANGUAGE_CODE):
        is_off = event.status in Event.CALLED_OFF
        return {
            "language": settings.LANGUAGE_CODE.partition("-")[0],
            "site": settings.SITE_NAME,
            "kind": str(Event.Kind(event.kind).label),
            "title": entry_text.title(clean_line(event.title), event.status),
            "when": _when(event),
            "place": clean_line(place_text(event, mission)),
            "colour": OFF if is_off else COLOURS[Event.Kind(event.kind)],
            "room": full_room(event),
        }


def _when(event: Event) -> str:
    start = event.local_starts_at
    if event.is_dated and start:
        return list_text(event, start.date().replace(year=start.year - 1))  # with its year
    return clean_line(when_text(event))


def address(event: Event, mission: PublicMission | None) -> str:
    """Return the address of the picture. It changes with what the picture shows."""
    return reverse("events:card", args=[event.slug, fingerprint(TEMPLATE, facts(event, mission))])


@require_safe
def event_card(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """Return the picture. An address of an earlier revision leads to the present one.

    If the picture cannot be drawn, it is a plain ground, and the reason is logged."""
    event = get_object_or_404(queries.visible_to(AnonymousUser()).select_related("venue__country"), slug=slug)
    shown = facts(event, public_mission(event))
    mark = fingerprint(TEMPLATE, shown)
    if digest != mark:
        return redirect("events:card", slug, mark)
    key = f"event-card:{mark}"
    picture = cache.get(key)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    if picture is None:
        try:
            picture = typeset_picture(TEMPLATE, shown)
        except TypesettingError:
            logger.exception("The picture of the event %s cannot be drawn", slug)
            picture, headers["Cache-Control"] = _plain(shown["colour"]), "public, no-cache"
        else:
            cache.set(key, picture, KEPT_SECONDS)
    return HttpResponse(picture, content_type="image/png", headers=headers)


def _plain(colour: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", SIZE, colour).save(stream, "PNG")
    return stream.getvalue()
