"""The errors of reports and actions of delegations."""

from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class ReportOwnerMissingError(JourneyError):
    advice = _("Choose first who writes the report of this delegation.")


class InvalidReportOwnerError(JourneyError):
    advice = _("Choose a focal point of this country, or a person of its delegation.")


class ReportEmptyError(JourneyError):
    advice = _("Write at least one part of the report, or upload it as a file.")


class ActionNumberError(JourneyError):
    advice = _("Write two to four actions, each with a date.")


class ActionsFixedError(JourneyError):
    advice = _("The actions are fixed: we have asked how far they are. Say it in the last part of the page.")


class ReasonMissingError(JourneyError):
    advice = _("Write what shows that an action is done, or why it is not.")
