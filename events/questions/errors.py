"""What can stand in the way of a question or an answer, said so that the person can act on it."""

from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class QuestionError(RegistrationError):
    """Raised when a question cannot be changed as asked."""

    advice = _("This question cannot be changed so.")


class QuestionInUseError(QuestionError):
    """Raised when others depend on a question, or on one of its choices, that is to go."""


class QuestionOrderError(QuestionError):
    advice = _("A question that depends on another one must stand below it.")


class InvalidConditionError(QuestionError):
    advice = _("Choose the answers of one question that stands above this one.")


class ConsentChangedError(RegistrationError):
    advice = _("The text that you agreed to has changed meanwhile. Please read it again.")


class AnswersClosedError(RegistrationError):
    advice = _("Answers can no longer be corrected here. Please write to the organisers.")


class FileGoneError(RegistrationError):
    advice = _("The file that you chose before is no longer kept. Choose it again.")
