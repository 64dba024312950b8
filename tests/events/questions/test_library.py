"""The library of a programme's questions: what organisers see of it, and that changing it loses no answer."""

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


def answer(asked, value):
    registration = register(asked.event, make_person())
    save_answers(registration, {asked.pk: value}, by=registration.person)
    return registration


def told(registration):
    return [(one.label, one.text) for one in queries.displayed_answers([registration.pk]).get(registration.pk, [])]


def test_the_library_says_who_asks_what_and_how_often_it_is_answered(client, event, organiser):
    asked = ask(event, "single", label="Your meal", labels=["Fish", "Meat"], keep_days=30)
    answer(asked, "fish")
    answer(asked, "meat")
    add_question(make_event(programme=event.programme, title="Training"), asked.question)
    ask(make_event(programme=make_programme()), label="Of another programme")

    shown = organiser.get(page(event)).content.decode()

    assert "Your meal" in shown
    for words in ("One of several choices", "Managers and coordinators only", "kept for 30 days", "2 answers"):
        assert words in shown
    assert "Asked by 2 events" in shown
    assert shown.index("Seminar") != shown.index("Training")
    assert "Of another programme" not in shown


def test_each_version_of_a_consent_says_when_and_how_many_agreed(client, event, organiser):
    asked = ask(event, "consent", label="Photos", consent_text="Take my picture.")
    first = ConsentText.objects.get()
    answer(asked, first.pk)
    answer(asked, first.pk)
    library.update_library_question(asked.question, consent_text="Take and print my picture.")
    answer(asked, ConsentText.objects.get(version=2).pk)

    (kept,) = library_queries.library_entries(event.programme)
    shown = organiser.get(page(event)).content.decode()

    assert [(one.consent.version, one.agreed_count) for one in kept.versions] == [(2, 1), (1, 2)]
    assert "2 versions of the text" in shown
    assert f"{first.created_at:%-d %B %Y} · 2 people agreed" in shown
    assert "1 person agreed" in shown


def test_a_new_question_is_asked_once_an_event_adds_it(client, event, organiser):
    new = {"kind": "multiple", "label": "Your days", "labels": "Monday\nTuesday", "audience": "team", "keep_days": "9"}

    organiser.post(page(event, "library_create"), new)

    question = Question.objects.get()
    assert (question.kind, question.audience, question.keep_days) == ("multiple", "team", 9)
    assert [choice["value"] for choice in question.choices] == ["monday", "tuesday"]
    assert not EventQuestion.objects.exists()
    assert list(library_queries.available_questions(event)) == [question]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "single", "label": "Meal", "labels": "Fish"}, "Give at least two choices."),
        ({"kind": "consent", "label": "Photos"}, "Write the text that people agree to."),
        ({"kind": "number", "label": "Age", "minimum": "9", "maximum": "1"}, "This is below the lowest number."),
        ({"kind": "date", "label": ""}, "This field is required."),
    ],
)
def test_what_is_no_question_is_refused_beside_its_field(client, event, organiser, typed, said):
    refused = organiser.post(page(event, "library_create"), typed | {"audience": "team"})

    assert said in refused.content.decode()
    assert not Question.objects.exists()


def test_a_question_is_renamed_for_all_events_and_its_answers_stay(client, event, organiser):
    asked = ask(event, "single", label="Meal", labels=["Fish", "Meat"])
    elsewhere = add_question(make_event(programme=event.programme), asked.question)
    registrations = [answer(asked, "fish"), answer(elsewhere, "meat")]
    renamed = {"label": "Your meal", "choice_fish": "Fresh fish", "choice_meat": "", "labels": "Rice\nNoodles"}

    organiser.post(page(event, "library_edit", asked.question_id), renamed | {"audience": "team"})

    assert [told(one) for one in registrations] == [[("Your meal", "Fresh fish")], [("Your meal", "Meat")]]
    question = Question.objects.get()
    assert [choice["value"] for choice in question.offered_choices] == ["fish", "rice", "noodles"]


def test_a_choice_upon_which_an_event_depends_is_not_taken_away(client, event, organiser):
    meal = ask(event, "single", label="Meal", labels=["Fish", "Meat", "Rice"])
    ask(event, label="Which fish", shown_if_question=meal, shown_if_values=["fish"])
    typed = {"label": "Meal", "audience": "team", "choice_fish": "", "choice_meat": "Meat", "choice_rice": "Rice"}

    refused = organiser.post(page(event, "library_edit", meal.question_id), typed).content.decode()

    assert "First change the questions that depend on it: “Which fish”." in refused
    assert len(Question.objects.get(label="Meal").offered_choices) == 3
    with pytest.raises(QuestionInUseError), transaction.atomic():
        library.update_library_question(meal.question, choices={"fish": ""})


def test_an_archived_question_is_offered_no_more_and_stays_where_it_is_asked(client, event, organiser):
    asked = ask(event, label="Your union")
    registration = answer(asked, "VGCL")
    other = make_event(programme=event.programme)

    organiser.post(page(event, "archive", asked.question_id))

    assert list(library_queries.available_questions(other)) == []
    with pytest.raises(QuestionError), transaction.atomic():
        add_question(other, Question.objects.get())
    assert [one.event_question.pk for one in queries.form_questions(event)] == [asked.pk]
    assert told(registration) == [("Your union", "VGCL")]
    assert "Archived" in organiser.get(page(event)).content.decode()
    refused = organiser.post(reverse("questions:add", args=[other.slug]), {"question": asked.question_id}, follow=True)
    assert "Choose a question of the library." in refused.content.decode()

    organiser.post(page(event, "restore", asked.question_id))

    assert list(library_queries.available_questions(other)) == [asked.question]
    assert "Archived" not in organiser.get(page(event)).content.decode()


def test_new_words_do_not_bring_an_archived_question_back(event):
    asked = ask(event, label="Your union")
    library.archive_question(asked.question)

    library.update_library_question(asked.question, label="The union that you are of")

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


def test_the_library_is_found_from_the_workspace_and_from_an_events_questions(client, event, organiser):
    for address in (reverse("organise:home"), reverse("questions:list", args=[event.slug])):
        assert f'href="{page(event)}"' in organiser.get(address).content.decode()


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_library_costs_the_same_for_one_and_many(client, event, organiser, item_count, django_assert_num_queries):
    for number in range(item_count):
        asked = ask(event, "consent", label=f"Consent {number}", consent_text="Yes?")
        answer(asked, asked.question.consent_texts.get().pk)

    # Session, person, programme, role; questions, uses, texts, answers, consents; on a team?
    with django_assert_num_queries(10):
        shown = organiser.get(page(event))

    assert len(shown.context["offered"]) == item_count
