"""Helpers for tests of announcements."""

from events.announcements import audience, services
from events.announcements.services import RecipientGroups
from events.models import Contributor, Session
from events.participants.registration_filter import RegistrationFilter
from notifications.models import Message
from notifications.wording.defaults import MailSource
from tests.factories import make_person

ENGLISH = MailSource("News of {event}", "News of {event}", "Bring **shoes**, {name}.")
FRENCH = MailSource("Nouvelles de {event}", "Nouvelles de {event}", "Des **chaussures**, {name}.")


def make_announcement(event, *, texts=None, is_optional=False, by=None, filters="", **groups):
    """Write an announcement. filters: as in the address of the table of registrations."""
    recipients = RecipientGroups(filter=RegistrationFilter.parse(filters), **groups)
    return services.write(event, recipients, texts or {"en": ENGLISH}, is_optional=is_optional, by=by)


def send(announcement, by=None):
    """Send the announcement to its current recipients."""
    return services.send_now(announcement, as_shown=audience.resolve(announcement).fingerprint, by=by)


def announced():
    """Return the mails of announcements."""
    return Message.objects.filter(kind="announcement").order_by("pk")


def make_contributor(event, person=None):
    session = Session.objects.create(event=event, title="Opening")
    return Contributor.objects.create(session=session, name="Speaker", person=person or make_person()).person
