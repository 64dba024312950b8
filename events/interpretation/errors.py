from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class InterpretationError(DomainError):
    """The base class of the errors of this package."""


class BoothGoneError(InterpretationError):
    advice = _(
        "The languages or the interpreters of this session have changed in the meantime. Here is the present plan."
    )
