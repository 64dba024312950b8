"""Documents of an event: links and uploaded files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.models import Document, Event
from events.models.answer import private_storage
from events.planning.drafts import create_draft
from events.questions import files
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 note %%EOF"


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def upload(client, event, name="note.pdf", content=PDF, **typed):
    rows = {"documents-TOTAL_FORMS": "1", "documents-INITIAL_FORMS": "0", "documents-0-audience": "everyone"}
    rows |= {"documents-0-upload": SimpleUploadedFile(name, content)}
    rows |= {f"documents-0-{key}": value for key, value in typed.items()}
    return client.post(reverse("planning:documents", args=[event.slug]), rows)


def test_an_uploaded_file_is_on_the_page_of_the_event(client, manager, programme):
    event = make_event(programme=programme)

    assert upload(client, event).status_code == 302

    document = event.documents.get()
    assert (document.title, document.name, document.url) == ("note", "note.pdf", "")
    assert (document.content_type, document.size) == ("application/pdf", len(PDF))
    assert document.address in client.get(event.get_absolute_url()).text
    client.logout()
    response = client.get(document.address)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="note.pdf"'


def test_the_file_of_a_draft_is_for_the_team_alone(client, manager, programme):
    event = make_event(programme=programme, status=Event.Status.DRAFT)
    upload(client, event, title="Concept note")
    address = event.documents.get().address

    response = client.get(address)
    assert b"".join(response.streaming_content) == PDF
    client.force_login(make_person())
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "run.exe", "content": b"MZ programme"}, "PDF"),
        ({"content": PDF + b" " * 1_100_000}, "too large"),
        ({"url": "https://example.org/note.pdf"}, "not both"),
    ],
)
def test_a_refused_file_says_why(client, settings, typed, words):
    settings.ANSWER_FILE_MB = 1
    event = make_event()
    client.force_login(make_member(event.programme))

    response = upload(client, event, title="Concept note", **typed)

    assert words in response.context["rows"].forms[0].errors["upload"][0]
    assert 'value="Concept note"' in response.text
    assert not Document.objects.exists()


def test_a_document_needs_a_link_or_a_file(client, manager, programme):
    event = make_event(programme=programme)
    rows = {"documents-TOTAL_FORMS": "1", "documents-INITIAL_FORMS": "0", "documents-0-title": "Note"}

    response = client.post(reverse("planning:documents", args=[event.slug]), rows)

    assert response.context["rows"].forms[0].errors["url"] == ["Enter a link, or choose a file."]


def test_a_removed_document_loses_its_file(client, manager, programme, django_capture_on_commit_callbacks):
    event = make_event(programme=programme)
    upload(client, event)
    document = event.documents.get()
    path = document.file.name
    rows = {
        "documents-TOTAL_FORMS": "1", "documents-INITIAL_FORMS": "1", "documents-0-id": document.pk,
        "documents-0-title": "note", "documents-0-audience": "everyone", "documents-0-DELETE": "on",
    }  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("planning:documents", args=[event.slug]), rows)

    assert not Document.objects.exists()
    assert not private_storage().exists(path)


def test_a_copied_event_has_a_file_of_its_own(client, manager, programme):
    old = make_event(programme=programme)
    upload(client, old)

    new = create_draft(
        programme, like=old, by=manager, title="New", kind=old.kind, timezone=old.timezone, precision="tbc",
        starts_at=None, ends_at=None,
    )  # fmt: skip

    copy, original = new.documents.get(), old.documents.get()
    assert copy.file.name != original.file.name
    assert (copy.key, copy.name) != (original.key, original.name)
    with copy.file.open() as content:
        assert content.read() == PDF
    assert files.delete_unused_files() == 0
