from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class EventNotStartedError(RegistrationError):
    advice = _("The event has not begun: who is there can be marked from the morning of its first day.")


class NobodyChosenError(RegistrationError):
    advice = _("Tick the people first who are there; only those with a confirmed place can be marked.")


class EvaluationNotAskedError(RegistrationError):
    """Raised for who is not asked what they think of an event, or has said it."""

    advice = _("Thank you. You have evaluated this event already, or it is not open to you.")
