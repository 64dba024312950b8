"""The status of a registration in the words for organisers."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.calendars.dates import moment_text
from events.models import Registration


def status_text(registration: Registration, zone: ZoneInfo) -> str:
    """Return the label of the status. For a held seat it has the end of the hold, on the clocks of zone."""
    if registration.is_held and registration.offer_expires_at:
        return _("Held until %(moment)s") % {"moment": moment_text(registration.offer_expires_at, zone)}
    label = str(registration.get_status_display())
    if registration.is_asked:
        return _("%(status)s, has not answered") % {"status": label}
    return label
