"""Why an event cannot be changed, with advice for the organiser."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class PlanningError(DomainError):
    """Raised when an event cannot be changed."""

    advice = _("This cannot be done.")


class NotReadyError(PlanningError):
    advice = _("Give the event a title, a date and a time zone before you publish it.")


class HasPeopleError(PlanningError):
    advice = _(
        "People are registered, or have an invite in their calendar. Cancel the event instead: they are notified."
    )


class OpenMissionError(PlanningError):
    advice = _("People cannot register for an expert mission. Choose “No registration” or “Nomination”.")


class EventChangedError(PlanningError):
    advice = _("The event has changed since you last viewed it. Look at it again, then decide.")


class ConcurrentEditError(PlanningError):
    advice = _(
        "Another person has saved this event since you opened it. Your changes are kept below: "
        "compare them with the page of the event, then save again."
    )


class ChangeToldError(PlanningError):
    advice = _(
        "People have been told already, so this can no longer be undone. Make another change: they are told of it."
    )


class CannotUndoError(PlanningError):
    advice = _("The format of the event has changed, and with it the seats. Change the format back on the page “Edit”.")


class TooFewSeatsError(PlanningError):
    """Raised when an event would have fewer seats than are taken or reserved. names: the people who would lose theirs."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(
            _(
                "More seats than that are taken, or reserved for delegations and offers. Free some of them first, or "
                "keep the number. These people would lose their seats: %(names)s."
            )
            % {"names": ", ".join(names)}
        )


class MovedTimesError(PlanningError):
    """Raised when a time that would move with its event does not exist, or exists twice. problems: one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(_("These times cannot move with the event: %(times)s") % {"times": " ".join(problems)})
