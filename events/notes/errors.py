from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class NotYourNoteError(RegistrationError):
    """Raised when a member of the team tries to delete a note of another member."""

    advice = _("Another person wrote this note. Only this person or a manager of the programme can delete it.")
