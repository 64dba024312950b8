"""The errors of calls for requests."""

from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class CallOverError(JourneyError):
    advice = _("The deadline of this call has passed. Set a later one first.")
