"""What can stand in the way of a reminder, said so that the organiser can act on it."""

from django.utils.translation import gettext_lazy as _


class ReminderError(Exception):
    """Raised when a reminder or a rule cannot be changed as asked; advice says what to do instead, field beside which
    field of a form."""

    advice = _("This cannot be done.")
    field = ""

    def __init__(self, advice: object = None) -> None:
        if advice is not None:
            self.advice = advice  # type: ignore[assignment]
        super().__init__(str(self.advice))


class ReminderOverError(ReminderError):
    advice = _("This reminder has gone, or was skipped, in the meantime. Nothing was changed.")


class NothingToRemindError(ReminderError):
    advice = _("The event does not have this date any more, or no rule asks for this reminder. Nothing was changed.")


class UselessRuleError(ReminderError):
    advice = _("What it reminds of is over: nobody would be helped by it any more.")


class TooLateToUndoError(ReminderError):
    advice = _("Its time has come already. If people shall have it after all, send it now.")


class InvalidReminderTimeError(ReminderError):
    """Raised for a moment to which a reminder cannot be moved."""

    field = "at_local"


class DuplicateRuleError(ReminderError):
    advice = _("There is such a rule already: for these people, at this moment. Change that one, or choose another.")


class RuleGoneError(ReminderError):
    advice = _("Somebody else has given up this rule in the meantime. Nothing was changed.")
