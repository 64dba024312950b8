from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class CannotMergeError(RegistrationError):
    """Raised for what are not two registrations of one event, or not any more."""

    advice = _("These two cannot become one: one of them has gone into another registration, or is of another event.")
