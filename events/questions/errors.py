"""Errors of questions, answers and uploaded files. `advice` says what the person can do."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError
from events.registration.errors import RegistrationError


class QuestionError(RegistrationError):
    """Raised when a question cannot be changed as requested."""

    advice = _("This question cannot be changed in this way.")


class QuestionInUseError(QuestionError):
    """Raised when a question, or one of its choices, cannot be removed because other questions depend on it."""


class QuestionOrderError(QuestionError):
    advice = _("A question that depends on another question must be below it.")


class InvalidConditionError(QuestionError):
    advice = _("Choose answers of one question that is above this one.")


class ConsentChangedError(RegistrationError):
    advice = _("The text that you agreed to has changed. Please read it again.")


class AnswersClosedError(RegistrationError):
    advice = _("Answers can no longer be corrected here. Please write to the organisers.")


class FileGoneError(RegistrationError):
    advice = _("The file that you chose before is no longer available. Choose it again.")


class FileRejectedError(DomainError):
    """Raised when an uploaded file is not accepted."""
