"""The errors of choosing sessions. Each advice tells the user what to do."""

from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class SessionError(RegistrationError):
    """The base class of the errors of choosing sessions."""


class SessionChoiceClosedError(SessionError):
    advice = _("You can choose sessions when you have a place or while you await a decision.")


class SessionGoneError(SessionError):
    advice = _("One of these sessions can no longer be chosen. Check the list again, then choose.")


class SessionFullError(SessionError):
    def __init__(self, titles: list[str]) -> None:
        super().__init__(_("No places left in: %(titles)s. Choose another session.") % {"titles": ", ".join(titles)})


class SessionsClashError(SessionError):
    def __init__(self, first: str, second: str) -> None:
        text = _("“%(first)s” and “%(second)s” take place at the same time. Choose one of them.")
        super().__init__(text % {"first": first, "second": second})
