"""The diets of visitors: choices are counted in the language of the reader, own words are listed as they are."""

import pytest
from django.utils.timezone import now
from django.utils.translation import override

from events.models import Answer, EventQuestion, Question
from events.questions.services import add_question
from events.study_visits.rooms.meals import meal_counts
from events.study_visits.travellers import travellers_of
from events.travel.emergency import EmergencyData, save_emergency
from events.travel.forms import EmergencyForm
from tests.events.study_visits.helpers import make_traveller, make_visit
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def meals(event):
    return meal_counts(event, travellers_of(event), [])


def test_choices_are_counted_and_own_words_are_listed():
    event = make_visit()
    for data in (
        EmergencyData(diet="halal"),
        EmergencyData(diet="halal", diet_words="pas de porc, merci"),
        EmergencyData(diet="other", diet_words="Tôi ăn chay vào ngày rằm"),
        EmergencyData(diet="none"),
        EmergencyData(diet="none", allergy="Peanuts"),
        EmergencyData(),
    ):
        save_emergency(make_traveller(event, make_person()), data)

    found = meals(event)

    assert found.diets == [("Halal", 2)]
    assert found.words == [("Tôi ăn chay vào ngày rằm", 1), ("pas de porc, merci", 1)]
    assert (found.without, found.allergies) == (2, [("Peanuts", 1)])


@pytest.mark.parametrize("none", ["No special diet", "Aucun", "Không"])
def test_a_question_of_the_event_counts_its_choices_in_their_language(none):
    event = make_visit()
    asked = add_question(
        event,
        Question(kind="multiple", label="Régime", slug="diet"),
        labels=["Végétarien", "Sans gluten", none],
        stage=EventQuestion.Stage.CONFIRMED,
    )
    values = {choice["label"]: choice["value"] for choice in asked.question.choices}
    for labels in (["Végétarien", "Sans gluten"], ["Végétarien"], [none]):
        Answer.objects.create(
            registration=make_traveller(event, make_person()),
            question=asked,
            value=[values[label] for label in labels],
            answered_at=now(),
        )

    found = meals(event)

    assert (found.diets, found.words, found.without) == ([("Sans gluten", 1), ("Végétarien", 2)], [], 1)


def test_answers_in_words_to_a_question_are_not_read():
    event = make_visit()
    asked = add_question(
        event, Question(kind="short_text", label="Diet", slug="diet"), stage=EventQuestion.Stage.CONFIRMED
    )
    for words in ("rien de spécial", "no"):
        Answer.objects.create(
            registration=make_traveller(event, make_person()), question=asked, value=words, answered_at=now()
        )

    found = meals(event)

    assert (found.diets, found.words) == ([], [("no", 1), ("rien de spécial", 1)])


def test_the_diet_of_the_travel_details_comes_before_the_answer():
    event = make_visit()
    asked = add_question(event, Question(kind="single", label="Diet", slug="diet"), labels=["Vegan", "Halal"])
    registration = make_traveller(event, make_person())
    Answer.objects.create(
        registration=registration, question=asked, value=asked.question.choices[0]["value"], answered_at=now()
    )
    save_emergency(registration, EmergencyData(diet="halal"))

    with override("fr"):
        assert meals(event).diets == [("Halal", 1)]


@pytest.mark.parametrize(
    ("typed", "diet", "error"),
    [
        ({"diet": "other"}, "other", "diet_words"),
        ({"diet_words": "No onions"}, "other", ""),
        ({"diet": "halal"}, "halal", ""),
        ({}, "", ""),
    ],
)
def test_another_diet_needs_words(typed, diet, error):
    form = EmergencyForm(typed, in_emergency=EmergencyData())

    assert form.is_valid() is not bool(error)
    assert form.cleaned_data["diet"] == diet
    assert list(form.errors) == ([error] if error else [])
