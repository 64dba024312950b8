"""Errors of travel details and funding. `advice` says what the person can do."""

from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class DetailsClosedError(RegistrationError):
    advice = _("Details can no longer be changed here. Please write to the organisers.")


class NobodyToRemindError(RegistrationError):
    advice = _("No reminder was sent: everyone has completed their details or was reminded today.")


class InvalidFundingError(RegistrationError):
    advice = _("Choose who pays for these seats. If you choose another donor, enter its name.")
