"""The card with the next action of an event page: how many places are left, and what the button is called."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event


@dataclass(frozen=True)
class PlacesLine:
    """The places of one mode, or of the event. total: None without a limit. label: "" for the whole event."""

    text: str
    label: str = ""
    taken: int = 0
    total: int | None = None


def places(event: Event) -> list[PlacesLine]:
    """Return the lines about the places of an event for which people can register now."""
    if event.seats_left is None or event.is_full:
        return []
    if event.mode != Event.Mode.HYBRID or event.policy == Event.Policy.APPROVAL:
        return [PlacesLine(left_text(event.seats_left), "", _taken(event.seats, event.seats_left), event.seats)]
    limits = {str(Event.Mode.IN_PERSON.label): event.room_seats, str(Event.Mode.ONLINE.label): event.online_seats}
    return [
        PlacesLine(left_text(left), label, _taken(limits[label], left), limits[label])
        for label, left in event.seats_left_by_mode
    ]


def left_text(left: int | None) -> str:
    if left is None:
        return _("no limit")
    if left <= 0:
        return _("all places are taken")
    return ngettext("{left} place left", "{left} places left", left).format(left=left)


def short_state(event: Event) -> str:
    """Return what the dock says about the places of an event that is open, in a few words."""
    if event.is_full:
        return _("All places are taken.")
    return _("Open") if event.seats_left is None else left_text(event.seats_left)


def action_label(event: Event) -> str:
    if event.is_full:
        return _("Join the waiting list")
    return _("Apply") if event.policy == Event.Policy.APPROVAL else _("Register")


def _taken(total: int | None, left: int | None) -> int:
    return 0 if total is None or left is None else max(total - left, 0)
