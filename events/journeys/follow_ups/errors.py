from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class FollowUpError(JourneyError):
    """The base class of the errors of follow-ups."""


class EvidenceMissingError(FollowUpError):
    advice = _("Write the evidence first: what shows that it is done, or why it no longer applies.")


class RefusalReasonMissingError(FollowUpError):
    advice = _("Please write the reason: the organisers need it if you do not accept the recommendation in full.")


class OwnerNotKnownError(FollowUpError):
    advice = _("Enter the email address of the owner first. The question is sent to it.")


class OwnerMayNotSeeError(FollowUpError):
    advice = _("Only the team and the experts see this recommendation. Show it to the institution first.")
