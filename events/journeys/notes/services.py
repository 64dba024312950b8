"""Write down what a meeting brought: the private notes and the people met.

A phone can be without a connection for hours. What it sends later is never lost, and overwrites nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from events.journeys.notes.errors import MoreWomenError
from events.journeys.notes.versions import all_lines, heading_of, keep_both
from events.models import Meeting
from events.registration import transitions

MOST_NOTES, MOST_NAMES = 20_000, 5_000  # characters, as in the model


@dataclass(frozen=True)
class MeetingNotes:
    """What a person has typed. revision: of the notes that they saw when they began. None: a number that they do not know."""

    revision: int
    notes: str
    met_names: str = ""
    met_people: int | None = None
    met_women: int | None = None


@dataclass(frozen=True)
class SavedNotes:
    """The meeting after saving, and whether somebody else had changed it: then it has both versions."""

    meeting: Meeting
    has_both: bool = False


@transaction.atomic
def save_notes(meeting: Meeting, typed: MeetingNotes, *, name: str) -> SavedNotes:
    """Save the notes of a meeting. name: of the writer, for the heading of a second version.

    If somebody else has saved in the meantime, the notes of both stay, one after the other, and the names of both lists.
    Numbers are those of the last writer. Raise MoreWomenError if there are more women than people; then nothing is saved."""
    transitions.lock_event(meeting.session.event)
    meeting.refresh_from_db(fields=["notes", "met_names", "met_people", "met_women", "notes_revision"])
    is_stale = typed.revision != meeting.notes_revision
    before = _values(meeting)
    if is_stale:
        meeting.notes = keep_both(meeting.notes, typed.notes, heading_of(name))[:MOST_NOTES]
        meeting.met_names = all_lines(meeting.met_names, typed.met_names)[:MOST_NAMES]
    else:
        meeting.notes, meeting.met_names = typed.notes, typed.met_names
    people = meeting.met_people if is_stale and typed.met_people is None else typed.met_people
    women = meeting.met_women if is_stale and typed.met_women is None else typed.met_women
    if (women or 0) > (people or 0):
        raise MoreWomenError
    meeting.met_people, meeting.met_women = people, women
    has_changed = _values(meeting) != before
    if has_changed:
        meeting.notes_revision += 1
        meeting.save(update_fields=["notes", "met_names", "met_people", "met_women", "notes_revision"])
    return SavedNotes(meeting, has_both=is_stale and has_changed and meeting.notes != typed.notes)


def _values(meeting: Meeting) -> Mapping[str, object]:
    return {name: getattr(meeting, name) for name in ("notes", "met_names", "met_people", "met_women")}
