"""Durations, and changes of the clock, in words for pages."""

from django.utils.translation import gettext as _


def duration_text(minutes: int) -> str:
    """Return a duration: "5 h 50", "1 h", "50 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(count)d min") % {"count": rest}
    return (
        _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}
        if rest
        else _("%(hours)d h") % {"hours": hours}
    )


def shift_text(minutes: int) -> str:
    """Return by how much travellers set their clocks: "+2 h", "−1 h 30"; "" if they need not."""
    if not minutes:
        return ""
    return ("+" if minutes > 0 else "−") + duration_text(abs(minutes))
