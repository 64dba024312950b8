"""The errors of travel between places."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.calendars.leg_text import leg_times, leg_title
from events.journeys.errors import JourneyError
from events.models import Leg


class LegTimesError(JourneyError):
    """Raised for an arrival that is not after the departure."""

    advice = _("The arrival must be after the departure. Check the dates and the time zone of each end.")


class LegsOverlapError(JourneyError):
    """Raised if a person would be on two legs at once. other: the leg that the person is on already."""

    def __init__(self, person: User, other: Leg) -> None:
        self.person, self.other = person, other
        super().__init__(
            _("%(name)s is on another leg at this time: %(leg)s (%(times)s).")
            % {"name": person.full_name, "leg": leg_title(other), "times": leg_times(other)}
        )


class NotTravellingError(JourneyError):
    """Raised for a person who is no traveller of the event."""

    advice = _("Somebody on this leg is no traveller of the event any more. Load the page again.")


class ConsequencesChangedError(JourneyError):
    """Raised if a move has other consequences than those that the user has seen."""

    advice = _("The travel or the agenda has changed in the meantime. Look at the consequences again.")
