from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class ReportError(JourneyError):
    """The base class of the errors of mission reports."""


class ReportIncompleteError(ReportError):
    """Raised when a report is submitted that lacks something. problems: the texts by the name of the field."""

    advice = _("The report is not complete yet. What is missing is written at the fields.")

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = problems


class ReportClosedError(ReportError):
    advice = _("The report is submitted: it can be changed again when the team returns it.")


class ReportNoteMissingError(ReportError):
    advice = _("Write what the authors should change. They read it in the email and on their page.")


class OpenCorrectionsError(ReportError):
    advice = _("The institution has corrected facts. Mark each correction as taken or noted first.")


class NotSharedError(ReportError):
    advice = _("The report is not open for comments at present.")


class ReleaseNotPossibleError(ReportError):
    advice = _("Only the summary of an accepted report can be released, and it needs a text.")


class ReportConsentMissingError(ReportError):
    advice = _("Write who agreed for the institution, and when. Without its consent nothing is released.")
