"""The notes of a meeting: nothing that somebody has typed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.journeys.notes.errors import MoreWomenError
from events.journeys.notes.services import MeetingNotes, save_notes
from events.journeys.notes.versions import all_lines, keep_both
from tests.events.missions.experts.helpers import make_mission
from tests.events.missions.reports.helpers import make_meeting

pytestmark = pytest.mark.django_db
TEXT = st.text(alphabet="ab \n", max_size=20)


def test_notes_are_saved_and_the_revision_grows():
    meeting = make_meeting(make_mission())

    saved = save_notes(meeting, MeetingNotes(0, "Two of 29 districts.", "Ratna", 5, 2), name="Haruka")
    save_notes(meeting, MeetingNotes(1, "Two of 29 districts.", "Ratna", 5, 2), name="Haruka")

    meeting.refresh_from_db()
    assert (meeting.notes, meeting.met_people, meeting.met_women) == ("Two of 29 districts.", 5, 2)
    assert (meeting.notes_revision, saved.has_both) == (1, False)


def test_second_writer_adds_and_overwrites_nothing():
    meeting = make_meeting(make_mission())
    save_notes(meeting, MeetingNotes(0, "From the phone of Haruka.", "Ratna\nBagus"), name="Haruka")

    saved = save_notes(meeting, MeetingNotes(0, "From the phone of Somsak.", "bagus\nBagus\nSari"), name="Somsak")

    assert saved.has_both
    assert saved.meeting.notes == (
        "From the phone of Haruka.\n\n— Second version, by Somsak —\nFrom the phone of Somsak."
    )
    assert saved.meeting.met_names == "Ratna\nBagus\nbagus\nSari"


def test_message_that_arrives_twice_changes_nothing():
    meeting = make_meeting(make_mission())
    typed = MeetingNotes(0, "Once.", "Ratna", 5, 2)
    save_notes(meeting, typed, name="Haruka")

    saved = save_notes(meeting, typed, name="Haruka")

    assert (saved.has_both, saved.meeting.notes, saved.meeting.notes_revision) == (False, "Once.", 1)


@pytest.mark.parametrize(("people", "women"), [(None, 3), (2, 3), (1, None)])
def test_more_women_than_people_are_refused_also_with_the_number_of_another_writer(people, women):
    meeting = make_meeting(make_mission(), met_people=2, met_women=2, notes_revision=7)

    with pytest.raises(MoreWomenError):
        save_notes(meeting, MeetingNotes(7 if women else 0, "Text", "", people, women), name="Haruka")

    meeting.refresh_from_db()
    assert (meeting.met_people, meeting.met_women, meeting.notes) == (2, 2, "")


@given(stored=TEXT, mine=TEXT)
def test_both_versions_are_in_the_text(stored, mine):
    text = keep_both(stored, mine, "— Second —")

    assert stored.strip() in text
    assert mine.strip() in text


@given(stored=TEXT, mine=TEXT)
def test_each_name_stays(stored, mine):
    lines = set(all_lines(stored, mine).splitlines())

    assert lines == {line.strip() for line in [*stored.splitlines(), *mine.splitlines()]} - {""}
