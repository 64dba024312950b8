"""The marks of what the last version changed."""

import pytest
from django.urls import reverse

from events.models import AgendaVersion
from events.public.agenda.changes import ChangedPart, SessionMark, version_changes
from tests.events.public.agenda.scene import add_session, at, make_seminar, publish_version, two_tracks
from tests.factories import make_venue

pytestmark = pytest.mark.django_db


def change(session, **fields):
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()


def mark_after(session, **fields):
    """Return the mark of the session after its event has published a version with these changes."""
    publish_version(session.event)
    change(session, **fields)
    publish_version(session.event)
    return version_changes(session.event).marks.get(session.pk)


def make_session(**fields):
    return add_session(make_seminar(), "Opening", "13:45", "15:00", room="Room 2", **fields)


def test_the_old_time_is_named():
    mark = mark_after(make_session(), starts_at=at("15:45"), ends_at=at("17:00"))

    assert mark == SessionMark(parts=(ChangedPart("New time", "13:45–15:00"),))


def test_the_old_day_is_named_only_if_it_is_another_one():
    mark = mark_after(make_session(), starts_at=at("13:45", day=1), ends_at=at("15:00", day=1))

    (part,) = mark.parts
    assert part.before.startswith("Thu ")
    assert part.before.endswith(", 13:45–15:00")


def test_another_time_zone_is_named():
    mark = mark_after(make_session(), timezone="Asia/Tokyo")

    assert mark.parts == (ChangedPart("New time", "13:45–15:00, Bangkok time (UTC+7)"),)


def test_the_old_place_is_named_with_its_venue():
    venue = make_venue(name="Old House", city="Bangkok")

    mark = mark_after(make_session(venue=venue), room="Main hall", venue=None)

    assert mark.parts == (ChangedPart("New place", "Room 2, Old House, Bangkok, Thailand"),)


def test_the_old_title_and_languages_are_named_and_other_texts_are_corrected():
    mark = mark_after(make_session(languages=["vi"]), title="Welcome", languages=["vi", "km"], abstract="More")

    assert mark.parts == (
        ChangedPart("New title", "Opening"),
        ChangedPart("New languages of interpretation", "Vietnamese"),
        ChangedPart("Corrected"),
    )


def test_a_new_session_is_marked_and_a_removed_one_is_counted():
    event, sessions = two_tracks()
    publish_version(event)
    added = add_session(event, "Closing", "15:00", "16:00")
    sessions[1].delete()
    publish_version(event)

    changes = version_changes(event)

    assert changes.marks == {added.pk: SessionMark(is_new=True)}
    assert (changes.removed, changes.count) == (1, 2)


def test_what_no_participant_sees_is_no_change():
    assert mark_after(make_session(), seats=20, expected=30, position=4) is None


@pytest.mark.parametrize("versions", [0, 1])
def test_there_are_no_changes_before_the_second_version(client, versions):
    event, _sessions = two_tracks()
    for _number in range(versions):
        publish_version(event)

    assert version_changes(event).marks == {}
    assert "since version" not in client.get(reverse("events:agenda", args=[event.slug])).content.decode()


def test_only_the_last_two_versions_count():
    event, sessions = two_tracks()
    publish_version(event)
    change(sessions[0], title="Welcome")
    publish_version(event)
    change(sessions[2], title="Benefits")
    publish_version(event)

    changes = version_changes(event)

    assert set(changes.marks) == {sessions[2].pk}
    assert (changes.before.number, changes.version.number) == (2, 3)


def test_values_that_are_missing_in_an_old_version_are_empty():
    event = make_seminar()
    session = add_session(event, "Opening", "09:00", "10:00")
    AgendaVersion.objects.create(event=event, number=1, sessions={f"s{session.pk}": {"title": "Opening"}, "x": {}})
    AgendaVersion.objects.create(event=event, number=2, sessions={f"s{session.pk}": {"title": "Opening"}, "x": {}})

    assert version_changes(event).count == 0


def test_the_pages_show_the_old_time_and_the_number_of_changes(client):
    event, sessions = two_tracks()
    publish_version(event)
    change(sessions[4], starts_at=at("14:00"), ends_at=at("15:00"))
    change(sessions[0], title="Welcome")
    publish_version(event, note="A flight lands later")

    pages = [reverse("events:agenda", args=[event.slug]), event.get_absolute_url()]
    for page in (client.get(path).content.decode() for path in pages):
        assert "<strong>2 sessions changed</strong> since version 1." in page
        assert "A flight lands later" in page
        assert f'href="{reverse("agenda:versions", args=[event.slug])}"' in page
        assert '<s dir="auto">12:00–12:30</s>' in page
    page = client.get(sessions[4].get_absolute_url()).content.decode()
    assert '<s dir="auto">12:00–12:30</s>' in page
