"""Files in the forms that ask for them, and who gets them."""

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

pytestmark = pytest.mark.django_db


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


def words(response):
    return response.content.decode()


def answered(event, person=None, name="cv.pdf", **question):
    """Return the file with which somebody has answered a question of event."""
    asked = ask(event, "file", **question)
    person = person or make_person()
    registration = Registration.objects.of(person).filter(event=event).first() or register(event, person)
    kept = files.store_file(validate_file(make_pdf(name)), asked, person)
    answers.save_answers(registration, {asked.pk: str(kept.key)}, by=person)
    return AnswerFile.objects.get(registration=registration, question=asked)


def content(response):
    return b"".join(response.streaming_content)  # read to its end, it is closed


def test_a_file_goes_with_the_registration_and_comes_back(client, event, participant):
    asked = ask(event, "file", label="Your CV", help_text="Two pages.", is_required=True)

    page = words(client.get(path("self_service:register", event)))
    done = client.post(
        path("self_service:register", event), {"name": "Khai", asked.field_name: make_pdf("My CV.pdf")}, follow=True
    )

    assert 'enctype="multipart/form-data"' in page
    assert "Two pages. PDF, PNG, JPEG or Word (.docx), 5 MB at most." in page
    found = AnswerFile.objects.get()
    assert Answer.objects.get().value == str(found.key)
    assert f'<a href="/files/{found.key}/">My CV.pdf</a>' in words(done)
    assert content(client.get(found.get_absolute_url())) == make_pdf("My CV.pdf").read()


def test_a_file_is_only_ever_downloaded(client, event, participant):
    found = answered(event, participant, name="Lebenslauf für Khai.pdf")

    answer = client.get(found.get_absolute_url())

    content(answer)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Lebenslauf%20f%C3%BCr%20Khai.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_a_required_file_that_is_missing_is_said_so_next_to_the_field(client, event, participant):
    asked = ask(event, "file", is_required=True)

    page = client.post(path("self_service:register", event), {"name": "Khai"})

    assert page.context["answers"].errors == {asked.field_name: ["Choose a file."]}
    assert not Registration.objects.exists()


@pytest.mark.parametrize("lie", ["a program called .pdf", "a web page called .png", "nothing", "6 MB"])
def test_a_file_that_lies_is_refused_next_to_the_field_and_not_stored(client, event, participant, lie):
    asked = ask(event, "file")
    bad, name, said = REJECTED_FILES[lie]

    page = client.post(path("self_service:register", event), {"name": "Khai", asked.field_name: make_upload(bad, name)})

    assert page.status_code == 200
    assert page.context["answers"].errors[asked.field_name][0].startswith(said)
    assert (Registration.objects.count(), AnswerFile.objects.count()) == (0, 0)


def test_a_file_is_kept_while_something_else_is_wrong(client, event, participant):
    asked = ask(event, "file", is_required=True)
    other = ask(event, is_required=True)
    typed = {"name": "Khai", asked.field_name: make_pdf()}

    wrong = client.post(path("self_service:register", event), typed)
    kept = AnswerFile.objects.get()
    assert (kept.kept_for, kept.registration) == (participant, None)
    assert "Stored until you submit the form:" in words(wrong)
    assert f'<input type="hidden" name="{asked.field_name}-kept" value="{kept.key}">' in words(wrong)

    typed = {"name": "Khai", other.field_name: "x", f"{asked.field_name}-kept": str(kept.key)}
    client.post(path("self_service:register", event), typed)

    kept.refresh_from_db()
    assert (kept.kept_for, kept.registration) == (None, Registration.objects.get())
    assert Answer.objects.get(question=asked).value == str(kept.key)


def test_a_file_is_kept_when_the_event_refuses(client, event, participant):
    asked = ask(event, "file")
    Event.objects.update(registration_closes_at=now() - timedelta(minutes=1))

    page = client.post(path("self_service:register", event), {"name": "Khai", asked.field_name: make_pdf()})

    assert "Stored until you submit the form:" in words(page)
    assert AnswerFile.objects.get().kept_for == participant


