from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class NotYourNoteError(RegistrationError):
    """Raised when somebody takes away what somebody else wrote down."""

    advice = _("Somebody else wrote this note. Only they, or a manager of the programme, take it away.")
