"""The outline of a day as lines of text: "0930 45 Opening" is a session at 09:30 of 45 minutes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LINE = re.compile(r"(\d{1,2})[:.h]?(\d{2})\s+(\d{1,3})\s+(\S.*)")
MOST_LINES, LONGEST_TITLE, DAY = 40, 300, 24 * 60


class OutlineError(DomainError):
    """Raised with a sentence that names the line that is not understood."""


@dataclass(frozen=True)
class Slot:
    """A session of the outline of one day."""

    starts: time
    ends: time
    title: "StrOrPromise"

    @property
    def minutes(self) -> int:
        return _minutes(self.ends) - _minutes(self.starts)


def parse_outline(text: str) -> tuple[Slot, ...]:
    """Return the sessions that text describes, one on each line. Empty lines do not count. Raise OutlineError."""
    slots = tuple(_parse(line.strip(), number) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    if len(slots) > MOST_LINES:
        raise OutlineError(_("An outline has at most %(count)d lines.") % {"count": MOST_LINES})
    return slots


def write_outline(slots: Iterable[Slot]) -> str:
    """Return sessions as lines of text, as parse_outline() reads them."""
    return "\n".join(f"{slot.starts:%H%M} {slot.minutes} {slot.title}" for slot in slots)


def _parse(line: str, number: int) -> Slot:
    found = LINE.fullmatch(line)
    if found is None:
        text = _("Line %(number)d: write the time, the minutes and the title, such as “0930 45 Opening”.")
        raise OutlineError(text % {"number": number})
    hour, minute, minutes = (int(part) for part in found.groups()[:3])
    starts = hour * 60 + minute
    if hour > 23 or minute > 59 or minutes == 0 or starts + minutes >= DAY:
        raise OutlineError(_("Line %(number)d: the session is not within one day.") % {"number": number})
    return Slot(time(hour, minute), time(*divmod(starts + minutes, 60)), found[4][:LONGEST_TITLE])


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
