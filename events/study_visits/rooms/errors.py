"""The errors of hotels and rooms."""

from django.utils.translation import gettext_lazy as _

from events.journeys.errors import JourneyError


class NotInHotelError(JourneyError):
    advice = _("Two people can share a room only in the same hotel.")


class NotTwinError(JourneyError):
    advice = _("Two people can share only a twin room. Give both of them a twin room first.")


class SingleWantedError(JourneyError):
    advice = _("One of the two wants a single room.")


class SharedAlreadyError(JourneyError):
    advice = _("One of the two shares a room with somebody else. End that first.")


class NoCommonNightError(JourneyError):
    advice = _("The two people are not in the hotel in the same nights.")


class NoTravellerError(JourneyError):
    advice = _("This person does not travel on the visit.")


class HotelInUseError(JourneyError):
    advice = _("People stay in this hotel. Remove their rooms first.")
