"""The base class of all errors that a person can act on."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DomainError(Exception):
    """Raised when a service refuses a request of a user.

    `advice` is a sentence for the user: it says what to do instead. Views show it next to the form."""

    advice: "StrOrPromise" = _("This cannot be done. Please contact the organisers.")

    def __init__(self, advice: "StrOrPromise | None" = None) -> None:
        if advice is not None:
            self.advice = advice
        super().__init__(str(self.advice))
