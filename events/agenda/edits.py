"""Change the agenda that organisers edit. Each function is one transaction that locks the row of the event.

The agenda of a draft is its sessions. The agenda of a published event is its sessions with the drafts of the next version
over them: nobody else sees a change before versions.publish(). Each change is a step, which its author can undo."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.agenda.errors import (
    ChangedSinceError,
    InvalidSessionError,
    ItemGoneError,
    NothingToUndoError,
    SessionsOutsideError,
    SessionTooSmallError,
    TooManySessionsError,
)
from events.agenda.items import Item, items_of
from events.agenda.merging import Conflict, merge
from events.agenda.session_times import LONGEST, is_outside
from events.agenda.values import Value, Values, set_values, to_values
from events.calendars.dates import when_text
from events.calendars.services import revise
from events.models import AgendaStep, Contributor, DraftContributor, Event, Session, SessionDraft, Venue
from events.models.session import ContributorDetails, SessionDetails
from events.registration import transitions
from events.reminders import planning as reminders

MOST_SESSIONS = 200
OWN_FIELDS = ("uid", "sequence", "time_text")  # of a session; a draft does not have them
CONTRIBUTOR_FIELDS = ("role", "name", "affiliation", "person_id")

type State = dict[str, Any] | None  # an item as JSON; None: there is none


@dataclass(frozen=True)
class Edit:
    """The new values of an item. key: "" for a new item. values: None to remove the item.

    people: those of a session that is not published; None to leave them as they are."""

    key: str
    values: Values | None
    people: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Typed:
    """The values that a person typed, and those that they saw before. See merging.merge()."""

    key: str
    base: Mapping[str, Value]
    values: Mapping[str, Value]


@dataclass
class Merged:
    """What came of typed values. conflicts: fields that keep the stored value. others: what others changed meanwhile.

    Both by the key of the item. saved: whether anything was saved."""

    step: AgendaStep | None = None
    conflicts: dict[str, list[Conflict]] = field(default_factory=dict)
    others: dict[str, list[Conflict]] = field(default_factory=dict)


@transaction.atomic
def save_typed(event: Event, typed: Iterable[Typed], edits: Iterable[Edit] = (), *, text: str, by: User) -> Merged:
    """Save typed values field by field, with other edits, as one step. Nobody's change is overwritten unseen.

    Raise what save() raises."""
    event = transitions.lock_event(event)
    stored = {item.key: item.values for item in items_of(event)}
    merged, made = Merged(), list[Edit]()
    for one in typed:
        theirs = stored.get(one.key)
        if theirs is None:
            raise ItemGoneError
        values, conflicts = merge(one.base, one.values, theirs)
        made.append(Edit(one.key, values))
        if conflicts:
            merged.conflicts[one.key] = conflicts
        others = [Conflict(name, seen, seen, theirs[name]) for name, seen in one.base.items() if theirs[name] != seen]
        if others:
            merged.others[one.key] = others
    merged.step = save(event, [*made, *edits], text=text, by=by)
    return merged


@transaction.atomic
def save(event: Event, edits: Iterable[Edit], *, text: str, by: User | None) -> AgendaStep | None:
    """Change, add and remove items: all of them or none. Return the step, or None if nothing changes.

    text: what the user did, for the button that undoes it. Raise ItemGoneError, InvalidSessionError,
    TooManySessionsError, SessionsOutsideError for an item that would leave the event, and SessionTooSmallError."""
    event = transitions.lock_event(event)
    editor = _Editor(event)
    before: dict[str, State] = {}
    after: dict[str, State] = {}
    for edit in edits:
        state = editor.state(edit.key) if edit.key else None
        if edit.key and (state is None or state["removed"]):
            raise ItemGoneError
        new = editor.changed(state, edit)
        if new == state:
            continue
        key = editor.write(edit.key, new, sets_people=_people_differ(state, new))
        before.setdefault(key, state)
        after[key] = editor.state(key)
    if not after:
        return None
    editor.check(before)
    editor.finish()
    changes = {key: [before[key], after[key]] for key in after}
    step = AgendaStep.objects.create(event=event, by=by, text=text[:350], changes=changes)
    step.people.set(_people_in(changes))
    return step


@transaction.atomic
def undo(event: Event, *, by: User) -> AgendaStep:
    """Undo the last step of this person, exactly. Return it; it is no longer stored.

    Raise NothingToUndoError, and ChangedSinceError if somebody has changed one of its items since then."""
    event = transitions.lock_event(event)
    step = last_step(event, by)
    if step is None:
        raise NothingToUndoError
    editor = _Editor(event)
    if not all(editor.is_undoable(key, before, after) for key, (before, after) in step.changes.items()):
        raise ChangedSinceError
    for key, (before, after) in step.changes.items():
        editor.write(key, before, sets_people=_people_differ(before, after))
    editor.finish()
    step.delete()
    return step


def last_step(event: Event, person: User) -> AgendaStep | None:
    """Return the step that person can undo next."""
    return event.agenda_steps.filter(by=person).order_by("-pk").first()


class _Editor:
    """Reads and writes the items of one locked event."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.is_direct = event.status == Event.Status.DRAFT  # nobody sees it: there is nothing to publish
        self.items: dict[str, Item] = {item.key: item for item in items_of(event, with_removed=True)}
        self.known_venues = {item.row.venue_id for item in self.items.values()}

    def state(self, key: str) -> State:
        """Return an item as JSON, with all that write() needs to restore it."""
        item = self.items.get(key)
        if item is None:
            return None
        state: dict[str, Any] = {"values": item.values, "removed": item.is_removed}
        if item.session and self.is_direct:
            state["own"] = {name: getattr(item.session, name) for name in OWN_FIELDS}
        if self._is_deleted(key):
            state["contributors"] = [
                {name: getattr(one, name) for name in CONTRIBUTOR_FIELDS} for one in item.contributors
            ]
        return state

    def _is_deleted(self, key: str) -> bool:
        """Return whether the row of an item is deleted with it. A published session stays until the next version."""
        return self.is_direct or key.startswith("d")

    def is_undoable(self, key: str, before: State, after: State) -> bool:
        """Return whether an item is as a step left it. Its contributors count only if the step changed them, or if they
        would be deleted with it."""
        now = self.state(key)
        if now is None or after is None or before is None or _people_differ(before, after):
            return now == after
        return {**now, "contributors": None} == {**after, "contributors": None}

    def changed(self, state: State, edit: Edit) -> State:
        """Return the state after an edit."""
        if edit.values is None:
            return None if state is None or self._is_deleted(edit.key) else {**state, "removed": True}
        if state is None:
            values = {**to_values(SessionDraft()), **edit.values}
            return {"values": values, "removed": False, "contributors": list(edit.people or ())}
        people = {} if edit.people is None else {"contributors": list(edit.people)}
        return {**state, "values": {**state["values"], **edit.values}, **people}

    def write(self, key: str, state: State, *, sets_people: bool = False) -> str:
        """Save an item as it is in state. Return its key, which a new item gets here.

        sets_people: replace the contributors of a draft that is known. Those of a new item are always written."""
        if state is None:
            self.items.pop(key).row.delete()
            return key
        known = self.items.get(key)
        row = self._write_session(key, state, known) if self.is_direct else self._write_draft(key, state, known)
        item = self._item(row, known)
        replaces_people = known is not None and sets_people and item.is_new
        if replaces_people:
            DraftContributor.objects.filter(draft=item.draft).delete()
        if known is None or replaces_people:
            item = self._restore_contributors(item, state)
        self.items.pop(key, None)
        self.items[item.key] = item
        return item.key

    def _write_session(self, key: str, state: dict[str, Any], known: Item | None) -> Session:
        session = known.session if known and known.session else Session(event=self.event, pk=_number(key))
        session.event = self.event
        for name, value in state.get("own", {}).items():
            setattr(session, name, value)
        _save_values(session, state["values"], is_new=known is None)
        return session

    def _write_draft(self, key: str, state: dict[str, Any], known: Item | None) -> SessionDetails:
        session = known.session if known else None
        draft = known.draft if known else None
        if session and not state["removed"] and state["values"] == to_values(session):
            if draft:
                draft.delete()
            return session
        if draft is None:
            draft = SessionDraft(event=self.event, session=session, pk=None if session else _number(key))
        draft.event, draft.is_removed = self.event, state["removed"]
        _save_values(draft, state["values"], is_new=draft._state.adding)
        return draft

    @staticmethod
    def _item(row: SessionDetails, known: Item | None) -> Item:
        contributors = known.contributors if known else ()
        if isinstance(row, Session):
            return Item(row, row, None, contributors)
        assert isinstance(row, SessionDraft)  # noqa: S101 (for the type checker: there is no third kind)
        return Item(row, known.session if known else row.session, row, contributors)

    def _restore_contributors(self, item: Item, state: dict[str, Any]) -> Item:
        made: list[ContributorDetails] = []
        for values in state.get("contributors", ()):
            if item.session:
                made.append(Contributor.objects.create(session=item.session, **values))
            elif item.draft:
                made.append(DraftContributor.objects.create(draft=item.draft, **values))
        return Item(item.row, item.session, item.draft, made)

    def check(self, before: Mapping[str, State]) -> None:
        """Raise an error if a changed item has left the event or has a strange venue, or if there are too many items."""
        if sum(not item.is_removed for item in self.items.values()) > MOST_SESSIONS:
            raise TooManySessionsError(MOST_SESSIONS)
        outside = [
            item.row
            for key, state in before.items()
            if (item := self.items.get(key)) and not item.is_removed and self._has_left(item, state)
        ]
        if outside:
            raise SessionsOutsideError(outside, when_text(self.event))
        self._require_venues()

    def _require_venues(self) -> None:
        """Raise InvalidSessionError if an item has a venue that the programme cannot use and that no item had before."""
        known = {*self.known_venues, None}
        new = {pk for item in self.items.values() if (pk := item.row.venue_id) is not None and pk not in known}
        if new and Venue.objects.usable_in(self.event.programme).filter(pk__in=new).count() < len(new):
            raise InvalidSessionError("venue", _("Choose a venue of the programme."))

    def _has_left(self, item: Item, before: State) -> bool:
        """Return whether an item is outside the event, unless it was there and keeps its times."""
        if not is_outside(item.row, self.event):
            return False
        names = ("starts_at", "ends_at")
        return before is None or any(before["values"][name] != item.values[name] for name in names)

    def finish(self) -> None:
        """Update what follows the sessions of a draft. Nothing follows an agenda that is not published."""
        if self.is_direct:
            revise(self.event, significant=False)
            reminders.plan(self.event)


