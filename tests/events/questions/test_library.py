"""The library of a programme's questions: its pages, and changes that keep all answers."""

import pytest
from django.db import transaction
from django.urls import reverse

from events.models import ConsentText, EventQuestion, Question, TeamMember
from events.questions import library, library_queries, queries
from events.questions.answers import save_answers
from events.questions.errors import QuestionError, QuestionInUseError
from events.questions.services import add_question
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(title="Seminar")


@pytest.fixture
def organiser(client, event):
    client.force_login(make_member(event.programme, TeamMember.Role.COORDINATOR))
    return client


def page(event, name="library", *arguments):
    return reverse(f"questions:{name}", args=[event.programme.slug, *arguments])


def answer(event_question, value):
    registration = register(event_question.event, make_person())
    save_answers(registration, {event_question.pk: value}, by=registration.person)
    return registration


def displayed(registration):
    return [(one.label, one.text) for one in queries.displayed_answers([registration.pk]).get(registration.pk, [])]


def test_library_shows_events_and_number_of_answers(client, event, organiser):
    event_question = ask(event, "single", label="Your meal", labels=["Fish", "Meat"], keep_days=30)
    answer(event_question, "fish")
    answer(event_question, "meat")
    add_question(make_event(programme=event.programme, title="Training"), event_question.question)
    ask(make_event(programme=make_programme()), label="Of another programme")

    text = organiser.get(page(event)).content.decode()

    assert "Your meal" in text
    for words in ("One of several choices", "Managers and coordinators only", "kept for 30 days", "2 answers"):
        assert words in text
    assert "Asked by 2 events" in text
    assert text.index("Seminar") != text.index("Training")
    assert "Of another programme" not in text


def test_library_shows_date_and_agreements_of_each_consent_version(client, event, organiser):
    event_question = ask(event, "consent", label="Photos", consent_text="Take my picture.")
    first = ConsentText.objects.get()
    answer(event_question, first.pk)
    answer(event_question, first.pk)
    library.update_library_question(event_question.question, consent_text="Take and print my picture.")
    answer(event_question, ConsentText.objects.get(version=2).pk)

    (entry,) = library_queries.library_entries(event.programme)
    text = organiser.get(page(event)).content.decode()

    assert [(one.consent.version, one.agreed_count) for one in entry.versions] == [(2, 1), (1, 2)]
    assert "2 versions of the text" in text
    assert f"{first.created_at:%-d %B %Y} · 2 people agreed" in text
    assert "1 person agreed" in text


def test_new_question_is_not_asked_until_an_event_adds_it(client, event, organiser):
    new = {"kind": "multiple", "label": "Your days", "labels": "Monday\nTuesday", "audience": "team", "keep_days": "9"}

    organiser.post(page(event, "library_create"), new)

    question = Question.objects.get()
    assert (question.kind, question.audience, question.keep_days) == ("multiple", "team", 9)
    assert [choice["value"] for choice in question.choices] == ["monday", "tuesday"]
    assert not EventQuestion.objects.exists()
    assert list(library_queries.available_questions(event)) == [question]


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"kind": "single", "label": "Meal", "labels": "Fish"}, "Give at least two choices."),
        ({"kind": "consent", "label": "Photos"}, "Write the text that people agree to."),
        ({"kind": "number", "label": "Age", "minimum": "9", "maximum": "1"}, "This is below the lowest number."),
        ({"kind": "date", "label": ""}, "This field is required."),
    ],
)
def test_invalid_question_shows_an_error_next_to_its_field(client, event, organiser, posted, message):
    refused = organiser.post(page(event, "library_create"), posted | {"audience": "team"})

    assert message in refused.content.decode()
    assert not Question.objects.exists()


