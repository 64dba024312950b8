from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class AlreadyRegisteredError(RegistrationError):
    advice = _("This person is already registered for this event. Find them in the table.")


class CannotBeInvitedError(RegistrationError):
    """Raised when an invited person could not register: the link in the invitation would show a closed registration."""

    advice = _(
        "Invited people register themselves, but registration for this event is closed or not open to them. "
        "Open it first, or add the people as confirmed or awaiting decision."
    )


class CannotBeAddedError(RegistrationError):
    advice = _("This address is blocked on this site. Please ask the administrators of the site.")
