"""Errors of exports and erasures. `advice` says what the person can do."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class ErasureError(DomainError):
    """The base class of the errors of an erasure."""

    advice = _("The data cannot be erased now. Please write to the contact of this site.")


class LastManagerError(ErasureError):
    """Raised if a programme would be left without a manager, or the installation without an administrator."""

    def __init__(self, names: list[str]) -> None:
        advice = gettext(
            "This person is the last manager of %(names)s. Appoint another manager first, or ask the administrator of this "
            "site to do so. Then the data can be erased."
        )
        super().__init__(advice % {"names": ", ".join(names)})


class LastAdministratorError(ErasureError):
    advice = _(
        "This person is the last administrator of this installation. Appoint another administrator first. Then the data "
        "can be erased."
    )


class NotOwnPersonError(ErasureError):
    advice = _(
        "This person also takes part in events of other programmes, or works for one. Ask the administrator of this site to "
        "erase their data, or ask the person to do it on their page My data."
    )


class ErasureFinishedError(ErasureError):
    advice = _("The erasure can no longer be undone: the data has been erased.")


class ChangedMeanwhileError(ErasureError):
    """Raised if the person got a new registration while their data was being erased. Nothing was changed."""
