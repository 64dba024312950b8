from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class AlreadyNamedError(RegistrationError):
    advice = _("This person is named for that session in that role already.")


class BlockedPersonError(RegistrationError):
    advice = _("This address belongs to somebody who was shut out of the site. Leave the address empty, or ask us.")


class ContributorGoneError(RegistrationError):
    advice = _("Somebody else has removed this contributor, or the session, in the meantime.")
