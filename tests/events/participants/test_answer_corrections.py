"""The team corrects answers of all types, with a reason; the old value stands below the new one."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Answer, AnswerChange, AnswerFile, ConsentText, EventQuestion, Question
from events.questions.answers import save_answers
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.events.questions.uploads import make_pdf
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = pytest.mark.django_db
Kind = Question.Kind
# The type of a question, what the team types, and the stored value and its text afterwards.
TYPED = [
    (Kind.SHORT_TEXT, "A short answer", "A short answer", "A short answer"),
    (Kind.LONG_TEXT, "Two\nlines", "Two\nlines", "lines"),
    (Kind.NUMBER, "7", 7, "7"),
    (Kind.DATE, "2027-01-12", "2027-01-12", "12 January 2027"),
    (Kind.YES_NO, "no", False, "No"),
    (Kind.COUNTRY, "TH", "TH", "Thailand"),
]


@pytest.fixture
def event(client):
    event = make_event()
    client.force_login(make_member(event.programme, "coordinator"))
    return event


def page(registration, asked):
    return reverse("participants:answer", args=[registration.event.slug, registration.pk, asked.pk])


def shown(client, registration):
    return client.get(reverse("participants:detail", args=[registration.event.slug, registration.pk])).content.decode()


@pytest.mark.parametrize(("kind", "typed", "stored", "text"), TYPED)
def test_an_answer_of_each_type_is_corrected(client, event, *, kind, typed, stored, text):
    make_country("TH")
    asked = ask(event, kind, label="The question")
    registration = register(event, make_person())

    response = client.post(page(registration, asked), {asked.field_name: typed, "reason": "By phone"})

    assert response.status_code == 302
    assert Answer.objects.get().value == stored
    assert text in shown(client, registration)


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTIPLE])
def test_a_choice_is_corrected_and_the_old_one_stands_below(client, event, kind):
    asked = ask(event, kind, label="Meal", labels=["Rice", "Noodles"])
    rice, noodles = (choice["value"] for choice in asked.question.choices)
    registration = register(event, make_person())
    is_list = kind == Kind.MULTIPLE
    save_answers(registration, {asked.pk: [rice] if is_list else rice}, by=registration.person)

    client.post(page(registration, asked), {asked.field_name: [noodles], "reason": "Told by phone"})

    change = AnswerChange.objects.get()
    assert Answer.objects.get().value == ([noodles] if is_list else noodles)
    assert change.reason == "Told by phone"
    text = shown(client, registration)
    assert "was:" in text
    assert "<bdi>Rice</bdi>" in text
    assert "Told by phone" in text


def test_a_consent_is_withdrawn_at_the_wish_of_the_person(client, event):
    asked = ask(event, Kind.CONSENT, label="Photographs", consent_text="Pictures may be taken.")
    registration = register(event, make_person())
    save_answers(registration, {asked.pk: ConsentText.objects.get().pk}, by=registration.person)

    client.post(page(registration, asked), {"reason": "Asked us by email"})

    assert Answer.objects.get().value is None
    assert AnswerChange.objects.get().old_consent == ConsentText.objects.get()


def test_a_file_is_replaced_and_its_old_name_stays_in_the_history(client, event, django_capture_on_commit_callbacks):
    asked = ask(event, Kind.FILE, label="Letter")
    registration = register(event, make_person())
    for name in ("first.pdf", "second.pdf"):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(page(registration, asked), {asked.field_name: make_pdf(name)})
        assert response.status_code == 302

    assert AnswerFile.objects.get().name == "second.pdf"
    text = shown(client, registration)
    assert "second.pdf" in text
    assert "<bdi>first.pdf</bdi>" in text


def test_an_invalid_answer_is_kept_in_the_form_with_its_error(client, event):
    asked = ask(event, Kind.NUMBER, label="Years")
    registration = register(event, make_person())

    text = client.post(page(registration, asked), {asked.field_name: "many", "reason": "Why"}).content.decode()

    assert 'value="many"' in text
    assert 'value="Why"' in text
    assert "field-errors" in text
    assert not Answer.objects.exists()


@pytest.mark.parametrize("stage", EventQuestion.Stage)
def test_only_the_questions_of_its_stage_are_read(client, event, stage, django_assert_num_queries):
    asked = {one: ask(event, Kind.CONSENT, consent_text="Yes", stage=one) for one in EventQuestion.Stage}[stage]
    registration = register(event, make_person())
    client.get(page(registration, asked))

    # Session, person, event, role, registration; the question, those of its stage, consent texts, answers; the menu.
    with django_assert_num_queries(10):
        response = client.get(page(registration, asked))

    assert response.context["form"].question.event_question == asked


def test_a_removed_question_is_not_found(client, event):
    asked = ask(event, Kind.SHORT_TEXT)
    registration = register(event, make_person())
    EventQuestion.objects.update(archived_at=now())

    assert client.get(page(registration, asked)).status_code == 404


def test_a_question_of_another_event_is_not_found(client, event):
    asked = ask(make_event(), Kind.SHORT_TEXT, label="Elsewhere")
    registration = register(event, make_person())

    assert client.get(page(registration, asked)).status_code == 404


def test_a_corrected_fact_shows_its_old_value_and_reason(client, event):
    registration = register(event, make_person(name="Kihn Khin", position="Deputy director"))
    url = reverse("participants:correct", args=[event.slug, registration.pk])

    fields = {"name": "Khin Khin", "position": "Director", "address": registration.person.email}
    client.post(url, fields | {"reason": "Asked by phone"})

    text = shown(client, registration)
    assert "was:" in text
    assert "<bdi>Deputy director</bdi>" in text
    assert "<bdi>Kihn Khin</bdi>" in text
    assert "Asked by phone" in text
