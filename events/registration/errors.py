"""What can stand in the way of a place, said so that the person can act on it."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class RegistrationError(DomainError):
    """Raised when a registration cannot do what was asked; advice says what to do instead."""

    advice = _("This cannot be done. Please ask the organisers.")


class RegistrationClosedError(RegistrationError):
    advice = _("Registration for this event is closed. Please write to the organisers if you need a place.")


class EventFullError(RegistrationError):
    advice = _("All places are taken. Free a place or raise the number of places first.")


class DelegationFullError(RegistrationError):
    advice = _("All seats of the delegation are taken. Free one, give it more, or confirm over its seats and say why.")


class ReasonRequiredError(RegistrationError):
    advice = _("Say why, in the field for it: it is written into the history.")


class EventClosedError(RegistrationError):
    advice = _("This event is over, cancelled or not published: places in it do not change any more.")


class BulkDecisionError(RegistrationError):
    """Raised when a step is not possible for all of several registrations. Nothing has been changed.

    `problems` has the error of each registration, by its primary key or by its position in a list."""

    advice = _("Nothing was changed. See what stands in the way beside the names.")

    def __init__(self, problems: dict[int, RegistrationError]) -> None:
        self.problems = problems
        super().__init__()


class InvalidCodeError(RegistrationError):
    """Raised when somebody comes to an event by invitation without a code that works."""

    advice = _("This code does not work for this event. Please check it, or ask whoever gave it to you.")


class ModeFullError(RegistrationError):
    """Raised when there is no place left for those who take part in this way."""

    advice = _("All places of this kind, in the room or online, are taken. Nothing was changed.")


class InvalidModeError(RegistrationError):
    advice = _("One cannot take part in this event in that way. Choose in person or online, as it is offered.")


class RecipientsChangedError(RegistrationError):
    advice = _("Nothing was changed: others would be told now than were shown. Look at them again, then decide.")


class OfferEndedError(RegistrationError):
    """Raised when somebody takes a place that is not, or no longer, offered to them."""

    advice = _("This offer has ended. If you still want to come, join the waiting list again.")


class NominationsClosedError(RegistrationError):
    advice = _("The time to nominate is over. Please write to the organisers if somebody must be named late.")


class CannotBeNominatedError(RegistrationError):
    advice = _("This address cannot be named here. Please write to the organisers.")


class InvalidGridError(RegistrationError):
    """Raised when delegations cannot have these seats; reasons says why, one sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class InvalidTransitionError(RegistrationError):
    advice = _("This registration has changed in the meantime. Look at it again, then decide.")