def test_renaming_a_question_applies_to_all_events_and_keeps_answers(client, event, organiser):
    event_question = ask(event, "single", label="Meal", labels=["Fish", "Meat"])
    elsewhere = add_question(make_event(programme=event.programme), event_question.question)
    registrations = [answer(event_question, "fish"), answer(elsewhere, "meat")]
    renamed = {"label": "Your meal", "choice_fish": "Fresh fish", "choice_meat": "", "labels": "Rice\nNoodles"}

    organiser.post(page(event, "library_edit", event_question.question_id), renamed | {"audience": "team"})

    assert [displayed(one) for one in registrations] == [[("Your meal", "Fresh fish")], [("Your meal", "Meat")]]
    question = Question.objects.get()
    assert [choice["value"] for choice in question.offered_choices] == ["fish", "rice", "noodles"]


def test_choice_that_a_condition_requires_cannot_be_removed(client, event, organiser):
    meal = ask(event, "single", label="Meal", labels=["Fish", "Meat", "Rice"])
    ask(event, label="Which fish", shown_if_question=meal, shown_if_values=["fish"])
    posted = {"label": "Meal", "audience": "team", "choice_fish": "", "choice_meat": "Meat", "choice_rice": "Rice"}

    refused = organiser.post(page(event, "library_edit", meal.question_id), posted).content.decode()

    assert "First change the questions that depend on it: “Which fish”." in refused
    assert len(Question.objects.get(label="Meal").offered_choices) == 3
    with pytest.raises(QuestionInUseError), transaction.atomic():
        library.update_library_question(meal.question, choices={"fish": ""})


def test_archived_question_is_not_offered_but_still_asked(client, event, organiser):
    event_question = ask(event, label="Your union")
    registration = answer(event_question, "VGCL")
    other = make_event(programme=event.programme)

    organiser.post(page(event, "archive", event_question.question_id))

    assert list(library_queries.available_questions(other)) == []
    with pytest.raises(QuestionError), transaction.atomic():
        add_question(other, Question.objects.get())
    assert [one.event_question.pk for one in queries.form_questions(event)] == [event_question.pk]
    assert displayed(registration) == [("Your union", "VGCL")]
    assert "Archived" in organiser.get(page(event)).content.decode()
    refused = organiser.post(
        reverse("questions:add", args=[other.slug]), {"question": event_question.question_id}, follow=True
    )
    assert "Choose a question of the library." in refused.content.decode()

    organiser.post(page(event, "restore", event_question.question_id))

    assert list(library_queries.available_questions(other)) == [event_question.question]
    assert "Archived" not in organiser.get(page(event)).content.decode()


def test_changing_the_wording_does_not_restore_an_archived_question(event):
    event_question = ask(event, label="Your union")
    library.archive_question(event_question.question)

    library.update_library_question(event_question.question, label="The union that you are of")

    question = Question.objects.get()
    assert (question.label, question.archived_at is None) == ("The union that you are of", False)


def test_questions_of_another_programme_are_not_found(client, event, organiser):
    foreign = ask(make_event(programme=make_programme()), label="Theirs").question

    answers = [
        organiser.post(page(event, name, foreign.pk), {"label": "Ours", "audience": "team"})
        for name in ("library_edit", "archive", "restore")
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert Question.objects.filter(label="Theirs", archived_at=None).exists()


def test_workspace_and_question_list_link_to_the_library(client, event, organiser):
    for address in (
        reverse("programmes:home", args=[event.programme.slug]),
        reverse("questions:list", args=[event.slug]),
    ):
        assert f'href="{page(event)}"' in organiser.get(address).content.decode()


@pytest.mark.parametrize("item_count", [1, 3])
def test_library_has_a_fixed_number_of_queries(client, event, organiser, item_count, django_assert_num_queries):
    for number in range(item_count):
        event_question = ask(event, "consent", label=f"Consent {number}", consent_text="Yes?")
        answer(event_question, event_question.question.consent_texts.get().pk)

    # Session, person, programme, role; questions, uses, texts, answers, consents; on a team?
    with django_assert_num_queries(10):
        text = organiser.get(page(event))

    assert len(text.context["offered"]) == item_count
