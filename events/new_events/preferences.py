"""The mail about new events, as one of the optional mails of a person."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import User
from events.models import EventAlert
from notifications.models import Refusal
from notifications.preferences.choices import Option


def options(person: User) -> Iterator[Option]:
    """Yield the mail about new events, if person has asked for it. One query."""
    if EventAlert.objects.filter(person=person).exists():
        yield Option(
            Refusal.What.NEW_EVENTS,
            "",
            _("New events of your choice"),
            _("At most one email a week. It is sent only if there is a new event that you asked for."),
        )
