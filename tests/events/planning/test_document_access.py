"""Who sees which documents of an event: on its pages, behind the personal link, and by the address of the file."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from events.models import Contributor, Document, Event, Mission, Registration
from events.models.answer import private_storage
from events.planning.drafts import create_draft
from events.registration.links import registration_link
from events.registration.services import register
from tests.events.library.helpers import make_resource
from tests.factories import make_event, make_member, make_person, make_programme, make_session

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 note %%EOF"


@pytest.fixture
def event():
    return make_event(title="Seminar")


@pytest.fixture
def documents(event):
    """One document with a file for each audience, by the audience."""
    return {
        audience: make_document(event, title=f"For {audience}", audience=audience) for audience in Document.Audience
    }


def make_document(event, **fields):
    path = private_storage().save("documents/sample", ContentFile(PDF))
    return event.documents.create(file=path, name="note.pdf", content_type="application/pdf", size=len(PDF), **fields)


def confirmed(event):
    return register(event, make_person()).person


def pending(event):
    return Registration.objects.create(event=event, person=make_person(), status="pending").person


def speaker(event, **fields):
    person = make_person()
    Contributor.objects.create(session=make_session(event), name="Speaker", person=person, **fields)
    return person


def invited_speaker(event):
    return speaker(event, invitation="invited", invited_at=event.created_at)


def can_download(client, address):
    response = client.get(address)
    if response.status_code == 404:
        return False
    return b"".join(response.streaming_content) == PDF


READERS = {
    "nobody": (lambda event: None, {"everyone"}),
    "stranger": (lambda event: make_person(), {"everyone"}),
    "pending": (pending, {"everyone"}),
    "invited speaker": (invited_speaker, {"everyone"}),
    "confirmed": (confirmed, {"everyone", "participants"}),
    "speaker": (speaker, {"everyone", "participants"}),
    "viewer of the team": (lambda event: make_member(event.programme, "viewer"), {"everyone", "participants", "team"}),
    "member of another team": (lambda event: make_member(make_programme()), {"everyone"}),
}


@pytest.mark.parametrize("reader", READERS)
def test_page_and_files_are_limited_to_the_audience(client, event, documents, reader):
    find, expected = READERS[reader]
    person = find(event)
    if person:
        client.force_login(person)

    page = client.get(event.get_absolute_url()).text

    assert {audience for audience in documents if f"For {audience}" in page} == expected
    assert {audience for audience, row in documents.items() if can_download(client, row.address)} == expected


@pytest.mark.parametrize("reader", ["nobody", "stranger", "confirmed"])
def test_files_of_a_draft_are_for_the_team(client, event, documents, reader):
    person = READERS[reader][0](event)
    Event.objects.filter(pk=event.pk).update(status="draft")
    if person:
        client.force_login(person)

    assert not any(can_download(client, row.address) for row in documents.values())


def test_personal_link_gives_participants_their_documents_without_a_session(client, event, documents):
    registration = register(event, make_person())
    link = registration_link(registration)

    page = client.get(link).text
    token = link.rstrip("/").rpartition("/")[2]
    addresses = {
        audience: reverse("self_service:own_document", args=[token, row.key]) for audience, row in documents.items()
    }

    assert [audience for audience in documents if f"For {audience}" in page] == ["everyone", "participants"]
    assert not can_download(client, addresses["team"])
    assert can_download(client, addresses["participants"])
    Registration.objects.filter(pk=registration.pk).update(status="pending")
    assert "For participants" not in client.get(link).text
    assert not can_download(client, addresses["participants"])


def test_own_page_of_a_confirmed_person_lists_the_documents(client, event, documents):
    client.force_login(confirmed(event))

    page = client.get(reverse("self_service:register", args=[event.slug])).text

    assert documents["participants"].address in page
    assert "For team" not in page


def test_file_of_a_mission_is_never_public(client):
    event = make_event(kind="expert_mission", policy="none")
    Mission.objects.create(event=event)
    document = make_document(event, title="Terms")

    assert not can_download(client, document.address)
    client.force_login(make_member(event.programme))
    assert can_download(client, document.address)


def test_session_shows_its_documents_to_their_audience(client, event):
    session, other = make_session(event, title="Opening"), make_session(event, at="15:00", title="Closing")
    make_document(event, title="Speech", session=session)
    make_document(event, title="Notes", session=session, audience="participants")

    page = client.get(reverse("events:session", args=[event.slug, session.pk])).text
    client.force_login(confirmed(event))

    assert ("Speech" in page, "Notes" in page) == (True, False)
    assert "Notes" in client.get(reverse("events:session", args=[event.slug, session.pk])).text
    assert "Speech" not in client.get(reverse("events:session", args=[event.slug, other.pk])).text
    assert "· <bdi>Opening</bdi>" in client.get(event.get_absolute_url()).text


def test_team_sets_audience_and_session(client, event):
    session, foreign = make_session(event, title="Opening"), make_session(make_event(), title="Elsewhere")
    client.force_login(make_member(event.programme))
    page = reverse("planning:documents", args=[event.slug])
    rows = {
        "documents-TOTAL_FORMS": "1", "documents-INITIAL_FORMS": "0", "documents-0-title": "Note",
        "documents-0-url": "https://example.org/", "documents-0-audience": "participants",
    }  # fmt: skip

    refused = client.post(page, rows | {"documents-0-session": str(foreign.pk)})
    client.post(page, rows | {"documents-0-session": str(session.pk)})

    assert refused.context["rows"].forms[0].errors.keys() == {"session"}
    document = event.documents.get()
    assert (document.audience, document.session) == ("participants", session)
    assert "Confirmed participants" in event.changes.get(what="documents").said


def test_removed_session_leaves_its_document_to_the_event(event):
    session = make_session(event)
    document = make_document(event, title="Speech", session=session)

    session.delete()

    document.refresh_from_db()
    assert document.session is None


def test_copy_of_an_event_keeps_audience_and_session(event):
    session = make_session(event, title="Opening")
    make_document(event, title="Speech", session=session, audience="team")

    new = create_draft(
        event.programme, like=event, by=make_member(event.programme), title="New", kind=event.kind,
        timezone=event.timezone, precision="tbc", starts_at=None, ends_at=None,
    )  # fmt: skip

    copy = new.documents.get()
    assert (copy.audience, copy.session.title, copy.session.event) == ("team", "Opening", new)


@pytest.mark.parametrize("item_count", [1, 3])
def test_limited_documents_need_a_fixed_number_of_queries(client, event, item_count, django_assert_num_queries):
    for number in range(item_count):
        make_document(event, title=f"Note {number}", audience="participants", session=make_session(event, day=number))
    client.force_login(confirmed(event))
    client.get(event.get_absolute_url())

    with django_assert_num_queries(16):
        client.get(event.get_absolute_url())


def test_document_can_be_a_resource_of_the_library(client, event):
    resource = make_resource(programme=event.programme, title="Proceedings")
    client.force_login(make_member(event.programme))
    page = reverse("planning:documents", args=[event.slug])
    rows = {
        "documents-TOTAL_FORMS": "1", "documents-INITIAL_FORMS": "0", "documents-0-title": "Proceedings of the seminar",
        "documents-0-audience": "everyone", "documents-0-resource": str(resource.pk),
    }  # fmt: skip

    both = client.post(page, rows | {"documents-0-url": "https://example.org/"})
    client.post(page, rows)

    assert "not two of them" in both.text
    client.logout()
    link = f'<a href="{resource.get_absolute_url()}"'
    assert client.get(event.get_absolute_url()).text.count(link) == 1
    resource.published_at = None
    resource.save()
    shown = client.get(event.get_absolute_url()).text
    assert link not in shown
    assert "not available here" in shown


def test_event_lists_its_resources(client, event):
    resource = make_resource(event=event, title="Proceedings")
    make_resource(event=event, title="Draft", published_at=None)

    page = client.get(event.get_absolute_url()).text

    assert f'<a href="{resource.get_absolute_url()}"' in page
    assert "Draft" not in page
