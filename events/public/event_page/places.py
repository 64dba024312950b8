"""Where an event takes place, in a few words."""

from django.utils.translation import gettext as _

from events.missions.public import PublicMission
from events.models import Event


def place_text(event: Event, mission: PublicMission | None, *, is_short: bool = False) -> str:
    """Return the place of event as a short text, such as "Bangkok, Thailand and online"; "" if the place is not public.

    is_short: without the country if the city is known."""
    if mission:
        return ", ".join(mission.countries)
    if event.mode == Event.Mode.ONLINE:
        return _("Online")
    if event.venue is None:
        return ""
    city = event.venue.city if is_short else ""
    place = city or event.venue.city_text or event.venue.name
    return _("{place} and online").format(place=place) if place and event.mode == Event.Mode.HYBRID else place
