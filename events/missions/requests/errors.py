"""The errors of requests. Each text tells the reader what to do."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class RequestNotOpenError(JourneyError):
    advice = _("The request has been sent, so it can no longer be changed. Write to the organisers instead.")


class RequestIncompleteError(JourneyError):
    """Raised at the submission. problems: a message for each field that is missing."""

    advice = _("Something is missing. Please correct the marked fields.")

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = problems


class CallClosedError(JourneyError):
    advice = _("The call is closed: its deadline has passed. Write to the organisers if you still need help.")


class QuestionMissingError(JourneyError):
    advice = _("Write what the institution must answer. They get it by email.")


class VisitPlaceMissingError(JourneyError):
    advice = _(
        "Choose the time zone of the first place that the visit goes to. Its days count on the clocks of this place."
    )


class OtherProgrammeError(JourneyError):
    advice = _("Choose a mission of this programme.")
