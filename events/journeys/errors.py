"""The errors of missions and study visits. Each text tells the reader what to do."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class JourneyError(DomainError):
    """The base class of the errors of missions and study visits."""


class StepNotAllowedError(JourneyError):
    """Raised when a step is not allowed from the present status."""

    advice = _("This is no longer possible: somebody has changed the status in the meantime. Load the page again.")
