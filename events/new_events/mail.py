"""The weekly mail about new events."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts import languages
from accounts.models import User
from events.calendars.dates import short_text
from events.models import Event
from events.models.event import EventQuerySet
from notifications.mail import rendering
from notifications.models import Refusal
from notifications.outbox.services import Draft
from notifications.preferences import links
from notifications.preferences.queries import optional_key

KIND = "new_events"
MOST = 20  # of one mail; the list of events has the others
USEFUL = timedelta(days=6)


def in_full(events: EventQuerySet) -> list[Event]:
    """Return events with what the mail shows. One query."""
    return list(events.select_related("venue__country").defer("vevent", "description", "sources"))


def draft(person: User, events: Sequence[Event], moment: datetime) -> Draft:
    """Return the mail for person about events, in their language. moment: of the run; each run has one mail at most."""
    optional = optional_key(Refusal.What.NEW_EVENTS)
    with override(languages.django_code(languages.first_supported(person.language))):
        context = {
            "person": person,
            "events": [(event, short_text(event), _place(event)) for event in events[:MOST]],
            "left_out": max(len(events) - MOST, 0),
            "base_url": settings.BASE_URL,
            "list_url": settings.BASE_URL + reverse("events:list"),
            "change_url": settings.BASE_URL + reverse("new_events:mine"),
            "refuse_url": links.make_link(person, person.email, optional),
        }
        mail = rendering.render(KIND, context)
    return Draft(
        dedupe_key=f"{KIND}:{person.pk}:{moment:%Y%m%dT%H%M%S%f}",
        kind=KIND,
        recipient=person,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        optional=optional,
        expires_at=moment + USEFUL,
    )


def _place(event: Event) -> str:
    """Return the city and country; of a mission only the country: nobody else should know where it takes place."""
    if event.venue is None or event.mode == Event.Mode.ONLINE:
        return ""
    if event.kind == Event.Kind.EXPERT_MISSION:
        return event.venue.country.name if event.venue.country else ""
    return event.venue.city_text or event.venue.name
