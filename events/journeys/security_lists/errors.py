from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class NoPassportListError(JourneyError):
    """Raised if the host needs no passport data, or the visit is over or does not take place."""

    advice = _("The host has not asked for passport data, or the visit is over or does not take place.")


class NotPublishedError(JourneyError):
    advice = _("Publish the visit first. Then the travellers can be asked.")


class NotConfirmedError(JourneyError):
    advice = _("The visit is not confirmed yet. Release the list when the host has confirmed it.")


class NobodyAgreedError(JourneyError):
    advice = _("No traveller has agreed yet, so there is no list to release.")
