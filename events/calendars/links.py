"""Links to the pages of web calendars that add an event or subscribe to a feed."""

from datetime import UTC
from urllib.parse import quote, urlencode

from django.conf import settings

from events.calendars import entry_text
from events.calendars.content_lines import clean_line
from events.calendars.entry_times import whole_days
from events.models import Event

GOOGLE = "https://calendar.google.com/calendar/render"
# Outlook on the web has one host for private accounts and one for accounts of work and school.
OUTLOOK = "https://outlook.live.com/calendar/0/"
MICROSOFT_365 = "https://outlook.office.com/calendar/0/"
# URLs have a maximum length. The page of the event has the whole text.
TEXT_LENGTH = 300


def add_links(event: Event) -> dict[str, str]:
    """Return the links that add event to the web calendars of Google, Outlook.com and Microsoft 365.

    Return {} for an event without an exact date, and for one whose date does not hold: cancelled or postponed."""
    if not event.is_dated or event.status != Event.Status.PUBLISHED:
        return {}
    assert event.starts_at  # noqa: S101 (for the type checker: a dated event has both)
    assert event.ends_at  # noqa: S101
    title = clean_line(event.title)
    text = entry_text.description(
        event, text=entry_text.shorten(event.summary, TEXT_LENGTH), map_url=entry_text.map_link(event)
    )
    where = entry_text.location(event)
    if event.is_all_day:
        # For both, the end is the day after the last day, as in a VEVENT.
        first, end = whole_days(event)
        google = f"{first:%Y%m%d}/{end:%Y%m%d}"
        outlook = {"startdt": f"{first}", "enddt": f"{end}", "allday": "true"}
    else:
        starts_at, ends_at = event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
        google = f"{starts_at:%Y%m%dT%H%M%SZ}/{ends_at:%Y%m%dT%H%M%SZ}"
        outlook = {"startdt": f"{starts_at:%Y-%m-%dT%H:%M:%SZ}", "enddt": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}"}
    of_google = {"action": "TEMPLATE", "text": title, "dates": google, "details": text, "location": where}
    of_outlook = {"path": "/calendar/action/compose", "rru": "addevent", "subject": title}
    of_outlook |= outlook | {"body": text, "location": where}
    return {
        "google": _address(GOOGLE, of_google),
        "outlook": _address(f"{OUTLOOK}deeplink/compose", of_outlook),
        "microsoft_365": _address(f"{MICROSOFT_365}deeplink/compose", of_outlook),
    }


def subscribe_links(address: str, name: str = "") -> dict[str, str]:
    """Return the links that subscribe to the feed at address, for each kind of calendar. name: of the feed."""
    webcal = "webcal://" + address.split("://", 1)[1]
    of_outlook = {"url": address, "name": name or settings.SITE_NAME}
    return {
        "address": address,
        "apple": webcal,
        "google": _address(GOOGLE, {"cid": webcal}),
        "outlook": _address(f"{OUTLOOK}addfromweb", of_outlook),
        "microsoft_365": _address(f"{MICROSOFT_365}addfromweb", of_outlook),
    }


def _address(base: str, values: dict[str, str]) -> str:
    # Spaces as "%20": Outlook shows "+" as a plus sign.
    return f"{base}?{urlencode({name: value for name, value in values.items() if value}, quote_via=quote, safe='')}"
