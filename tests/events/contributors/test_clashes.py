from datetime import timedelta

import pytest
from django.urls import reverse

from events.contributors.clashes import contributors_of, find_clashes, sessions_of
from events.models import Contributor, Event, Session
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def make_session(event, title, hour, room="", hours=1):
    start = event.starts_at + timedelta(hours=hour)
    return Session.objects.create(
        event=event, title=title, room=room, starts_at=start, ends_at=start + timedelta(hours=hours)
    )


@pytest.mark.parametrize(
    ("room", "other", "hour", "count"),
    [("Hall 1", "hall  1", 0, 1), ("Hall 1", "Hall 2", 0, 0), ("", "", 0, 0), ("Hall 1", "Hall 1", 1, 0), ("Salle É", "salle e", 0, 1)],
)  # fmt: skip
def test_two_sessions_clash_in_one_room_at_the_same_time(room, other, hour, count):
    event = make_event()
    make_session(event, "A", 0, room)
    make_session(event, "B", hour, other)

    found = find_clashes(sessions_of(event), contributors_of(event))

    assert len(found) == count
    assert all("“A” and “B”" in clash.text for clash in found)


def test_one_speaker_in_two_sessions_at_once_is_named():
    event = make_event()
    person = make_person()
    first, second, later = make_session(event, "A", 0), make_session(event, "B", 0), make_session(event, "C", 2)
    for session in (first, second, later):
        Contributor.objects.create(session=session, name="Dr Aye", person=person)
    Contributor.objects.create(session=second, name="Dr Aye", person=make_person())  # another person

    (clash,) = find_clashes(sessions_of(event), contributors_of(event))

    assert "Dr Aye" in clash.text
    assert "“A”" in clash.text
    assert "“B”" in clash.text


def test_a_clash_is_asked_about_when_a_contributor_is_added_and_listed_before_publication(client):
    event = make_event(status=Event.Status.DRAFT)
    client.force_login(make_member(event.programme))
    first, second = make_session(event, "A", 0), make_session(event, "B", 0)
    Contributor.objects.create(session=first, name="Dr Aye")
    typed = {"name": "dr aye", "role": "speaker", "session": second.pk}
    address = reverse("contributors:add", args=[event.slug])

    asked = client.post(address, typed)
    assert "at the same time" in asked.context["asked"].open[0].text
    assert client.post(address, typed | {"sure": asked.context["asked"].keys}).status_code == 302

    shown = client.get(reverse("planning:publish", args=[event.slug])).content.decode()
    assert "Please check before you publish" in shown
    assert "“A” and in “B”" in shown
    client.post(reverse("planning:publish", args=[event.slug]))
    event.refresh_from_db()
    assert event.status == "published"
