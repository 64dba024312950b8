"""Show which people a change of an event will notify, before the change is made."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.contributors.queries import Contribution
from events.models import Event, Registration
from events.updates import notices


@dataclass(frozen=True)
class RecipientSummary:
    registrations: list[Registration]
    contributions: list[Contribution]  # of contributors who are not registered

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Pairs of a label and a number of people: for each status, and for contributors."""
        by_status = Counter(registration.status for registration in self.registrations)
        counts = [(str(Registration.Status(status).label), count) for status, count in by_status.most_common()]
        if self.contributions:
            counts.append((_("Contributors"), len(self.contributions)))
        return counts

    def __len__(self) -> int:
        return len(self.registrations) + len(self.contributions)


def preview_recipients(event: Event) -> RecipientSummary:
    """Return the people who are notified when event is rescheduled, postponed or cancelled. A draft notifies no one."""
    if event.status == Event.Status.DRAFT:
        return RecipientSummary([], [])
    recipients = notices.all_recipients(event)
    registrations = sorted(recipients.registrations, key=lambda registration: (registration.status, registration.pk))
    return RecipientSummary(registrations, recipients.contributions)
