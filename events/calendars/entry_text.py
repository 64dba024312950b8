"""The texts of a calendar entry, in the active language: its title, its description and its place."""

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from accounts import languages
from accounts.models import User
from events.calendars.content_lines import clean_line, clean_text
from events.calendars.dates import when_text
from events.models import Event, Registration, Session, Venue

DESCRIPTION_LENGTH = 800
JOIN_LABEL = gettext_lazy("Join online")
# Many calendars ignore STATUS, so the title says it too.
TITLES_BY_STATUS = {
    Event.Status.CANCELLED: gettext_lazy("Cancelled: %(title)s"),
    Event.Status.POSTPONED: gettext_lazy("Postponed: %(title)s"),
}
# The title of an event in the calendar of a person who has no seat yet.
UNDECIDED_TITLES = {
    Registration.Status.NOMINATED: gettext_lazy("Not confirmed yet: %(title)s"),
    Registration.Status.PENDING: gettext_lazy("Not confirmed yet: %(title)s"),
    Registration.Status.WAITLISTED: gettext_lazy("Offered to you: %(title)s"),
}


def title(text: str, status: str, registration_status: str = "") -> str:
    """Return the SUMMARY of an entry with this title, in one line.

    status: of the event. registration_status: a key of UNDECIDED_TITLES, or "" for a person with a seat."""
    words = TITLES_BY_STATUS.get(Event.Status(status))
    if words is None and registration_status:
        words = UNDECIDED_TITLES[Registration.Status(registration_status)]
    return clean_line(str(words) % {"title": text} if words else text)


def session_title(session: Session) -> str:
    """Return the title of the entry of a session: with that of its event. Reads session.event."""
    return f"{session.title} ({session.event.title})"


def description(event: Event, *, text: str, shows_when: bool = False, join_url: str = "", map_url: str = "") -> str:
    """Return the DESCRIPTION of an entry: its exact times, the links to join online and to a map, text, and the page of
    the event.

    shows_when: whether the entry has whole days, and so must name the hours. join_url: only for people who may join."""
    parts = [
        when_text(event) if shows_when else "",
        gettext("Join online:") + " " + join_url if join_url else "",
        gettext("Map:") + " " + map_url if map_url else "",
    ]
    notes = "\n".join(filter(None, parts))
    return "\n\n".join(filter(None, [notes, shorten(text), page_url(event)]))


def language(event: Event, person: User) -> str:
    """Return the language (Django's code) of the entries and the mails of person about event.

    It is the person's own language, else that of the event, of its programme, or English. Reads event.programme."""
    return languages.django_code(languages.first_supported(person.language, event.language, event.programme.language))


def page_url(event: Event) -> str:
    """Return the address of the public page of event."""
    return settings.BASE_URL + event.get_absolute_url()


def shorten(text: str, length: int = DESCRIPTION_LENGTH) -> str:
    """Return text without forbidden control characters, cut to at most length characters."""
    text = clean_text(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def venue_text(venue: Venue | None) -> str:
    """Return the name, the street, the city and the country of venue as one text; "" without a venue."""
    if venue is None:
        return ""
    country = venue.country.name if venue.country else ""
    return ", ".join(filter(None, [venue.name, venue.address, venue.city, country]))


def location(event: Event) -> str:
    """Return the LOCATION of event: a place that a map can find, or "Online".

    It never contains the joining link, which only people with a seat get."""
    return gettext("Online") if event.mode == Event.Mode.ONLINE else clean_line(venue_text(event.venue))


def venue_in_person(event: Event) -> Venue | None:
    """Return the venue to which people come; None for an event that is only online, and without a venue."""
    return None if event.mode == Event.Mode.ONLINE else event.venue


def map_link(event: Event) -> str:
    """Return the link to a map of the place of event; "" without one."""
    venue = venue_in_person(event)
    return venue.map_link if venue else ""


def session_location(session: Session) -> str:
    """Return the LOCATION of a session: its room, host and venue, or the place of the event. Reads session.event."""
    parts = [session.room, session.host_institution, venue_text(session.venue) or location(session.event)]
    return clean_line(", ".join(filter(None, parts)))
