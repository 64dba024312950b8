from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class AlreadyNamedError(RegistrationError):
    advice = _("This person already has this role in that session.")


class BlockedPersonError(RegistrationError):
    advice = _("The account of this address is blocked. Leave the address empty, or contact us.")


class ContributorGoneError(RegistrationError):
    advice = _("Another person has removed this contributor or the session in the meantime.")
