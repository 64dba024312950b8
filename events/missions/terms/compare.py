"""The differences between two versions of terms of reference, in words. No queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from events.missions.deliverable_rows import DeliverableRow, read_rows
from events.missions.terms.sections import SECTIONS
from events.models import TermsOfReference


@dataclass(frozen=True)
class TermsDifference:
    """What is different in one part. was, now: "" for nothing."""

    part: str
    was: str
    now: str

    def __str__(self) -> str:
        if not self.was:
            return _("%(part)s, new: %(now)s") % {"part": self.part, "now": self.now}
        if not self.now:
            return _("%(part)s, removed: %(was)s") % {"part": self.part, "was": self.was}
        return _("%(part)s: %(now)s (it was: %(was)s)") % {"part": self.part, "now": self.now, "was": self.was}


def differences(old: TermsOfReference, new: TermsOfReference) -> list[TermsDifference]:
    """Return what new has changed since old, in the order of the document."""
    found = []
    for section in SECTIONS:
        label, was, now = str(section.label), section.lines(old), section.lines(new)
        found += [TermsDifference(label, *pair) for pair in _changed_lines(was, now)]
    return found + list(_changed_rows(read_rows(old.deliverables), read_rows(new.deliverables)))


def _changed_lines(was: list[str], now: list[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of an old and a new line. A line that was added or removed has "" on the other side."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            old, new = was[i1:i2], now[j1:j2]
            longer = max(len(old), len(new))
            yield from zip(old + [""] * (longer - len(old)), new + [""] * (longer - len(new)), strict=True)


def _changed_rows(was: list[DeliverableRow], now: list[DeliverableRow]) -> Iterator[TermsDifference]:
    part = _("Deliverables")
    old, new = ({row.title: row for row in rows} for rows in (was, now))
    for title, row in new.items():
        if title not in old:
            yield TermsDifference(part, "", _say(row))
        elif old[title] != row:
            yield TermsDifference(part, _say(old[title]), _say(row))
    for title, row in old.items():
        if title not in new:
            yield TermsDifference(part, _say(row), "")


def _say(row: DeliverableRow) -> str:
    """Return a row as one line."""
    return ", ".join(filter(None, [row.title, row.owner, row.rule, row.format, row.language]))
