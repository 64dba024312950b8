"""Whom a version of the agenda concerns: those who chose its sessions, and their contributors."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.agenda import edits
from events.agenda.edits import Edit
from events.agenda.errors import SessionTooSmallError
from events.contributors import services as contributors
from events.contributors.services import ContributorEntry
from events.models import Event
from events.registration.services import register
from notifications.models import Message
from tests.events.agenda.scene import publish_changes
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event()
    register(event, make_person(name="Chooser"))
    return event


@pytest.fixture
def session(event):
    """A session that a participant chose and that has a speaker. Both know it."""
    start = event.starts_at
    session = event.sessions.create(
        title="Opening", starts_at=start, ends_at=start + timedelta(hours=1), is_optional=True, room="A1", seats_taken=1
    )
    session.choices.create(registration=event.registrations.get())
    person = make_person(name="Speaker")
    contributors.add(event, ContributorEntry("Speaker", "speaker", session, address=person.email), by=person)
    Message.objects.all().delete()
    return session


def test_publishing_shows_whom_a_session_concerns_and_mails_them(client, event, session):
    manager = make_member(event.programme)
    client.force_login(manager)
    edits.save(event, [Edit(f"s{session.pk}", {"room": "B2"})], text="room", by=manager)
    address = reverse("agenda:publish", args=[event.slug])

    page = client.get(address)
    assert [one.person.full_name for one in page.context["recipients"]] == ["Chooser", "Speaker"]
    assert "Publish, and notify 2 people" in page.text
    assert not Message.objects.exists()
    saved = client.post(address, {"seen": page.context["seen"]}, follow=True).text

    assert "2 people are notified." in saved
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["contributor_changed", "session_changed"]
    mail = Message.objects.get(kind="session_changed")
    assert "“Opening”:" in mail.text
    assert "B2" in mail.text


def test_a_new_abstract_is_published_without_a_mail(event, session):
    assert publish_changes(event, {session: {"abstract": "More"}}) == 0

    session.refresh_from_db()
    assert session.abstract == "More"
    assert not Message.objects.exists()


def test_those_who_chose_a_removed_session_are_told(event, session):
    assert publish_changes(event, {session: None}) == 2

    assert not event.sessions.exists()
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["contributor_removed", "session_changed"]


def test_a_session_keeps_the_seats_that_are_taken(event, session):
    with pytest.raises(SessionTooSmallError, match="1 person has chosen"):
        publish_changes(event, {session: {"seats": 0}})


@pytest.mark.parametrize("days", [1, 3])
def test_a_contributor_with_a_seat_gets_one_mail_about_a_moved_session(event, session, days):
    """An event of several days has invites by session. The person also chose the session as a participant."""
    Event.objects.filter(pk=event.pk).update(ends_at=event.starts_at + timedelta(days=days - 1, hours=6))
    speaker = session.contributors.get().person
    session.choices.create(registration=register(Event.objects.get(pk=event.pk), speaker))
    Message.objects.all().delete()

    publish_changes(event, {session: {"room": "B2"}})

    assert list(speaker.messages.values_list("kind", flat=True)) == ["contributor_changed"]
