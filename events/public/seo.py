"""Events as search engines read them: schema.org in JSON-LD."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from events.calendars.vevent import whole_days
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
    """Return event as a schema.org Event, or None where no exact date is known (startDate is required).

    Without a price, which we do not know; so offers say only whether there are places, and until when."""
    start, end = event.local_starts_at, event.local_ends_at
    if not event.is_dated or event.status not in STATUS or start is None or end is None:
        return None
    url = settings.BASE_URL + event.get_absolute_url()
    # schema.org's days are both included; a VEVENT's end is not.
    first, last = (start.date(), whole_days(event)[1] - timedelta(days=1)) if event.is_all_day else (start, end)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": url,
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "eventStatus": STATUS[Event.Status(event.status)],
        "eventAttendanceMode": MODE[Event.Mode(event.mode)],
    }
    if places := _places(event, url):
        found["location"] = places
    if event.summary:
        found["description"] = event.summary
    if event.organised_by:
        found["organizer"] = {"@type": "Organization", "name": event.organised_by}
    if event.is_registration_open:
        found["offers"] = _offer(event)
    return found


def _places(event: Event, url: str) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if event.mode != Event.Mode.ONLINE and event.venue:
        address: dict[str, Any] = {"@type": "PostalAddress"}
        if event.venue.address:
            address["streetAddress"] = event.venue.address
        if event.venue.city:
            address["addressLocality"] = event.venue.city
        if event.venue.country_id:
            address["addressCountry"] = event.venue.country_id
        places.append({"@type": "Place", "name": event.venue.name or event.venue.city, "address": address})
    if event.mode != Event.Mode.IN_PERSON:
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _offer(event: Event) -> dict[str, Any]:
    offer = {
        "@type": "Offer",
        "url": settings.BASE_URL + reverse("self_service:register", args=[event.slug]),
        "availability": "https://schema.org/SoldOut" if event.is_full else "https://schema.org/InStock",
    }
    if event.registration_opens_at:
        offer["validFrom"] = event.registration_opens_at.isoformat()
    if event.registration_closes_at:
        offer["availabilityEnds"] = event.registration_closes_at.isoformat()
    return offer
