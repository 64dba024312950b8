"""Tags and notes: what a team writes down for itself."""

import pytest

from events.models import RegistrationNote, Tag, TeamMember
from events.notes.errors import NotYourNoteError
from events.notes.forms import NoteForm, TagForm
from events.notes.services import delete_note, note, tag, untag
from events.registration.errors import InvalidTransitionError
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


def tags_of(registration):
    return [tag.name for tag in registration.tags.all()]


def test_tagging_gives_several_one_tag_whatever_its_case(event):
    first, second = (register(event, make_person()) for _ in range(2))

    assert tag(event, [first.pk], "Visa") == 1
    assert tag(event, [first.pk, second.pk], "visa") == 2

    assert tags_of(first) == tags_of(second) == ["Visa"]
    assert Tag.objects.count() == 1


def test_tagging_leaves_other_events_and_programmes_alone(event):
    other = register(make_event(), make_person())
    Tag.objects.create(programme=make_programme(), name="visa")
    mine = register(event, make_person())

    assert tag(event, [mine.pk, other.pk, 0], "visa") == 1

    assert tags_of(other) == []
    assert mine.tags.get().programme == event.programme


def test_tagging_tells_nobody_and_writes_no_history(event):
    registration = register(event, make_person())
    before = Message.objects.count(), registration.changes.count()

    tag(event, [registration.pk], "visa")

    assert (Message.objects.count(), registration.changes.count()) == before


def test_untagging_counts_those_who_had_it(event):
    first, second, other = (register(event, make_person()) for _ in range(3))
    tag(event, [first.pk, second.pk], "Visa")
    tag(event, [first.pk], "VIP")

    assert untag(event, [first.pk, other.pk], "VISA") == 1
    assert untag(event, [first.pk], "unknown") == 0

    assert tags_of(first) == ["VIP"]
    assert tags_of(second) == ["Visa"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  needs\u200b a \n visa ", "needs a visa"),
        ("\u202e\u200b", None),
        ("", None),
        ("x" * 41, None),
        ("ក្រុម", "ក្រុម"),
    ],
)
def test_a_tag_is_one_line_that_can_be_seen(typed, name):
    form = TagForm({"tag": typed})

    assert form.is_valid() is (name is not None)
    assert form.cleaned_data.get("tag") == name


@pytest.mark.parametrize(
    ("typed", "text"), [("one\r\ntwo\x07", "one\ntwo"), (" \n ", None), ("x" * 5001, None), ("\x00", None)]
)
def test_a_note_is_text(typed, text):
    form = NoteForm({"note": typed})

    assert form.is_valid() is (text is not None)
    assert form.cleaned_data.get("note") == text


def test_notes_say_who_and_the_latest_comes_first(event):
    registration = register(event, make_person())
    writer = make_member(event.programme)

    note(registration, "Called on Monday.", by=writer)
    note(registration, "Called back.", by=writer)

    assert [(one.text, one.by) for one in registration.notes.all()] == [
        ("Called back.", writer),
        ("Called on Monday.", writer),
    ]


def test_a_note_about_what_is_gone_is_refused(event):
    registration = register(event, make_person())
    registration.changes.all().delete()
    type(registration).objects.filter(pk=registration.pk).delete()

    with pytest.raises(InvalidTransitionError):
        note(registration, "x", by=make_person())


@pytest.mark.parametrize(("role", "may"), [(TeamMember.Role.MANAGER, True), (TeamMember.Role.COORDINATOR, False)])
def test_a_note_is_taken_away_by_its_writer_or_a_manager(event, role, may):
    registration = register(event, make_person())
    writer = make_member(event.programme, TeamMember.Role.COORDINATOR)
    mine, theirs = (note(registration, "x", by=writer) for _ in range(2))
    other = make_member(event.programme, role)

    delete_note(registration, mine.pk, by=writer)
    if may:
        delete_note(registration, theirs.pk, by=other)
    else:
        with pytest.raises(NotYourNoteError):
            delete_note(registration, theirs.pk, by=other)

    assert RegistrationNote.objects.exists() is not may


def test_a_note_of_another_registration_is_not_found(event):
    first, second = (register(event, make_person()) for _ in range(2))
    writer = make_member(event.programme)
    written = note(first, "x", by=writer)

    delete_note(second, written.pk, by=writer)

    assert RegistrationNote.objects.get() == written
