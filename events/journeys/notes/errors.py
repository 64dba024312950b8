from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class MoreWomenError(JourneyError):
    advice = _("The women are among the people met. Check both numbers: perhaps somebody else has entered one of them.")
