"""What a merge does, in sentences, before it is done."""

from django.utils.translation import gettext as _

from events.duplicates.seat_priority import takes_over
from events.models import Registration

Status = Registration.Status
HOLDS = (Status.NOMINATED, Status.PENDING, Status.CONFIRMED)


def sentences(keep: Registration, gone: Registration, *, takes_place: bool | None) -> list[str]:
    """Return what would become of the two places."""
    takes = takes_over(keep, gone, takes_place)
    stays, freed = (gone, keep) if takes else (keep, gone)
    said = {"address": keep.person.email, "place": place(stays)}
    found = [
        _("One registration stays, that of %(address)s. It takes over the place of the other: %(place)s.") % said
        if takes
        else _("One registration stays, that of %(address)s, with its own place: %(place)s.") % said
    ]
    if freed.status == Status.CONFIRMED or freed.is_offered:
        found.append(
            _("The other place is freed: %(place)s. It goes to whoever is next in line.") % {"place": place(freed)}
        )
    elif freed.holds_named_seat:
        found.append(_("The seat held in %(delegation)s is freed.") % {"delegation": freed.delegation})
    return found


def place(registration: Registration) -> str:
    """Return in words how somebody stands, and in which way and for whom they take part."""
    parts = [str(registration.get_status_display())]
    if registration.is_offered:
        parts.append(_("a place is offered"))
    if registration.reserve_rank is not None:
        parts.append(_("reserve no. %(rank)d") % {"rank": registration.reserve_rank})
    if registration.is_active:
        parts.append(str(registration.get_mode_display()).lower())
    if registration.is_active and registration.delegation:
        parts.append(str(registration.delegation))
    return ", ".join(parts)
