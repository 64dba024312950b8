"""The sessions of an event as the organisers edit them: the published ones, with the draft of the next version over them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from events.agenda.session_times import end_text, start_text
from events.agenda.values import Values, to_values
from events.local_times import place_of_zone
from events.models import Contributor, DraftContributor, Event, Session, SessionDraft
from events.models.session import ContributorDetails, SessionDetails


@dataclass(frozen=True)
class Item:
    """One session in the editor. row: the draft if there is one, else the session."""

    row: SessionDetails
    session: Session | None
    draft: SessionDraft | None
    contributors: Sequence[ContributorDetails] = ()

    @property
    def key(self) -> str:
        """The name of the item in forms, steps and versions."""
        return f"s{self.session.pk}" if self.session else f"d{self.row.pk}"

    @property
    def is_removed(self) -> bool:
        return self.draft is not None and self.draft.is_removed

    @property
    def is_new(self) -> bool:
        return self.session is None

    @cached_property
    def values(self) -> Values:
        return to_values(self.row)

    @property
    def local_start(self) -> datetime | None:
        return self.row.starts_at.astimezone(self.row.zone) if self.row.starts_at else None

    @property
    def local_end(self) -> datetime | None:
        return self.row.ends_at.astimezone(self.row.zone) if self.row.ends_at else None

    @property
    def starts_text(self) -> str:
        """The local start: "09:30"; "" without a time."""
        return start_text(self.row)

    @property
    def ends_text(self) -> str:
        return end_text(self.row)

    @property
    def own_zone(self) -> str:
        """The place of the time zone if it is not that of the event, else ""."""
        is_own = self.row.timezone and self.row.timezone != self.row.event.timezone  # type: ignore[attr-defined]
        return place_of_zone(self.row.zone) if is_own else ""

    @property
    def day(self) -> date | None:
        return self.local_start.date() if self.local_start else None

    @property
    def minutes(self) -> int | None:
        if not (self.row.starts_at and self.row.ends_at):
            return None
        return round((self.row.ends_at - self.row.starts_at).total_seconds() / 60)


def items_of(event: Event, *, with_removed: bool = False) -> list[Item]:
    """Return the items of event in their order: by start, then by position. Run four queries, whatever their number."""
    sessions = list(event.sessions.select_related("venue__country"))
    drafts = list(event.session_drafts.select_related("venue__country"))
    contributors = _grouped(Contributor.objects.filter(session__event=event).order_by("pk"), "session_id")
    of_drafts = _grouped(DraftContributor.objects.filter(draft__event=event).order_by("pk"), "draft_id")
    by_session = {draft.session_id: draft for draft in drafts if draft.session_id}
    items = []
    for session in sessions:
        draft = by_session.get(session.pk)
        session.event = event
        if draft:
            draft.event = event
        items.append(Item(draft or session, session, draft, contributors.get(session.pk, ())))
    for draft in drafts:
        if draft.session_id is None:
            draft.event = event
            items.append(Item(draft, None, draft, of_drafts.get(draft.pk, ())))
    return in_order(item for item in items if with_removed or not item.is_removed)


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return items by start, then by position. Items without a time are last."""
    return sorted(items, key=_order)


def _order(item: Item) -> tuple[bool, float, int, bool, int]:
    start, row = item.row.starts_at, item.session or item.row
    return start is None, start.timestamp() if start else 0.0, item.row.position, item.is_new, row.pk


def _grouped(rows: Iterable[ContributorDetails], name: str) -> dict[int, list[ContributorDetails]]:
    found: dict[int, list[ContributorDetails]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def days_of(event: Event, items: Sequence[Item]) -> list[date]:
    """Return the days of the event and of its sessions, on the clocks of the event and of each session."""
    days = {item.day for item in items if item.day}
    if event.local_starts_at and event.last_day:
        first = event.local_starts_at.date()
        days |= {date.fromordinal(number) for number in range(first.toordinal(), event.last_day.toordinal() + 1)}
    return sorted(days)
