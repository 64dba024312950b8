"""The errors of study visits. Each text tells the reader what to do."""

from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class NotAStudyVisitError(JourneyError):
    advice = _("This event is not a study visit. Change its type under Details first.")


class InvalidTourLeaderError(JourneyError):
    advice = _("Choose a tour leader who is on the team or a contributor of this event.")
