"""The deliverables of terms of reference: rows with an owner and a due date, which counts from the start or the end."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

START, END = "start", "end"
MOST_OFFSET = 730  # days


@dataclass(frozen=True)
class DeliverableRow:
    """owner: the name of an expert, or of somebody else. offset: days from the anchor, negative for before it.

    format, language: as the team writes them, such as "docx" and "en, id"."""

    title: str
    owner: str
    anchor: str = END
    offset: int = 0
    format: str = ""
    language: str = ""

    @property
    def rule(self) -> str:
        """Return the rule in words: "28 days before the start"."""
        count = abs(self.offset)
        if not count:
            return _("first day") if self.anchor == START else _("last day")
        days = ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
        if self.anchor == START:
            text = _("%(days)s before the start") if self.offset < 0 else _("%(days)s after the start")
        else:
            text = _("%(days)s before the end") if self.offset < 0 else _("%(days)s after the end")
        return text % {"days": days}

    def due_on(self, days: tuple[date | None, date | None]) -> date | None:
        """Return the due day of a mission with this first and last day; None while they are not known."""
        first, last = days
        day = first if self.anchor == START else last
        return day + timedelta(days=self.offset) if day else None


def read_rows(stored: Iterable[Any]) -> list[DeliverableRow]:
    """Return the rows of TermsOfReference.deliverables. An entry that is not readable is left out."""
    return [row for entry in stored if (row := _read(entry)) is not None]


def write_rows(rows: Iterable[DeliverableRow]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


def _read(entry: Any) -> DeliverableRow | None:
    try:
        row = DeliverableRow(**entry)
    except TypeError:
        return None
    is_valid = row.anchor in {START, END} and isinstance(row.offset, int) and abs(row.offset) <= MOST_OFFSET
    return row if is_valid else None
