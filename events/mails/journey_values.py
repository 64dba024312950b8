"""The values of placeholders in the mails to travellers, in the active language."""

from django.utils.translation import gettext as _

from events.calendars.leg_text import leg_times, leg_title
from events.mails.context import LegChange, MailContext
from events.models import Leg


def leg_changes(context: MailContext) -> list[str]:
    """Return a line for each changed leg: what holds now, and what held before."""
    return [_change_line(change) for change in context.journey.changes] if context.journey else []


def legs(context: MailContext) -> list[str]:
    """Return a line for each leg of the reader."""
    return [leg_line(leg) for leg in context.journey.legs] if context.journey else []


def day_lines(context: MailContext) -> list[str]:
    return list(context.journey.lines) if context.journey else []


def day(context: MailContext) -> str:
    return context.journey.day if context.journey else ""


def hotel(context: MailContext) -> str:
    return context.journey.hotel if context.journey else ""


def leg_line(leg: Leg) -> str:
    """Return a leg in one line: its title, both local times, and where its travellers meet."""
    line = _titled(leg)
    return f"{line}. {_meeting_point(leg)}" if leg.meeting_line else line


def _titled(leg: Leg) -> str:
    return _("%(leg)s: %(times)s") % {"leg": leg_title(leg), "times": leg_times(leg)}


def _meeting_point(leg: Leg) -> str:
    return _("Meeting point: %(place)s") % {"place": leg.meeting_line}


def _change_line(change: LegChange) -> str:
    before, after = change.before, change.after
    if after is None:
        assert before is not None  # noqa: S101 (for the type checker: a change has one of the two)
        return _("No longer for you: %(leg)s") % {"leg": leg_line(before)}
    if not after.takes_place:
        return _("Cancelled: %(leg)s") % {"leg": leg_line(after)}
    if before is None:
        return _("New: %(leg)s") % {"leg": leg_line(after)}
    if (leg_title(before), leg_times(before)) == (leg_title(after), leg_times(after)):
        return leg_line(after)
    old = leg_times(before)
    if leg_title(before) != leg_title(after):
        old = _titled(before)
    return _("%(leg)s. Before: %(old)s") % {"leg": leg_line(after), "old": old}
