"""The errors of editing an agenda. Each text tells the organiser what to do."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.errors import DomainError
from events.models import Session
from events.models.session import SessionDetails


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


class PersonGoneError(AgendaError):
    advice = gettext_lazy("Another person has removed this contributor in the meantime.")


class AlreadyInSessionError(AgendaError):
    advice = gettext_lazy("This person has this role in the session already.")


class TooManyPeopleError(AgendaError):
    def __init__(self, most: int) -> None:
        super().__init__(_("A session has at most %(count)d contributors here.") % {"count": most})


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


class SessionsOutsideError(AgendaError):
    """Raised when sessions would be outside their event. sessions: those sessions. when: the time of the event."""

    def __init__(self, sessions: Sequence[SessionDetails], when: str) -> None:
        self.sessions = sessions
        names = ", ".join(f"“{session.title}”" for session in sessions)
        text = _("These sessions are outside the time of the event (%(when)s): %(names)s. Change their times first.")
        super().__init__(text % {"when": when, "names": names})


class SessionTooSmallError(AgendaError):
    def __init__(self, session: Session) -> None:
        text = ngettext(
            "%(count)d person has chosen the session “%(title)s”: give it at least that many seats.",
            "%(count)d people have chosen the session “%(title)s”: give it at least that many seats.",
            session.seats_taken,
        )
        super().__init__(text % {"title": session.title, "count": session.seats_taken})
