from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class CannotMergeError(RegistrationError):
    """Raised when two registrations are not of one event, or when one of them has already been merged."""

    advice = _(
        "These two registrations cannot be merged: one of them has already been merged, or is for another event."
    )
