"""Events as search engines read them: schema.org in JSON-LD."""

from typing import Any

from django.conf import settings

from events.models import Event

STATUS = {
    Event.Status.PUBLISHED: "https://schema.org/EventScheduled",
    Event.Status.POSTPONED: "https://schema.org/EventPostponed",
    Event.Status.CANCELLED: "https://schema.org/EventCancelled",
}
MODE = {
    Event.Mode.IN_PERSON: "https://schema.org/OfflineEventAttendanceMode",
    Event.Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Event.Mode.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}


def json_ld(event: Event) -> dict[str, Any] | None:
    """Return event as a schema.org Event, or None where no exact date is known (startDate is required)."""
    if not event.is_dated or event.status not in STATUS:
        return None
    url = settings.BASE_URL + event.get_absolute_url()
    start, end = event.local_starts_at, event.local_ends_at
    if start is None or end is None:
        return None
    places: list[dict[str, Any]] = []
    if event.mode != Event.Mode.ONLINE and event.venue:
        address: dict[str, Any] = {"@type": "PostalAddress", "addressLocality": event.venue.city}
        if event.venue.country_id:
            address["addressCountry"] = event.venue.country_id
        places.append({"@type": "Place", "name": event.venue.name or event.venue.city, "address": address})
    if event.mode != Event.Mode.IN_PERSON:
        places.append({"@type": "VirtualLocation", "url": url})
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": url,
        "startDate": (start.date() if event.is_all_day else start).isoformat(),
        "endDate": (end.date() if event.is_all_day else end).isoformat(),
        "eventStatus": STATUS[Event.Status(event.status)],
        "eventAttendanceMode": MODE[Event.Mode(event.mode)],
        "location": places,
    }
    if event.summary:
        found["description"] = event.summary
    if event.organised_by:
        found["organizer"] = {"@type": "Organization", "name": event.organised_by}
    return found
