"""Describe the effect of a merge on the seats, before it is done."""

from django.utils.translation import gettext as _

from events.duplicates.seat_priority import takes_over
from events.models import Registration

Status = Registration.Status


def describe_merge(keep: Registration, gone: Registration, *, takes_seat: bool | None) -> list[str]:
    """Return sentences about the two seats."""
    takes = takes_over(keep, gone, takes_seat)
    kept, freed = (gone, keep) if takes else (keep, gone)
    values = {"address": keep.person.email, "status": describe_status(kept)}
    sentences = [
        _("The registration of %(address)s stays. It takes over the status of the other one: %(status)s.") % values
        if takes
        else _("The registration of %(address)s stays and keeps its own status: %(status)s.") % values
    ]
    if freed.status == Status.CONFIRMED or freed.is_offered:
        text = (
            _("The seat of the other one becomes free: %(status)s. The next person on the waiting list gets it.")
            if freed.event.promotes
            else _("The seat of the other one becomes free: %(status)s.")
        )
        sentences.append(text % {"status": describe_status(freed)})
    elif freed.holds_named_seat:
        sentences.append(_("The reserved seat in %(delegation)s becomes free.") % {"delegation": freed.delegation})
    return sentences


def describe_status(registration: Registration) -> str:
    """Return the status of a registration, its mode of participation and its delegation, as text."""
    parts = [str(registration.get_status_display())]
    if registration.is_offered:
        parts.append(_("place offered"))
    if registration.reserve_rank is not None:
        parts.append(_("reserve no. %(rank)d") % {"rank": registration.reserve_rank})
    if registration.is_active:
        parts.append(str(registration.get_mode_display()).lower())
    if registration.is_active and registration.delegation:
        parts.append(str(registration.delegation))
    return ", ".join(parts)