def test_a_kept_file_of_somebody_else_is_not_taken(client, event, participant):
    asked = ask(event, "file", is_required=True)
    theirs = files.store_file(validate_file(make_pdf("secret.pdf")), asked, make_person())

    page = client.post(
        path("self_service:register", event), {"name": "Khai", f"{asked.field_name}-kept": str(theirs.key)}
    )

    assert page.context["answers"].errors == {
        asked.field_name: ["The file that you chose before is no longer available. Choose it again."]
    }
    assert "secret.pdf" not in words(page)
    assert not Registration.objects.exists()


def test_a_kept_file_is_there_still_after_signing_in_anew(client, event, participant):
    asked = ask(event, "file", is_required=True)
    page = client.post(path("self_service:register", event), {"name": "", asked.field_name: make_pdf()})
    form = {
        "name": "Khai",
        "typed_by": page.context["typed_by"],
        f"{asked.field_name}-kept": AnswerFile.objects.get().key,
    }
    client.logout()

    asks_to_sign_in = client.post(
        path("self_service:register", event), form | {asked.field_name: make_pdf("again.pdf")}
    )
    client.force_login(participant)
    page = words(client.get(path("self_service:register", event)))

    assert asks_to_sign_in.status_code == 302
    assert "Files are not kept: please choose them again." in page
    assert "Stored until you submit the form:" in page


def test_a_file_of_a_question_that_is_not_asked_is_not_stored(client, event, participant):
    asked = ask(event, "file", shown_if_constituency=["workers"])

    client.post(
        path("self_service:register", event), {"name": "Khai", asked.field_name: make_pdf(), "constituency": "partner"}
    )

    assert Registration.objects.exists()
    assert not AnswerFile.objects.exists()


def test_a_correction_keeps_replaces_and_takes_back(client, event, participant, django_capture_on_commit_callbacks):
    old = answered(event, participant, name="old.pdf", label="Your CV")
    name, address = old.question.field_name, path("self_service:answers", event)

    page = words(client.get(address))
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
    story = words(organiser.get(path("participants:detail", event, Registration.objects.get().pk)))
    assert "Your CV: old.pdf → <strong>new.pdf</strong>" in story
    assert "Your CV: new.pdf → <strong>nothing</strong>" in story


def test_who_registers_again_has_their_file_still(client, event, participant):
    found = answered(event, participant)
    client.post(path("self_service:withdraw", event))

    client.post(path("self_service:register", event), {"name": "Khai"})

    assert Registration.objects.get().status == "confirmed"
    assert AnswerFile.objects.get() == found
    assert Answer.objects.get().value == str(found.key)


def test_the_second_form_takes_files_in_parts(client, event, participant):
    asked = ask(event, "file", is_required=True, label="Passport", stage=EventQuestion.Stage.CONFIRMED)
    register(event, participant)
    address = path("travel:details", event)

    missing = words(client.get(address))
    client.post(address, {"certificate_name": ""})
    assert "<li>Passport</li>" in missing
    client.post(address, {"certificate_name": "", asked.field_name: make_pdf()})
    client.post(address, {"certificate_name": "Khai"})

    assert AnswerFile.objects.get().registration.person == participant
    assert "<li>Passport</li>" not in words(client.get(address))


def test_somebody_who_was_named_sends_a_file_without_an_account(client):
    event = make_event(policy=Event.Policy.NOMINATION)
    asked = ask(event, "file", is_required=True)
    delegation = make_delegation(event=event, constituency="workers", seats=2)
    closes_at = now() + timedelta(days=3)
    link = nominations.appoint(event, [delegation.pk], address="f@example.org", name="Focal", closes_at=closes_at)
    nominations.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)
    registration = Registration.objects.get()
    address = links.nominee_link(registration).split("8000")[1]

    wrong = client.post(address, {"name": "", asked.field_name: make_pdf()})
    kept = AnswerFile.objects.get()
    assert "Stored until you submit the form:" in words(wrong)
    client.post(address, {"name": "An", f"{asked.field_name}-kept": str(kept.key)})

    registration.refresh_from_db()
    assert registration.status == "pending"
    assert AnswerFile.objects.get().registration == registration
    assert "cv.pdf" not in words(client.get(links.focal_point_link(link).split("8000")[1]))


