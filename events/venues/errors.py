from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class VenueError(DomainError):
    """Raised when a venue cannot be changed."""

    advice = _("This cannot be done.")


class VenueInUseError(VenueError):
    advice = _("Events take place at this venue. Choose another venue for them, or merge it with another one.")


class SameVenueError(VenueError):
    advice = _("Choose two different venues of this programme.")
