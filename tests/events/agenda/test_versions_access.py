"""Who reads how the agenda of an event changed: whoever may read its sessions, and the team."""

import pytest
from django.urls import reverse

from events.agenda import versions
from events.models import StudyVisit
from tests.events.missions.helpers import make_mission
from tests.factories import make_event, make_member, make_person, make_session

pytestmark = pytest.mark.django_db


def versions_of(event):
    session = make_session(event, title="Ministry of Manpower 1")
    versions.record(event, by=None)
    session.title = "Ministry of Manpower 2"
    session.save()
    versions.record(event, note="The minister is ill", by=None)
    return reverse("agenda:versions", args=[event.slug])


def test_meetings_of_a_mission_are_for_the_team(client):
    event = make_mission(status="published").event
    address = versions_of(event)

    assert client.get(address).status_code == 404
    for name in ("events:agenda", "events:agenda_json"):
        assert "The minister is ill" not in client.get(reverse(name, args=[event.slug])).text
    client.force_login(make_member(event.programme))
    assert "Ministry of Manpower 2" in client.get(address).text


@pytest.mark.parametrize("fields", [{"has_public_days": False}, {"is_listed": False}])
def test_days_that_are_not_public_are_for_participants(client, fields):
    event = make_event(kind="study_visit")
    StudyVisit.objects.create(event=event, **fields)
    address, person = versions_of(event), make_person()

    assert client.get(address).status_code == 404
    client.force_login(person)
    assert client.get(address).status_code == 404
    event.registrations.create(person=person, status="confirmed")
    assert client.get(address).status_code == 200


def test_versions_of_other_events_are_for_everybody(client):
    event = make_event()

    assert "Ministry of Manpower 2" in client.get(versions_of(event)).text
    for name in ("events:agenda", "events:agenda_json"):
        assert "The minister is ill" in client.get(reverse(name, args=[event.slug])).text
