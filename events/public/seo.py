"""Structured data for search engines: schema.org as JSON-LD."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from events.calendars.entry_times import whole_days
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


def json_ld(event: Event, *, description: str = "") -> dict[str, Any] | None:
    """Return event as a schema.org Event; None without an exact date, because startDate is required.

    description: used if the event has no summary.

    The price is unknown. The offer contains only whether seats are free, and the dates of registration."""
    start, end = event.local_starts_at, event.local_ends_at
    if not event.is_dated or event.status not in STATUS or start is None or end is None:
        return None
    url = settings.BASE_URL + event.get_absolute_url()
    # In schema.org, the last day is included. In a VEVENT, the end is exclusive.
    last_day = whole_days(event)[1] - timedelta(days=1)
    if event.is_all_day:
        first, last = start.date(), last_day
    else:  # an end at midnight belongs to the day before, also for readers who show only the date
        first, last = start, end if end.date() == last_day else end - timedelta(seconds=1)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": url,
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "eventStatus": STATUS[Event.Status(event.status)],
        "eventAttendanceMode": MODE[Event.Mode(event.mode)],
    }
    if (earlier := event.earlier) and earlier.local_starts_at:
        old = earlier.local_starts_at
        data["eventStatus"] = "https://schema.org/EventRescheduled"
        data["previousStartDate"] = (old.date() if earlier.is_all_day else old).isoformat()
    if locations := _locations(event, url):
        data["location"] = locations
    if event.summary or description:
        data["description"] = event.summary or description
    if event.organised_by:
        data["organizer"] = {"@type": "Organization", "name": event.organised_by}
    if event.is_registration_open:
        data["offers"] = _offer(event)
    return data


def _locations(event: Event, url: str) -> list[dict[str, Any]]:
    locations: list[dict[str, Any]] = []
    if event.mode != Event.Mode.ONLINE and event.venue:
        address: dict[str, Any] = {"@type": "PostalAddress"}
        if event.venue.address:
            address["streetAddress"] = event.venue.address
        if event.venue.city:
            address["addressLocality"] = event.venue.city
        if event.venue.country_id:
            address["addressCountry"] = event.venue.country_id
        locations.append({"@type": "Place", "name": event.venue.name or event.venue.city, "address": address})
    if event.mode != Event.Mode.IN_PERSON:
        locations.append({"@type": "VirtualLocation", "url": url})
    return locations


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
