"""Contributors of a session that is not published yet: added and removed in its sheet, and undone."""

import pytest
from django.urls import reverse

from events.agenda import edits, operations, versions
from events.agenda.draft_people import add_person, remove_person
from events.agenda.edits import Edit
from events.agenda.errors import (
    AlreadyInSessionError,
    ChangedSinceError,
    ItemGoneError,
    PersonGoneError,
    TooManyPeopleError,
)
from events.agenda.items import items_of
from events.agenda.versions import fingerprint
from events.models import AgendaStep, Contributor, DraftContributor
from notifications.models import Message
from tests.events.contributors.scene import make_session
from tests.events.experts.helpers import make_expert
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(slug="seminar")


@pytest.fixture
def officer(event):
    return make_member(event.programme)


@pytest.fixture
def key(event, officer):
    values = operations.times(event.zone, event.local_starts_at.replace(tzinfo=None), 45)
    step = edits.save(event, [Edit("", {**values, "title": "Panel"})], text="add", by=officer)
    return next(iter(step.changes))


def names(event):
    return list(DraftContributor.objects.filter(draft__event=event).values_list("name", "role", "person"))


def test_typed_name_of_the_directory_is_that_expert(event, officer, key):
    person = make_person()
    make_expert(event.programme, name="Anjali Rao", affiliation="Institute", person=person)

    step = add_person(event, key, name="rao", role="moderator", by=officer)
    add_person(event, key, name="Somebody Else", role="speaker", by=officer)

    assert names(event) == [("Anjali Rao", "moderator", person.pk), ("Somebody Else", "speaker", None)]
    assert DraftContributor.objects.first().affiliation == "Institute"
    assert step.text == "Add Anjali Rao to “Panel”"
    assert list(step.people.all()) == [person]
    assert not Message.objects.exists()


def test_each_step_is_undone_exactly(event, officer, key):
    add_person(event, key, name="An", role="speaker", by=officer)
    add_person(event, key, name="Binh", role="speaker", by=officer)
    remove_person(event, key, DraftContributor.objects.get(name="An").pk, by=officer)
    assert names(event) == [("Binh", "speaker", None)]

    edits.undo(event, by=officer)
    assert names(event) == [("An", "speaker", None), ("Binh", "speaker", None)]

    edits.undo(event, by=officer)
    assert names(event) == [("An", "speaker", None)]

    edits.undo(event, by=officer)
    assert names(event) == []
    assert AgendaStep.objects.count() == 1


def test_undo_of_another_change_keeps_the_people_that_came_since(event, officer, key):
    edits.save(event, [Edit(key, {"room": "Hall"})], text="room", by=officer)
    add_person(event, key, name="An", role="speaker", by=make_member(event.programme))

    edits.undo(event, by=officer)

    assert names(event) == [("An", "speaker", None)]
    assert next(item for item in items_of(event) if item.key == key).row.room == ""


def test_undo_does_not_overwrite_the_people_of_somebody_else(event, officer, key):
    add_person(event, key, name="An", role="speaker", by=officer)
    add_person(event, key, name="Binh", role="speaker", by=make_member(event.programme))

    with pytest.raises(ChangedSinceError):
        edits.undo(event, by=officer)

    assert len(names(event)) == 2


def test_removed_session_comes_back_with_its_people(event, officer, key):
    add_person(event, key, name="An", role="speaker", by=officer)
    edits.save(event, operations.remove([key]), text="remove", by=officer)

    edits.undo(event, by=officer)

    assert names(event) == [("An", "speaker", None)]


def test_people_of_a_published_session_are_not_changed_here(event, officer):
    session = make_session(event, "Opening")

    with pytest.raises(ItemGoneError):
        add_person(event, f"s{session.pk}", name="An", role="speaker", by=officer)

    assert not Contributor.objects.exists()


def test_refuses_the_same_person_twice_a_person_who_is_gone_and_too_many(event, officer, key, monkeypatch):
    add_person(event, key, name="An", role="speaker", by=officer)

    with pytest.raises(AlreadyInSessionError):
        add_person(event, key, name="An", role="speaker", by=officer)
    with pytest.raises(PersonGoneError):
        remove_person(event, key, 0, by=officer)
    monkeypatch.setattr("events.agenda.draft_people.MOST_PEOPLE", 1)
    with pytest.raises(TooManyPeopleError):
        add_person(event, key, name="An", role="moderator", by=officer)

    assert len(names(event)) == 1


def test_somebody_who_publishes_has_seen_the_people(event, officer, key):
    seen = fingerprint(items_of(event, with_removed=True))
    add_person(event, key, name="An", role="speaker", by=officer)

    with pytest.raises(ChangedSinceError):
        versions.publish(event, note="", seen=seen, by=officer)

    versions.publish(event, note="", seen=fingerprint(items_of(event, with_removed=True)), by=officer)
    assert Contributor.objects.get(session__title="Panel").name == "An"


# Pages


def test_sheet_adds_and_removes_people(client, event, officer, key):
    client.force_login(officer)
    path = reverse("agenda:editor", args=["seminar"])
    assert 'name="person-name"' not in client.get(path).text
    assert 'id="person-name"' in client.get(path, {"open": key}).text

    page = client.post(path, {"action": "person_add", "key": key, "name": "An Tran", "role": "panellist"}, follow=True)
    assert "An Tran" in page.text
    assert "Panellist" in page.text
    assert "Add An Tran to “Panel”" in page.text

    person = DraftContributor.objects.get()
    client.post(path, {"action": "person_remove", "key": key, "person": person.pk}, follow=True)
    assert names(event) == []


@pytest.mark.parametrize("wrong", [{"name": ""}, {"role": "x"}, {"name": "x" * 151}, {"key": "d0"}])
def test_sheet_refuses_wrong_input(client, event, officer, key, wrong):
    client.force_login(officer)
    data = {"action": "person_add", "key": key, "name": "An", "role": "speaker"} | wrong

    response = client.post(reverse("agenda:editor", args=["seminar"]), data, follow=True)

    assert response.status_code == 200
    assert names(event) == []


def test_sheet_of_a_published_session_leads_to_the_contributors(client, event, officer):
    session = make_session(event, "Opening")
    client.force_login(officer)

    page = client.get(reverse("agenda:editor", args=["seminar"]), {"open": f"s{session.pk}"}).text

    assert 'id="person-name"' not in page
    assert reverse("contributors:list", args=["seminar"]) in page


def test_names_of_the_directory_are_suggested(client, event, officer):
    make_expert(event.programme, name="Anjali Rao", affiliation="Institute")
    make_expert(make_programme(slug="other"), name="Anjali Other")
    client.force_login(officer)

    found = client.get(reverse("agenda:people", args=["seminar"]), {"name": "anj"}).text
    nobody = client.get(reverse("agenda:people", args=["seminar"])).text

    assert '<option value="Anjali Rao">Institute' in found
    assert "Other" not in found
    assert "option" not in nobody
