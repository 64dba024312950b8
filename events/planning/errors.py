"""What can stand in the way of a plan, said so that the organiser can act on it."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError
from events.models import Session


class PlanningError(DomainError):
    """Raised when an event cannot be changed as asked; advice says what to do instead."""

    advice = _("This cannot be done.")


class NotReadyError(PlanningError):
    advice = _("Give the event a title, a date and a time zone before you publish it.")


class EventChangedError(PlanningError):
    advice = _("The event has changed in the meantime. Look at it again, then decide.")


class ConcurrentEditError(PlanningError):
    advice = _(
        "Somebody else has saved this event since you opened it. What you typed is kept below: "
        "compare it with the event's page, then save again."
    )


class TooFewSeatsError(PlanningError):
    """Raised when an event would have fewer places than are taken or kept; names says who would lose theirs."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(
            _(
                "More places than that are taken, or kept for delegations and offers. Free some of them first, or keep "
                "the number. These would lose theirs: %(names)s."
            )
            % {"names": ", ".join(names)}
        )


class SessionChosenError(PlanningError):
    def __init__(self, session: Session) -> None:
        words = _("People have chosen the session “%(title)s”. Ask them to choose another one first.")
        super().__init__(words % {"title": session.title})


class SessionHasContributorsError(PlanningError):
    def __init__(self, session: Session) -> None:
        words = _(
            "People are named for the session “%(title)s”. Remove them on the page “Contributors” first: they are told."
        )
        super().__init__(words % {"title": session.title})


class SessionTooSmallError(PlanningError):
    def __init__(self, session: Session) -> None:
        words = _("%(count)d people have chosen the session “%(title)s”: give it at least as many places.")
        super().__init__(words % {"title": session.title, "count": session.seats_taken})
