"""The errors of registrations. Each advice tells the user what to do."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.errors import DomainError
from events.models import Event


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


class RequirementsOpenError(RegistrationError):
    """Raised when the team confirms a person with mandatory requirements that are not checked or not met."""

    def __init__(self, names: str) -> None:
        text = gettext("Mandatory requirements are not accepted: %(names)s. Check them, or confirm with a reason.")
        super().__init__(text % {"names": names})


class EventClosedError(RegistrationError):
    advice = _("This event is over, cancelled or not published. Its registrations can no longer be changed.")


class BulkDecisionError(RegistrationError):
    """Raised when a step is not possible for all of several registrations. Nothing has been changed.

    `problems` has the error of each registration, by its primary key or by its position in a list."""

    advice = _("Nothing was changed. The problems are shown next to the names.")

    def __init__(self, problems: dict[int, RegistrationError]) -> None:
        self.problems = problems
        super().__init__()


class NobodyMeantError(RegistrationError):
    """Raised when the name at an address differs from the known one, and no answer says who is meant."""


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

    advice = _("This offer has ended. If you still want to come, please write to the organisers.")

    @classmethod
    def of(cls, event: Event) -> "OfferEndedError":
        """Return the error with an advice that is possible: to register again only while registration is open."""
        if event.is_registration_open:
            return cls(_("This offer has ended. If you still want to come, register again."))
        return cls()


class GroupLimitError(RegistrationError):
    """Raised when a user registers more people than one account can."""

    advice = _("You cannot register so many people. Please write to the organisers.")


class GroupMemberError(RegistrationError):
    """Raised when a person of a group has answered, was removed, or was mailed recently."""

    advice = _(
        "This person has answered in the meantime, or the last email was sent less than a day ago. Check the list."
    )


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


class PersonIsLeavingError(RegistrationError):
    """Raised for a person whose data is being erased, or whose account is closed."""

    advice = _(
        "This person has asked us to erase their data, or their account is closed. Nothing was changed. They can undo the "
        "erasure after they sign in."
    )


class DecisionSentError(RegistrationError):
    """Raised when a decision is undone whose emails were sent, or on which a later email builds."""

    advice = _("Nothing was changed: emails about this decision have been sent. Decide about each person again.")


class SeatGoneError(RegistrationError):
    """Raised when a decision is undone, and the seats before it no longer exist or are used by other people."""

    advice = _(
        "Nothing was changed: a place that this decision freed belongs to another person now. Free a place first, or "
        "decide about each person again."
    )
