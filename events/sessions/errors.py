"""What can stand in the way of a choice of sessions, said so that the person can act on it."""

from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class SessionError(RegistrationError):
    """Raised when sessions cannot be chosen so."""


class SessionChoiceClosedError(SessionError):
    advice = _("Sessions are chosen once you have a place, or while the organisers decide about yours.")


class SessionGoneError(SessionError):
    advice = _("One of these sessions can no longer be chosen. Look at the list again, then choose.")


class SessionFullError(SessionError):
    def __init__(self, titles: list[str]) -> None:
        super().__init__(_("No place is left in: %(titles)s. Choose another.") % {"titles": ", ".join(titles)})


class SessionsClashError(SessionError):
    def __init__(self, first: str, second: str) -> None:
        words = _("“%(first)s” and “%(second)s” take place at the same time. Choose one of them.")
        super().__init__(words % {"first": first, "second": second})
