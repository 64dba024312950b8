"""Errors of reminders and their rules. Their advice tells the organiser what to do."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class ReminderError(DomainError):
    """Raised when a reminder or a rule cannot be changed as requested. field: the form field to show the advice at."""

    field = ""


class ReminderOverError(ReminderError):
    advice = _("This reminder has been sent or skipped in the meantime. Nothing was changed.")


class NothingToRemindError(ReminderError):
    advice = _("The event no longer has this date, or no rule requires this reminder any more. Nothing was changed.")


class UselessRuleError(ReminderError):
    advice = _("The moment of this reminder has passed, so it is no longer useful.")


class TooLateToUndoError(ReminderError):
    advice = _("The time of this reminder has passed. To send it anyway, choose “Send now”.")


class InvalidReminderTimeError(ReminderError):
    """Raised when a reminder cannot be rescheduled to the given time."""

    field = "at_local"


class DuplicateRuleError(ReminderError):
    advice = _("A rule for the same audience and moment exists already. Change that rule, or choose another moment.")


class RuleGoneError(ReminderError):
    advice = _("This rule has been removed in the meantime. Nothing was changed.")
