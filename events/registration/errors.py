"""The errors of registrations. Each advice tells the user what to do."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class RegistrationError(DomainError):
    """The base class of all errors of registrations."""

    advice = _("This cannot be done. Please contact the organisers.")


class RegistrationClosedError(RegistrationError):
    advice = _("Registration for this event is closed. If you need a place, please write to the organisers.")


class EventFullError(RegistrationError):
    advice = _("All places are taken. Free a place or increase the number of places first.")


class DelegationFullError(RegistrationError):
    advice = _(
        "All seats of the delegation are taken. Free a seat, increase the number of seats, or confirm over the seats"
        " with a reason."
    )


class ReasonRequiredError(RegistrationError):
    advice = _("Write the reason in the field for it. It is saved in the history.")


class EventClosedError(RegistrationError):
    advice = _("This event is over, cancelled or not published. Its registrations can no longer be changed.")


class BulkDecisionError(RegistrationError):
    """Raised when a step is not possible for all of several registrations. Nothing has been changed.

    `problems` has the error of each registration, by its primary key or by its position in a list."""

    advice = _("Nothing was changed. The problems are shown next to the names.")

    def __init__(self, problems: dict[int, RegistrationError]) -> None:
        self.problems = problems
        super().__init__()


class InvalidCodeError(RegistrationError):
    advice = _("This code does not work for this event. Please check it, or ask the person who gave it to you.")


class ModeFullError(RegistrationError):
    """Raised when no seat is free for this mode (in person or online)."""

    advice = _("All places of this kind (in person or online) are taken. Nothing was changed.")


class InvalidModeError(RegistrationError):
    advice = _("This event does not offer this way of taking part. Choose in person or online, as offered.")


class RecipientsChangedError(RegistrationError):
    advice = _(
        "Nothing was changed. The list of recipients has changed since you last viewed it. Check it again, then decide."
    )


class OfferEndedError(RegistrationError):
    """Raised when a person accepts a seat that is not offered to them, or no longer."""

    advice = _("This offer has ended. If you still want to come, join the waiting list again.")


class NominationsClosedError(RegistrationError):
    advice = _("Nominations are closed. If you need to nominate someone late, please write to the organisers.")


class CannotBeNominatedError(RegistrationError):
    advice = _("This address cannot be nominated here. Please write to the organisers.")


class InvalidGridError(RegistrationError):
    """Raised when delegations cannot have these seats. `reasons` has one sentence for each reason."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class InvalidTransitionError(RegistrationError):
    advice = _("This registration has changed in the meantime. Check it again, then decide.")
