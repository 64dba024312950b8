"""One line of text as a session: "0930 45 Opening @Room 2 +Rao #Policy"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

from accounts.models.search import fold
from events.agenda.errors import AgendaError
from events.models.session import SessionDetails

CLOCK = r"(\d{1,2})[:.h]?(\d{2})"
LINE = re.compile(rf"{CLOCK}\s*(?:[-–]\s*{CLOCK}|\s(\d{{1,3}}))\s+(\S.*)")
PARTS = re.compile(r"(?:^|\s)([@+#])(?=\S)")
DAY = 24 * 60
# Words that say that a session is a break or a social event: the page shows what it understood.
KIND_WORDS = {
    SessionDetails.Kind.BREAK: ("break", "coffee", "tea", "lunch", "prayer", "prayers", "registration"),
    SessionDetails.Kind.SOCIAL: ("dinner", "reception", "banquet", "excursion", "sightseeing"),
}


class LineError(AgendaError):
    """Raised with a sentence that says what is not understood."""


@dataclass(frozen=True)
class SessionLine:
    """A session as one line describes it. people: the names after "+"."""

    starts: time
    minutes: int
    title: str
    room: str = ""
    track: str = ""
    people: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return kind_of(self.title)


def parse_line(text: str) -> SessionLine:
    """Return the session that a line describes. Raise LineError."""
    found = LINE.fullmatch(" ".join(text.replace("\0", "").split()))
    if found is None:
        raise LineError(_("Write the time, the minutes and the title, such as “0930 45 Opening”."))
    hour, minute, end_hour, end_minute, length, rest = found.groups()
    starts = clock(hour, minute)
    minutes = length_of(starts, int(length) if length else clock(end_hour, end_minute))
    title, *marked = PARTS.split(rest)
    parts: dict[str, list[str]] = {"@": [], "+": [], "#": []}
    for mark, value in zip(marked[::2], marked[1::2], strict=True):
        parts[mark].append(value.strip())
    if not title.strip():
        raise LineError(_("Write a title after the minutes."))
    return SessionLine(
        starts, minutes, title.strip()[:300], " ".join(parts["@"])[:120], " ".join(parts["#"])[:60], tuple(parts["+"])
    )


def length_of(starts: time, end: time | int) -> int:
    """Return the minutes of a session. end: its end, or its minutes. Raise LineError unless it ends later on the same day."""
    begin = starts.hour * 60 + starts.minute
    minutes = end if isinstance(end, int) else end.hour * 60 + end.minute - begin
    if not 0 < minutes < DAY - begin:
        raise LineError(_("The session must end after it starts, on the same day."))
    return minutes


def clock(hour: str, minute: str) -> time:
    """Return the time. Raise LineError if no clock shows it."""
    if int(hour) > 23 or int(minute) > 59:
        raise LineError(_("There is no time %(time)s.") % {"time": f"{hour}:{minute}"})
    return time(int(hour), int(minute))


def kind_of(title: str) -> str:
    """Return the kind of session that the words of a title name."""
    words = set(re.findall(r"\w+", fold(title)))
    for kind, names in KIND_WORDS.items():
        if words.intersection(names):
            return kind
    return SessionDetails.Kind.SESSION


def known_room(name: str, rooms: Iterable[str]) -> str:
    """Return the room of this name as the venue writes it, else the name."""
    return next((room for room in rooms if fold(room) == fold(name)), name)
