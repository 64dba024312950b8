from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class EngagementError(DomainError):
    """The base class of the errors of this package. The advice tells the user what to do."""


class NoAddressError(EngagementError):
    advice = _("Enter the address of this person first. The invitation is sent to it.")


class AllAnsweredError(EngagementError):
    advice = _("This person has already been asked about all their sessions. You can send the link again.")


class ConditionGoneError(EngagementError):
    advice = _("This condition is settled already, or the person has changed their answer.")


class NotAheadError(EngagementError):
    advice = _("The event is over or cancelled. Please write to the organisers.")


class TaskGoneError(EngagementError):
    advice = _("The organisers have changed this session in the meantime. Here is what they ask you now.")


class SlidesGoneError(EngagementError):
    advice = _("The slides have been replaced or removed in the meantime.")


class NoConsentError(EngagementError):
    advice = _("The contributor has not agreed to publish these slides.")


class UploadError(EngagementError):
    """An upload cannot go on. status: the HTTP status that tells the client."""

    status = 400


class UploadGoneError(UploadError):
    advice = _("This upload is no longer there. Please choose the file again.")
    status = 404


class WrongOffsetError(UploadError):
    """The part begins at another position than the next one that is expected."""

    status = 409


class TooLargeError(UploadError):
    advice = _("This file is too large. The limit is 20 MB. Send a PDF, or make the pictures smaller.")
    status = 413


class WrongPartError(UploadError):
    """The part is empty, too short or too long."""

    status = 400


class SlidesRejectedError(UploadError):
    """The complete file is not accepted."""

    status = 422
