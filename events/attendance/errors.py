from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class EventNotStartedError(RegistrationError):
    advice = _("The event has not begun. Check-in opens on the morning of its first day.")


class NobodyChosenError(RegistrationError):
    advice = _("First tick the people who are present. Only confirmed participants can be checked in.")


class EvaluationNotAskedError(RegistrationError):
    """Raised when a person cannot evaluate an event, or has evaluated it already."""

    advice = _("Thank you. You have evaluated this event already, or you cannot evaluate it now.")
