"""What can stand in the way of travel details, said so that the person can act on it."""

from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class DetailsClosedError(RegistrationError):
    advice = _("Details can no longer be changed here. Please write to the organisers.")


class NobodyToRemindError(RegistrationError):
    advice = _("Nobody was reminded: everybody has completed their details, or was reminded today.")


class InvalidFundingError(RegistrationError):
    advice = _("Choose who pays for these seats. For another donor, say which.")
