from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class SheetClosedError(JourneyError):
    advice = _("The cost sheet is approved. A manager can open it again for changes.")


class NoDaysError(JourneyError):
    advice = _(
        "The days of this person are not known. Enter the legs of the journey, or the venue of the event, first."
    )
