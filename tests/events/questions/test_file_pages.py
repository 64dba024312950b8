"""Uploading files in forms, and downloading them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from events.models import Answer, AnswerFile, Event, EventQuestion, Registration
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.questions import answers, files, services
from events.questions.file_validation import validate_file
from events.registration import links
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.events.questions.uploads import HTML, REJECTED_FILES, make_pdf, make_upload, stored_paths
from tests.factories import make_delegation, make_event, make_member, make_person, make_programme
from tests.markup import without_direction

pytestmark = [pytest.mark.look, pytest.mark.django_db]


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def participant(client):
    person = make_person(name="Khai")
    client.force_login(person)
    return person


def path(name, event, *arguments):
    return reverse(name, args=[event.slug, *arguments])


def text_of(response):
    return without_direction(response.content.decode())


def answered(event, person=None, name="cv.pdf", **question):
    """Return the file of a new answer to a new question of event."""
    event_question = ask(event, "file", **question)
    person = person or make_person()
    registration = Registration.objects.of(person).filter(event=event).first() or register(event, person)
    stored = files.store_file(validate_file(make_pdf(name)), event_question, person)
    answers.save_answers(registration, {event_question.pk: str(stored.key)}, by=person)
    return AnswerFile.objects.get(registration=registration, question=event_question)


def content(response):
    return b"".join(response.streaming_content)  # read to its end, it is closed


def test_registering_saves_a_file_that_can_be_downloaded(client, event, participant):
    event_question = ask(event, "file", label="Your CV", help_text="Two pages.", is_required=True)

    page = text_of(client.get(path("self_service:register", event)))
    done = client.post(
        path("self_service:register", event),
        {"name": "Khai", event_question.field_name: make_pdf("My CV.pdf")},
        follow=True,
    )

    assert 'enctype="multipart/form-data"' in page
    assert "Two pages. PDF, PNG, JPEG or Word (.docx), 5 MB at most." in page
    found = AnswerFile.objects.get()
    assert Answer.objects.get().value == str(found.key)
    assert f'<a href="/files/{found.key}/">My CV.pdf</a>' in text_of(done)
    assert content(client.get(found.get_absolute_url())) == make_pdf("My CV.pdf").read()


def test_download_has_headers_that_prevent_display(client, event, participant):
    found = answered(event, participant, name="Lebenslauf für Khai.pdf")

    answer = client.get(found.get_absolute_url())

    content(answer)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Lebenslauf%20f%C3%BCr%20Khai.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_missing_required_file_shows_an_error_next_to_the_field(client, event, participant):
    event_question = ask(event, "file", is_required=True)

    page = client.post(path("self_service:register", event), {"name": "Khai"})

    assert page.context["answers"].errors == {event_question.field_name: ["Choose a file."]}
    assert not Registration.objects.exists()


@pytest.mark.parametrize("case", ["a program called .pdf", "a web page called .png", "nothing", "6 MB"])
def test_rejected_file_shows_an_error_and_is_not_stored(client, event, participant, case):
    event_question = ask(event, "file")
    bad, name, message = REJECTED_FILES[case]

    page = client.post(
        path("self_service:register", event), {"name": "Khai", event_question.field_name: make_upload(bad, name)}
    )

    assert page.status_code == 200
    assert page.context["answers"].errors[event_question.field_name][0].startswith(message)
    assert (Registration.objects.count(), AnswerFile.objects.count()) == (0, 0)


def test_upload_is_stored_while_another_field_is_invalid(client, event, participant):
    event_question = ask(event, "file", is_required=True)
    other = ask(event, is_required=True)
    posted = {"name": "Khai", event_question.field_name: make_pdf()}

    wrong = client.post(path("self_service:register", event), posted)
    stored = AnswerFile.objects.get()
    assert (stored.kept_for, stored.registration) == (participant, None)
    assert "Stored until you submit the form:" in text_of(wrong)
    assert f'<input type="hidden" name="{event_question.field_name}-kept" value="{stored.key}">' in text_of(wrong)

    posted = {"name": "Khai", other.field_name: "x", f"{event_question.field_name}-kept": str(stored.key)}
    client.post(path("self_service:register", event), posted)

    stored.refresh_from_db()
    assert (stored.kept_for, stored.registration) == (None, Registration.objects.get())
    assert Answer.objects.get(question=event_question).value == str(stored.key)


def test_upload_is_stored_when_registration_is_closed(client, event, participant):
    event_question = ask(event, "file")
    Event.objects.update(registration_closes_at=now() - timedelta(minutes=1))

    page = client.post(path("self_service:register", event), {"name": "Khai", event_question.field_name: make_pdf()})

    assert "Stored until you submit the form:" in text_of(page)
    assert AnswerFile.objects.get().kept_for == participant


def test_unclaimed_file_of_another_person_is_refused(client, event, participant):
    event_question = ask(event, "file", is_required=True)
    theirs = files.store_file(validate_file(make_pdf("secret.pdf")), event_question, make_person())

    page = client.post(
        path("self_service:register", event), {"name": "Khai", f"{event_question.field_name}-kept": str(theirs.key)}
    )

    assert page.context["answers"].errors == {
        event_question.field_name: ["The file that you chose before is no longer available. Choose it again."]
    }
    assert "secret.pdf" not in text_of(page)
    assert not Registration.objects.exists()


def test_unclaimed_file_remains_after_signing_in_again(client, event, participant):
    event_question = ask(event, "file", is_required=True)
    page = client.post(path("self_service:register", event), {"name": "", event_question.field_name: make_pdf()})
    form = {
        "name": "Khai",
        "typed_by": page.context["typed_by"],
        f"{event_question.field_name}-kept": AnswerFile.objects.get().key,
    }
    client.logout()

    asks_to_sign_in = client.post(
        path("self_service:register", event), form | {event_question.field_name: make_pdf("again.pdf")}
    )
    client.force_login(participant)
    page = text_of(client.get(path("self_service:register", event)))

    assert asks_to_sign_in.status_code == 302
    assert "Files are not kept. Please choose them again." in page
    assert "Stored until you submit the form:" in page


def test_file_for_a_question_that_is_not_asked_is_not_stored(client, event, participant):
    event_question = ask(event, "file", shown_if_constituency=["workers"])

    client.post(
        path("self_service:register", event),
        {"name": "Khai", event_question.field_name: make_pdf(), "constituency": "partner"},
    )

    assert Registration.objects.exists()
    assert not AnswerFile.objects.exists()


def test_correction_keeps_replaces_and_removes_a_file(client, event, participant, django_capture_on_commit_callbacks):
    old = answered(event, participant, name="old.pdf", label="Your CV")
    name, address = old.question.field_name, path("self_service:answers", event)

    page = text_of(client.get(address))
    client.post(address, {})
    assert "old.pdf" in page
    assert AnswerFile.objects.get() == old

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {name: make_pdf("new.pdf"), f"{name}-clear": "1"})
    new = AnswerFile.objects.get()
    assert new.name == "new.pdf"
    assert stored_paths() == {new.file.name}

    client.post(address, {f"{name}-clear": "1"})
    assert not AnswerFile.objects.exists()
    assert Answer.objects.get().value is None

    organiser = Client()
    organiser.force_login(make_member(event.programme))
    history_page = text_of(organiser.get(path("participants:detail", event, Registration.objects.get().pk)))
    assert "Your CV: old.pdf → <strong>new.pdf</strong>" in history_page
    assert "Your CV: new.pdf → <strong>nothing</strong>" in history_page


def test_registering_again_keeps_the_file(client, event, participant):
    found = answered(event, participant)
    client.post(path("self_service:withdraw", event))

    client.post(path("self_service:register", event), {"name": "Khai"})

    assert Registration.objects.get().status == "confirmed"
    assert AnswerFile.objects.get() == found
    assert Answer.objects.get().value == str(found.key)


def test_details_form_accepts_a_file_in_a_later_step(client, event, participant):
    event_question = ask(event, "file", is_required=True, label="Passport", stage=EventQuestion.Stage.CONFIRMED)
    register(event, participant)
    address = path("travel:details", event)

    missing = text_of(client.get(address))
    client.post(address, {"certificate_name": ""})
    assert "<li>Passport</li>" in missing
    client.post(address, {"certificate_name": "", event_question.field_name: make_pdf()})
    client.post(address, {"certificate_name": "Khai"})

    assert AnswerFile.objects.get().registration.person == participant
    assert "<li>Passport</li>" not in text_of(client.get(address))


def test_nominee_uploads_a_file_without_an_account(client):
    event = make_event(policy=Event.Policy.NOMINATION)
    event_question = ask(event, "file", is_required=True)
    delegation = make_delegation(event=event, constituency="workers", seats=2)
    closes_at = now() + timedelta(days=3)
    link = nominations.appoint(event, [delegation.pk], address="f@example.org", name="Focal", closes_at=closes_at)
    nominations.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)
    registration = Registration.objects.get()
    address = links.nominee_link(registration).split("8000")[1]

    wrong = client.post(address, {"name": "", event_question.field_name: make_pdf()})
    stored = AnswerFile.objects.get()
    assert "Stored until you submit the form:" in text_of(wrong)
    client.post(address, {"name": "An", f"{event_question.field_name}-kept": str(stored.key)})

    registration.refresh_from_db()
    assert registration.status == "pending"
    assert AnswerFile.objects.get().registration == registration
    assert "cv.pdf" not in text_of(client.get(links.focal_point_link(link).split("8000")[1]))


def test_preview_stores_no_file(client, event):
    client.force_login(make_member(event.programme))
    event_question = ask(event, "file", is_required=True)

    good = client.post(path("questions:preview", event), {"name": "Khai", event_question.field_name: make_pdf()})
    bad = client.post(path("questions:preview", event), {"name": "Khai", event_question.field_name: make_upload(HTML)})

    assert good.context["is_valid"]
    assert not bad.context["is_valid"]
    assert not AnswerFile.objects.exists()


EXPECTED_STATUS = {
    "themselves": (200, 200),
    "somebody else who is registered": (404, 404),
    "manager": (200, 200),
    "coordinator": (200, 200),
    "reception": (404, 200),
    "viewer": (404, 404),
    "manager of another programme": (404, 404),
    "stranger": (302, 302),
}


@pytest.mark.parametrize("reader", EXPECTED_STATUS)
def test_file_is_served_to_readers_of_the_answer_only(client, event, reader):
    person = make_person()
    found = [answered(event, person, audience=audience) for audience in ("organisers", "team")]
    other = make_person()
    register(event, other)
    readers = {
        "themselves": person,
        "somebody else who is registered": other,
        "manager of another programme": make_member(make_programme()),
    }
    if reader in {"manager", "coordinator", "reception", "viewer"}:
        client.force_login(make_member(event.programme, reader))
    elif reader != "stranger":
        client.force_login(readers[reader])

    answers = [client.get(file.get_absolute_url()) for file in found]

    assert tuple(answer.status_code for answer in answers) == EXPECTED_STATUS[reader]
    for answer in answers:
        if answer.streaming:
            content(answer)


def test_hidden_lost_and_unclaimed_files_are_not_found(client, event, participant):
    gone, lost = answered(event, participant), answered(event, participant)
    stored = files.store_file(validate_file(make_pdf()), ask(event, "file"), participant)
    services.remove_question(gone.question)
    lost.file.storage.delete(lost.file.name)

    assert [client.get(file.get_absolute_url()).status_code for file in (gone, lost, stored)] == [404, 404, 404]
    assert client.get(reverse("questions:file", args=[uuid4()])).status_code == 404


def test_registration_link_shows_no_files(client, event):
    mine = answered(event)
    address = links.registration_link(mine.registration).split("8000")[1]

    assert "cv.pdf" not in text_of(client.get(address))
    assert client.get(mine.get_absolute_url()).status_code == 302  # to the sign-in


def test_table_links_to_files_and_export_contains_their_names(client, event):
    found = answered(event, name="=cmd.pdf", audience="organisers")
    column = {"column": ["name", found.question.field_name]}
    client.force_login(make_member(event.programme))

    page = text_of(client.get(path("participants:list", event), column))
    export = client.get(path("participants:export", event), column | {"format": "csv"})
    book = client.get(path("participants:export", event), column | {"format": "xlsx"})

    assert f'<a href="{found.get_absolute_url()}">=cmd.pdf</a>' in page
    assert "'=cmd.pdf" in b"".join(export.streaming_content).decode()
    assert content(book).startswith(b"PK")

    client.force_login(make_member(event.programme, "reception"))
    page = text_of(client.get(path("participants:list", event), column))
    assert "=cmd.pdf" not in page


@pytest.mark.parametrize("item_count", [1, 3])
def test_files_need_one_more_query(client, event, participant, item_count, django_assert_num_queries):
    for _ in range(item_count):
        answered(event, participant)
    client.get(path("self_service:register", event))

    with django_assert_num_queries(14):  # one more than where one stands without files
        client.get(path("self_service:register", event))
    # session, person, on a team?, registration, questions, answers, files
    with django_assert_num_queries(8):
        client.get(path("self_service:answers", event))
