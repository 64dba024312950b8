from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class AlreadyRegisteredError(RegistrationError):
    advice = _("This person is registered here already. Look for them in the table.")


class CannotBeInvitedError(RegistrationError):
    """Raised where the link of an invitation would lead to a closed door."""

    advice = _(
        "Whoever is invited registers by themselves, and registration for this event is closed or not by themselves. "
        "Change that first, or add people as confirmed or awaiting a decision."
    )


class CannotBeAddedError(RegistrationError):
    advice = _("This address is shut out of the site. Please ask whoever runs it.")
