"""The base class of all errors that a person can act on."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Raised when a service refuses what it was asked to do.

    `advice` is a sentence for a person: it says what to do instead. Views show it next to the form."""

    advice: str | Promise = _("This cannot be done. Please contact the organisers.")

    def __init__(self, advice: str | Promise | None = None) -> None:
        if advice is not None:
            self.advice = advice
        super().__init__(str(self.advice))
