"""Changing the agenda, and undoing it exactly."""

from datetime import timedelta

import pytest

from events.agenda import edits, operations, versions
from events.agenda.edits import Edit
from events.agenda.errors import (
    ChangedSinceError,
    InvalidSessionError,
    ItemGoneError,
    NothingToUndoError,
    SessionsOutsideError,
)
from events.agenda.items import items_of
from events.agenda.quick_add import parse_line
from events.models import Contributor, DraftContributor, Event, Session, SessionDraft
from tests.factories import make_event, make_member, make_person, make_programme, make_session, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["draft", "published"])
def event(request):
    return make_event(status=request.param)


@pytest.fixture
def officer(event):
    return make_member(event.programme)


def add(event, officer, line, day=0):
    found = parse_line(line)
    first = event.local_starts_at.date() + timedelta(days=day)
    edit = operations.add(event, first, found.starts, found.minutes, title=found.title, room=found.room)
    step = edits.save(event, [edit], text=f"add {found.title}", by=officer)
    return next(iter(step.changes))


def item(event, key):
    return operations.by_key(items_of(event))[key]


def test_added_session_of_a_published_event_is_a_draft(event, officer):
    key = add(event, officer, "0930 45 Opening @Room 2")

    assert (item(event, key).row.title, item(event, key).minutes, item(event, key).row.room) == (
        "Opening",
        45,
        "Room 2",
    )
    is_draft = event.status == Event.Status.DRAFT
    assert Session.objects.filter(title="Opening").exists() is is_draft
    assert SessionDraft.objects.filter(title="Opening").exists() is not is_draft


def test_undo_restores_a_removed_session_with_its_contributors(event, officer):
    session = make_session(event, title="Wages")
    Contributor.objects.create(session=session, name="Anjali Rao", affiliation="Office")
    before = [(one.key, one.values) for one in items_of(event)]
    uid = session.uid

    edits.save(event, operations.remove([f"s{session.pk}"]), text="remove", by=officer)
    assert items_of(event) == []
    edits.undo(event, by=officer)

    assert [(one.key, one.values) for one in items_of(event)] == before
    assert Session.objects.get().uid == uid
    assert [one.name for one in items_of(event)[0].contributors] == ["Anjali Rao"]
    with pytest.raises(NothingToUndoError):
        edits.undo(event, by=officer)


def test_undo_of_a_change_leaves_no_draft(event, officer):
    session = make_session(event, title="Wages")
    edits.save(event, [Edit(f"s{session.pk}", {"title": "Pay"})], text="rename", by=officer)

    edits.undo(event, by=officer)

    assert not SessionDraft.objects.exists()
    assert Session.objects.get().title == "Wages"


def test_undo_is_refused_after_a_change_by_another_officer(event, officer):
    session = make_session(event, title="Wages")
    other = make_member(event.programme)
    edits.save(event, [Edit(f"s{session.pk}", {"title": "Pay"})], text="rename", by=officer)
    edits.save(event, [Edit(f"s{session.pk}", {"title": "Income"})], text="rename", by=other)

    with pytest.raises(ChangedSinceError):
        edits.undo(event, by=officer)
    assert items_of(event)[0].row.title == "Income"


def test_a_person_undoes_only_their_own_steps(event, officer):
    add(event, officer, "0930 45 Opening")

    with pytest.raises(NothingToUndoError):
        edits.undo(event, by=make_member(event.programme))


def test_a_set_of_changes_is_saved_whole_or_not_at_all(event, officer):
    session = make_session(event, title="Wages")
    key = f"s{session.pk}"

    with pytest.raises(SessionsOutsideError):
        edits.save(
            event,
            [Edit(key, {"title": "Pay"}), *operations.shift([item(event, key)], 60 * 24 * 30)],
            text="both",
            by=officer,
        )

    assert items_of(event)[0].row.title == "Wages"
    assert not event.agenda_steps.exists()


@pytest.mark.parametrize(
    ("values", "field"), [({"title": "  "}, "title"), ({"ends_at": None}, "ends_at"), ({"room": "x" * 121}, "room")]
)
def test_invalid_values_are_refused_with_their_field(event, officer, values, field):
    session = make_session(event)

    with pytest.raises(InvalidSessionError) as caught:
        edits.save(event, [Edit(f"s{session.pk}", values)], text="x", by=officer)
    assert caught.value.field == field