def _people_differ(before: State, after: State) -> bool:
    """Return whether a step that keeps an item changes its contributors."""
    if before is None or after is None or "contributors" not in before:
        return False
    return before["contributors"] != after.get("contributors", before["contributors"])


def _people_in(changes: Mapping[str, Sequence[State]]) -> set[int]:
    """Return the keys of the accounts whose names are in the states of a step."""
    states = [state for pair in changes.values() for state in pair if state]
    found = {one["person_id"] for state in states for one in state.get("contributors", ())}
    return found - {None}


def _number(key: str) -> int | None:
    """Return the primary key in the key of an item; None for a new item."""
    return int(key[1:]) if key else None


def _save_values(row: SessionDetails, values: Values, *, is_new: bool) -> None:
    """Give a row its values and save it. Raise InvalidSessionError if no session can have them."""
    set_values(row, values)
    if isinstance(row, Session) and row.seats is not None and row.seats < row.seats_taken:
        raise SessionTooSmallError(row)
    if not row.title.strip():
        raise InvalidSessionError("title", _("Write a title."))
    if bool(row.starts_at) != bool(row.ends_at):
        raise InvalidSessionError("ends_at", _("Enter both times, or none."))
    if row.starts_at and row.ends_at:
        if row.ends_at <= row.starts_at:
            raise InvalidSessionError("ends_at", _("The end must come after the start."))
        if row.ends_at - row.starts_at > LONGEST:
            raise InvalidSessionError("ends_at", _("A session can last one day at most. Add one session for each day."))
    try:
        row.clean_fields(exclude=["event", "session", "venue"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise InvalidSessionError(name, messages[0]) from error
    row.save(force_insert=is_new)
