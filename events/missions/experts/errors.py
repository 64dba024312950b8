from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class AssignmentError(JourneyError):
    """The base class of the errors of assignments."""


class ExpertWithoutAddressError(AssignmentError):
    advice = _("Enter the email address of this person in the directory first. The question is sent to it.")


class AlreadyProposedError(AssignmentError):
    advice = _("This person is already in the list of this mission.")


class NotInDirectoryError(AssignmentError):
    advice = _("This person is not in the directory of this programme.")


class LeadTakenError(AssignmentError):
    advice = _("The mission has a lead expert already. Release that expert first, or give this person another role.")


class NotClearedError(AssignmentError):
    advice = _("A manager must clear the declaration of interests of this expert first.")


class DeclarationMissingError(AssignmentError):
    advice = _("This expert has not filled in the declaration of interests yet.")


class ConditionMissingError(AssignmentError):
    advice = _("Write the condition under which the declaration is cleared.")


class TermsNotAgreedError(AssignmentError):
    advice = _("The institution has not agreed to the terms of reference yet.")


class TermsNotSignedError(AssignmentError):
    advice = _("The expert has not agreed to the terms of reference yet.")


class MissionOverError(AssignmentError):
    advice = _("The mission is cancelled or over. Please write to the organisers.")