def test_a_removed_session_cannot_be_changed(event, officer):
    session = make_session(event)
    edits.save(event, operations.remove([f"s{session.pk}"]), text="x", by=officer)

    with pytest.raises(ItemGoneError):
        edits.save(event, [Edit(f"s{session.pk}", {"title": "Pay"})], text="x", by=officer)


def test_nothing_changes_without_a_change(event, officer):
    session = make_session(event, title="Wages")

    assert edits.save(event, [Edit(f"s{session.pk}", {"title": "Wages"})], text="x", by=officer) is None
    assert not SessionDraft.objects.exists()


def test_split_shift_and_duplicate(event, officer):
    first = event.local_starts_at.date()
    key = add(event, officer, "0930 60 Wages")
    later = add(event, officer, "1100 30 Coffee")

    edits.save(event, operations.split(item(event, key)), text="split", by=officer)
    assert [(f"{one.local_start:%H%M}", one.minutes) for one in items_of(event)] == [
        ("0930", 30),
        ("1000", 30),
        ("1100", 30),
    ]
    edits.save(
        event, operations.shift(operations.later_items(items_of(event), item(event, later)), 15), text="x", by=officer
    )
    assert f"{items_of(event)[-1].local_start:%H%M}" == "1115"
    edits.save(
        event, operations.duplicate_day(items_of(event), first, first + timedelta(days=1)), text="copy", by=officer
    )
    copied = [one for one in items_of(event) if one.day == first + timedelta(days=1)]
    assert [f"{one.local_start:%H%M}" for one in copied] == ["0930", "1000", "1115"]
    edits.undo(event, by=officer)
    assert len(items_of(event)) == 3


def test_two_edits_of_one_session_in_a_step_are_undone_together(event, officer):
    key = f"s{make_session(event, title='Wages', room='Hall').pk}"
    edits.save(event, [Edit(key, {"title": "Pay"}), Edit(key, {"room": "Room 2"})], text="both", by=officer)

    edits.undo(event, by=officer)

    assert (item(event, key).row.title, item(event, key).row.room) == ("Wages", "Hall")


def test_a_change_is_undone_after_a_contributor_came(officer, event):
    key = add(event, officer, "0930 45 Opening")
    edits.save(event, [Edit(key, {"title": "Start"})], text="rename", by=officer)
    row = item(event, key)
    if row.session:
        Contributor.objects.create(session=row.session, name="Anjali Rao")
    else:
        DraftContributor.objects.create(draft=row.draft, name="Anjali Rao")

    edits.undo(event, by=officer)

    assert item(event, key).row.title == "Opening"
    with pytest.raises(ChangedSinceError):  # the contributor would be deleted with the session
        edits.undo(event, by=officer)


def test_a_venue_of_another_programme_is_refused(event, officer):
    key = f"s{make_session(event).pk}"
    other = make_venue(programme=make_programme())

    with pytest.raises(InvalidSessionError) as caught:
        edits.save(event, [Edit(key, {"venue_id": other.pk})], text="x", by=officer)

    assert caught.value.field == "venue"


def test_a_step_names_the_accounts_whose_names_it_keeps(event, officer):
    speaker = make_person()
    key = add(event, officer, "0930 45 Opening")
    row = item(event, key)
    values = {"name": "Anjali Rao", "person": speaker}
    if row.session:
        Contributor.objects.create(session=row.session, **values)
    else:
        DraftContributor.objects.create(draft=row.draft, **values)

    step = edits.save(event, operations.remove([key]), text="remove", by=officer)

    assert list(step.people.all()) == [speaker]


def test_unpublishing_makes_the_drafts_the_agenda(officer, event):
    if event.status == Event.Status.DRAFT:
        pytest.skip("there are no drafts")
    session = make_session(event, title="Wages")
    edits.save(event, [Edit(f"s{session.pk}", {"title": "Pay"})], text="rename", by=officer)
    add(event, officer, "0930 45 Opening")

    versions.apply_drafts(event)

    assert sorted(Session.objects.values_list("title", flat=True)) == ["Opening", "Pay"]
    assert not SessionDraft.objects.exists()


def test_a_session_until_midnight_ends_at_24_00_of_its_day(officer):
    event = make_event()
    session = make_session(event, at="23:00", minutes=60)

    assert (item(event, f"s{session.pk}").starts_text, item(event, f"s{session.pk}").ends_text) == ("23:00", "24:00")
