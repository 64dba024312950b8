"""What can stand in the way of a plan, said so that the organiser can act on it."""

from django.utils.translation import gettext_lazy as _


class AgendaError(Exception):
    """Raised when an event cannot be changed as asked; advice says what to do instead."""

    advice = _("This cannot be done.")

    def __init__(self, advice: object = None) -> None:
        if advice is not None:
            self.advice = advice  # type: ignore[assignment]
        super().__init__(str(self.advice))


class NotReady(AgendaError):
    advice = _("Give the event a title, a date and a time zone before you publish it.")


class AlreadyDone(AgendaError):
    advice = _("The event has changed in the meantime. Look at it again, then decide.")


class ChangedMeanwhile(AgendaError):
    advice = _(
        "Somebody else has saved this event since you opened it. What you typed is kept below: "
        "compare it with the event's page, then save again."
    )


class TooFewPlaces(AgendaError):
    advice = _("More people than that have a confirmed place. Withdraw some of them first, or keep the number.")
