from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class ExpertError(DomainError):
    """The base class of the errors of the directory. The advice tells the user what to do."""


class PersonListedError(ExpertError):
    advice = _("This person is already in the directory. Open that entry, and change it.")


class BlockedExpertError(ExpertError):
    advice = _("The account of this address is blocked. Leave the address empty, or contact us.")


class ExpertInUseError(ExpertError):
    advice = _("This person contributes to an event that is not over. Remove them from its sessions first.")


class ExpertOfMissionError(ExpertError):
    advice = _("This person is in the list of a mission, so the entry stays. You can empty the fields of the entry.")


class NotOverError(ExpertError):
    advice = _("An assignment can be rated when its event is over.")


class TooManyPeriodsError(ExpertError):
    advice = _("There are too many periods already. Remove some of them first.")
