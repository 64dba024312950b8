"""The errors of editing an agenda. Each text tells the organiser what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import DomainError


class AgendaError(DomainError):
    """The base class of the errors of editing an agenda."""


class NothingToUndoError(AgendaError):
    advice = gettext_lazy("There is nothing of yours to undo.")


class ChangedSinceError(AgendaError):
    """Raised when a session is no longer as the user saw it, so that the change cannot be made exactly."""

    advice = gettext_lazy(
        "Another person has changed this session in the meantime. Look at the agenda again, then repeat your change."
    )


class ItemGoneError(AgendaError):
    advice = gettext_lazy("Another person has removed this session in the meantime.")


class NothingToPublishError(AgendaError):
    advice = gettext_lazy("The agenda has no changes to publish.")


class InvalidSessionError(AgendaError):
    """Raised for values that no session can have. field: the one that is wrong."""

    def __init__(self, field: str, advice: str) -> None:
        self.field = field
        super().__init__(advice)


class TooManySessionsError(AgendaError):
    def __init__(self, most: int) -> None:
        super().__init__(_("An agenda has at most %(count)d sessions.") % {"count": most})


class OutsideEventError(AgendaError):
    """Raised when sessions would be outside their event. titles: those of the sessions."""

    def __init__(self, titles: list[str], when: str) -> None:
        names = ", ".join(f"“{title}”" for title in titles)
        text = _("Outside the time of the event (%(when)s): %(names)s. Choose another time, or change the event first.")
        super().__init__(text % {"when": when, "names": names})
