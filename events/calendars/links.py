"""Links to the pages of web calendars that add an event or subscribe to a feed."""

from datetime import UTC
from urllib.parse import quote, urlencode

from django.conf import settings

from events.calendars import vevent
from events.models import Event

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
# URLs have a maximum length. The page of the event has the whole text.
TEXT_LENGTH = 300


def add_links(event: Event) -> dict[str, str]:
    """Return the links that add event to the web calendars of Google and Outlook; {} without an exact date."""
    if not event.is_dated or event.status not in {Event.Status.PUBLISHED, Event.Status.POSTPONED}:
        return {}
    assert event.starts_at  # noqa: S101 (for the type checker: a dated event has both)
    assert event.ends_at  # noqa: S101
    title = vevent.clean_text(event.title)
    text = "\n\n".join(
        filter(None, [vevent.shorten(event.summary, TEXT_LENGTH), settings.BASE_URL + event.get_absolute_url()])
    )
    where = vevent.location(event)
    if event.is_all_day:
        # For both, the end is the day after the last day, as in a VEVENT.
        first, end = vevent.whole_days(event)
        google = f"{first:%Y%m%d}/{end:%Y%m%d}"
        outlook = {"startdt": f"{first}", "enddt": f"{end}", "allday": "true"}
    else:
        starts_at, ends_at = event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
        google = f"{starts_at:%Y%m%dT%H%M%SZ}/{ends_at:%Y%m%dT%H%M%SZ}"
        outlook = {"startdt": f"{starts_at:%Y-%m-%dT%H:%M:%SZ}", "enddt": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}"}
    return {
        "google": _address(
            GOOGLE, {"action": "TEMPLATE", "text": title, "dates": google, "details": text, "location": where}
        ),
        "outlook": _address(
            OUTLOOK,
            {"path": "/calendar/action/compose", "rru": "addevent", "subject": title}
            | outlook
            | {"body": text, "location": where},
        ),
    }


def subscribe_links(address: str) -> dict[str, str]:
    """Return the links that subscribe to the feed at address, for each kind of calendar."""
    webcal = "webcal://" + address.split("://", 1)[1]
    return {
        "address": address,
        "apple": webcal,
        "google": _address(GOOGLE, {"cid": webcal}),
        "outlook": _address(
            "https://outlook.live.com/calendar/0/addfromweb", {"url": address, "name": settings.SITE_NAME}
        ),
    }


def _address(base: str, values: dict[str, str]) -> str:
    # Spaces as "%20": Outlook shows "+" as a plus sign.
    return f"{base}?{urlencode({name: value for name, value in values.items() if value}, quote_via=quote, safe='')}"