def test_a_preview_stores_nothing(client, event):
    client.force_login(make_member(event.programme))
    asked = ask(event, "file", is_required=True)

    good = client.post(path("questions:preview", event), {"name": "Khai", asked.field_name: make_pdf()})
    bad = client.post(path("questions:preview", event), {"name": "Khai", asked.field_name: make_upload(HTML)})

    assert good.context["is_valid"]
    assert not bad.context["is_valid"]
    assert not AnswerFile.objects.exists()


WHO_GETS_IT = {
    "themselves": (200, 200),
    "somebody else who is registered": (404, 404),
    "manager": (200, 200),
    "coordinator": (200, 200),
    "reception": (404, 200),
    "viewer": (404, 404),
    "manager of another programme": (404, 404),
    "stranger": (302, 302),
}


@pytest.mark.parametrize("who", WHO_GETS_IT)
def test_who_sees_an_answer_gets_its_file(client, event, who):
    person = make_person()
    found = [answered(event, person, audience=audience) for audience in ("organisers", "team")]
    other = make_person()
    register(event, other)
    readers = {
        "themselves": person,
        "somebody else who is registered": other,
        "manager of another programme": make_member(make_programme()),
    }
    if who in {"manager", "coordinator", "reception", "viewer"}:
        client.force_login(make_member(event.programme, who))
    elif who != "stranger":
        client.force_login(readers[who])

    answers = [client.get(file.get_absolute_url()) for file in found]

    assert tuple(answer.status_code for answer in answers) == WHO_GETS_IT[who]
    for answer in answers:
        if answer.streaming:
            content(answer)


def test_a_file_that_is_not_shown_is_not_handed_out(client, event, participant):
    gone, lost = answered(event, participant), answered(event, participant)
    kept = files.store_file(validate_file(make_pdf()), ask(event, "file"), participant)
    services.remove_question(gone.question)
    lost.file.storage.delete(lost.file.name)

    assert [client.get(file.get_absolute_url()).status_code for file in (gone, lost, kept)] == [404, 404, 404]
    assert client.get(reverse("questions:file", args=[uuid4()])).status_code == 404


def test_the_own_link_shows_no_files(client, event):
    mine = answered(event)
    address = links.registration_link(mine.registration).split("8000")[1]

    assert "cv.pdf" not in words(client.get(address))
    assert client.get(mine.get_absolute_url()).status_code == 302  # to the sign-in


def test_the_table_leads_to_files_and_an_export_has_their_names(client, event):
    found = answered(event, name="=cmd.pdf", audience="organisers")
    column = {"column": ["name", found.question.field_name]}
    client.force_login(make_member(event.programme))

    page = words(client.get(path("participants:list", event), column))
    export = client.get(path("participants:export", event), column | {"format": "csv"})
    book = client.get(path("participants:export", event), column | {"format": "xlsx"})

    assert f'<a href="{found.get_absolute_url()}">=cmd.pdf</a>' in page
    assert "'=cmd.pdf" in b"".join(export.streaming_content).decode()
    assert content(book).startswith(b"PK")

    client.force_login(make_member(event.programme, "reception"))
    page = words(client.get(path("participants:list", event), column))
    assert "=cmd.pdf" not in page


@pytest.mark.parametrize("item_count", [1, 3])
def test_files_cost_one_query(client, event, participant, item_count, django_assert_num_queries):
    for _ in range(item_count):
        answered(event, participant)
    client.get(path("self_service:register", event))

    with django_assert_num_queries(12):  # one more than where one stands without files
        client.get(path("self_service:register", event))
    # session, person, on a team?, registration, questions, answers, files
    with django_assert_num_queries(7):
        client.get(path("self_service:answers", event))
