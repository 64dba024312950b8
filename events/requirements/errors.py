"""Errors of requirements. `advice` says what the user can do."""

from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class CheckReasonMissingError(RegistrationError):
    advice = _("Write why the requirement is not met. Only the team sees it.")


class RequirementGoneError(RegistrationError):
    advice = _("This requirement has been removed in the meantime.")


class EvidenceChangedError(RegistrationError):
    advice = _("The person has changed the evidence in the meantime. Look at it, then decide again.")
