from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from events.models import Answer, AnswerChange, ConsentText, Event, EventQuestion, Question
from events.permissions import ALLOWED
from events.personal_data.retention.of_events import delete_answers
from events.questions import queries
from events.questions.answers import correct_answers, save_answers
from events.questions.errors import (
    AnswersClosedError,
    ConsentChangedError,
    InvalidConditionError,
    QuestionError,
    QuestionInUseError,
    QuestionOrderError,
)
from events.questions.services import add_question, change_question, move_question, remove_question, reorder_questions
from events.registration.services import register, withdraw
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_event, make_person, make_programme

pytestmark = pytest.mark.django_db


def order(event):
    return [event_question.question.label for event_question in EventQuestion.objects.filter(event=event).in_use()]


def answer_of(event_question):
    return Answer.objects.get(question=event_question).value


def displayed(registration, may=None):
    return [(one.label, one.text) for one in queries.displayed_answers([registration.pk], may).get(registration.pk, [])]


def test_add_question_appends_it_and_adds_it_to_the_library():
    event = make_event()

    ask(event, label="First")
    ask(event, label="Second")
    same = ask(event, label="First")

    assert order(event) == ["First", "Second", "First"]
    assert list(Question.objects.order_by("pk").values_list("slug", flat=True)) == ["first", "second", "first-2"]
    assert same.question.programme == event.programme


def test_add_question_works_only_within_the_programme():
    event = make_event()
    question = ask(event).question
    other = make_event(programme=event.programme)
    stranger = make_event(programme=make_programme())

    assert add_question(other, question).question == question
    assert add_question(other, question).pk == add_question(other, question).pk
    with pytest.raises(QuestionError):
        add_question(stranger, question)


def test_change_question_keeps_the_answers():
    event = make_event()
    event_question = ask(event, "single", labels=["Fish", "Meat"], label="Food")
    registration = register(event, make_person())
    save_answers(registration, {event_question.pk: "fish"}, by=None)

    change_question(event_question, label="Your meal", choices={"fish": "Seafood", "meat": "Meat"})

    assert displayed(registration) == [("Your meal", "Seafood")]
    assert answer_of(event_question) == "fish"


def test_removed_choice_keeps_its_label_in_existing_answers():
    event = make_event()
    event_question = ask(event, "single", labels=["Fish", "Meat"])
    registration = register(event, make_person())
    save_answers(registration, {event_question.pk: "fish"}, by=None)

    change_question(event_question, choices={"fish": ""}, labels=["Rice"])

    event_question.question.refresh_from_db()
    assert [choice["label"] for choice in event_question.question.offered_choices] == ["Meat", "Rice"]
    assert [text for _, text in displayed(registration)] == ["Fish"]
    event_question = change_question(event_question, labels=["Fish"])
    assert [choice["value"] for choice in event_question.question.offered_choices] == ["fish", "meat", "rice"]


def test_remove_question_hides_answers_until_it_is_added_again():
    event = make_event()
    event_question = ask(event, label="Badge name")
    registration = register(event, make_person())
    save_answers(registration, {event_question.pk: "Khai"}, by=None)

    remove_question(event_question)

    assert displayed(registration) == []
    assert answer_of(event_question) == "Khai"
    again = add_question(event, event_question.question)
    assert again.pk == event_question.pk
    assert displayed(registration) == [("Badge name", "Khai")]


def test_question_added_again_keeps_its_conditions():
    event = make_event()
    visa = ask(event, "yes_no")
    event_question = ask(
        event, is_required=True, shown_if_question=visa, shown_if_values=["yes"], shown_if_country=["TH"]
    )
    remove_question(event_question)

    again = add_question(event, event_question.question)
    assert (again.is_required, again.shown_if_question, again.shown_if_values) == (True, visa, ["yes"])
    remove_question(again)
    remove_question(visa)
    alone = add_question(event, event_question.question)
    assert (alone.shown_if_question, alone.shown_if_values, alone.shown_if_country) == (None, [], ["TH"])


def test_change_question_does_not_undo_a_move_or_a_removal():
    event = make_event()
    first, second = ask(event, label="first"), ask(event, label="second")
    seen = EventQuestion.objects.get(pk=second.pk)
    move_question(second, -1)

    change_question(seen, label="second", is_required=True)
    assert order(event) == ["second", "first"]
    remove_question(first)
    with pytest.raises(QuestionError, match="has been removed in the meantime"):
        change_question(first, label="late")
    assert order(event) == ["second"]


def test_question_with_dependents_cannot_be_removed():
    event = make_event()
    visa = ask(event, "yes_no", label="Visa?")
    passport = ask(event, label="Passport", shown_if_question=visa, shown_if_values=["yes"])
    meal = ask(event, "single", labels=["Fish", "Meat"])
    ask(event, label="Which fish?", shown_if_question=meal, shown_if_values=["fish"])

    with pytest.raises(QuestionInUseError, match="Passport"):
        remove_question(visa)
    with pytest.raises(QuestionInUseError, match="Which fish"):
        change_question(meal, choices={"fish": ""}, labels=["Rice"])
    meal.question.refresh_from_db()
    assert [choice["label"] for choice in meal.question.offered_choices] == ["Fish", "Meat"]
    remove_question(passport)
    remove_question(visa)
    assert "Visa?" not in order(event)


@pytest.mark.parametrize("values", [[], ["maybe"], ["yes", "maybe"]])
def test_condition_must_require_a_possible_answer(values):
    event = make_event()
    visa = ask(event, "yes_no")

    with pytest.raises(InvalidConditionError):
        ask(event, shown_if_question=visa, shown_if_values=values)
    assert Question.objects.count() == 1


def test_condition_must_refer_to_a_question_above_in_the_same_event():
    event = make_event()
    of_another = ask(make_event(), "yes_no")
    first = ask(event, "yes_no")
    second = ask(event, "yes_no")

    with pytest.raises(InvalidConditionError):
        ask(event, shown_if_question=of_another, shown_if_values=["yes"])
    with pytest.raises(InvalidConditionError):
        change_question(first, shown_if_question=second, shown_if_values=["yes"])
    with pytest.raises(InvalidConditionError):
        change_question(first, shown_if_question=first, shown_if_values=["yes"])


def test_move_and_reorder():
    event = make_event()
    a, b, c = ask(event, label="a"), ask(event, label="b"), ask(event, label="c")

    move_question(c, -1)
    assert order(event) == ["a", "c", "b"]
    move_question(a, -1)
    assert order(event) == ["a", "c", "b"]
    reorder_questions(event, [b.pk, 0, a.pk])
    assert order(event) == ["b", "a", "c"]


def test_move_question_refuses_to_put_a_question_above_its_dependency():
    event = make_event()
    visa = ask(event, "yes_no", label="visa")
    ask(event, label="passport", shown_if_question=visa, shown_if_values=["yes"])

    with pytest.raises(QuestionOrderError):
        move_question(visa, 1)

    assert order(event) == ["visa", "passport"]


def test_save_answers_records_earlier_values():
    event, person = make_event(), make_person()
    event_question, other = ask(event), ask(event)
    registration = register(event, person)

    assert save_answers(registration, {event_question.pk: "one", other.pk: None}, by=person) == 1
    assert save_answers(registration, {event_question.pk: "one"}, by=person) == 0
    assert save_answers(registration, {event_question.pk: "two"}, by=person) == 1
    assert save_answers(registration, {event_question.pk: None}, by=person) == 1

    changes = AnswerChange.objects.filter(answer__question=event_question)
    assert [(change.old_value, change.new_value, change.by) for change in changes] == [
        ("one", "two", person),
        ("two", None, person),
    ]
    assert displayed(registration) == []
    assert not Answer.objects.filter(question=other).exists()


def test_save_answers_ignores_questions_of_other_events():
    registration = register(make_event(), make_person())
    foreign = ask(make_event())

    assert save_answers(registration, {foreign.pk: "x"}, by=None) == 0
    assert not Answer.objects.exists()


def test_consent_refers_to_a_version_of_the_text():
    event = make_event()
    event_question = ask(event, "consent", label="List", consent_text="You may print my name.")
    registration = register(event, make_person())
    first = ConsentText.objects.get()
    save_answers(registration, {event_question.pk: first.pk}, by=None)

    change_question(event_question, consent_text="You may print my name and country.")
    change_question(event_question, consent_text="You may print my name and country.\n")

    second = ConsentText.objects.get(version=2)
    answer = Answer.objects.get()
    assert (answer.value, answer.consent) == (True, first)
    assert displayed(registration) == [("List", "Agreed (version 1)")]
    with pytest.raises(ConsentChangedError):
        save_answers(registration, {event_question.pk: first.pk}, by=None)
    save_answers(registration, {event_question.pk: second.pk}, by=None)
    change = AnswerChange.objects.get()
    assert (change.old_consent, change.new_consent) == (first, second)


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_closes_at": now() - timedelta(hours=1)},
        {"status": Event.Status.CANCELLED},
        {"starts_at": now() - timedelta(days=2), "ends_at": now() - timedelta(days=1)},
    ],
)
def test_answers_can_be_corrected_until_registration_closes(fields):
    event, person = make_event(), make_person()
    event_question = ask(event)
    registration = register(event, person)
    correct_answers(registration, {event_question.pk: "in time"}, by=person)
    Event.objects.update(**fields)

    with pytest.raises(AnswersClosedError):
        correct_answers(registration, {event_question.pk: "late"}, by=person)

    assert answer_of(event_question) == "in time"


def test_correct_answers_refuses_withdrawn_people():
    event, person = make_event(), make_person()
    event_question = ask(event)
    registration = register(event, person)
    withdraw(registration, by=person)

    with pytest.raises(AnswersClosedError):
        correct_answers(registration, {event_question.pk: "late"}, by=person)


def test_sensitive_answers_are_visible_to_deciding_roles_only():
    event = make_event()
    shirt = ask(event, label="Language", audience="team")
    diet = ask(event, label="Diet", audience="organisers")
    registration = register(event, make_person())
    save_answers(registration, {shirt.pk: "English", diet.pk: "Halal"}, by=None)
    save_answers(registration, {shirt.pk: "French", diet.pk: "None"}, by=None)

    seen = {role.value: [label for label, _ in displayed(registration, ALLOWED[role])] for role in ALLOWED}
    corrected = {role.value: queries.answer_history(registration.pk, ALLOWED[role]).count() for role in ALLOWED}

    assert seen == {
        "manager": ["Language", "Diet"], "coordinator": ["Language", "Diet"], "reception": ["Language"], "viewer": [],
    }  # fmt: skip
    assert corrected == {"manager": 2, "coordinator": 2, "reception": 1, "viewer": 0}


@pytest.mark.parametrize("item_count", [1, 3])
def test_displayed_answers_needs_two_queries(item_count, django_assert_num_queries):
    make_country("TH")
    event = make_event()
    questions = [ask(event), ask(event, "country"), ask(event, "consent", consent_text="Text")]
    consent = ConsentText.objects.get().pk
    registrations = [register(event, make_person()) for _ in range(item_count)]
    for registration in registrations:
        save_answers(
            registration, dict(zip([found.pk for found in questions], ["x", "TH", consent], strict=True)), by=None
        )

    with django_assert_num_queries(2):
        found = queries.displayed_answers([registration.pk for registration in registrations])

    assert [[one.text for one in found[one.pk]] for one in registrations] == [
        ["x", "Thailand", "Agreed (version 1)"]
    ] * item_count


def test_expired_answers_are_deleted():
    over, lately = make_event(), make_event()
    short, always = ask(over, keep_days=30), ask(over)
    add_question(lately, short.question)
    for event in (over, lately):
        registration = register(event, make_person())
        for text in ("halal", "kosher"):
            save_answers(registration, {event_question.pk: text for event_question in event.questions.all()}, by=None)
    for event, days in ((over, 31), (lately, 29)):
        ended = now() - timedelta(days=days)
        Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=8), ends_at=ended)

    assert delete_answers() == 1
    assert delete_answers() == 0

    assert set(Answer.objects.values_list("question", flat=True)) == {always.pk, lately.questions.get().pk}
    assert set(AnswerChange.objects.values_list("answer__question__event", flat=True)) == {over.pk, lately.pk}


def test_postponed_event_keeps_answers_and_cancellation_starts_the_period():
    postponed, cancelled = make_event(), make_event()
    for event in (postponed, cancelled):
        event_question = ask(event, keep_days=10)
        save_answers(register(event, make_person()), {event_question.pk: "x"}, by=None)
    past = now() - timedelta(days=11)
    Event.objects.filter(pk=postponed.pk).update(status="postponed", starts_at=past - timedelta(hours=1), ends_at=past)
    Event.objects.filter(pk=cancelled.pk).update(
        status="cancelled", precision="tbc", starts_at=None, ends_at=None, cancelled_at=past
    )

    assert delete_answers() == 1
    assert Answer.objects.get().registration.event == postponed


@pytest.mark.parametrize(
    "row",
    [
        lambda event: Question.objects.create(programme=event.programme, slug="a", kind="oracle", label="x"),
        lambda event: Question.objects.create(programme=event.programme, slug="a", kind="date", audience="all"),
        lambda event: Question.objects.create(programme=event.programme, slug="a", kind="number", minimum=3, maximum=2),
        lambda event: Question.objects.create(programme=event.programme, slug="taken", kind="date"),
        lambda event: EventQuestion.objects.create(event=event, question=Question.objects.get()),
        lambda event: EventQuestion.objects.update(shown_if_question=EventQuestion.objects.get()),
        lambda event: ConsentText.objects.create(question=Question.objects.get(), version=0, text="x"),
        lambda event: [ConsentText.objects.create(question=Question.objects.get(), version=1) for _ in "ab"],
        lambda event: [
            Answer.objects.create(
                registration=event.registrations.get(), question=event.questions.get(), answered_at=now()
            )
            for _ in "ab"
        ],
    ],
)
def test_database_refuses_invalid_rows(row):
    event = make_event()
    ask(event, label="taken")
    register(event, make_person())

    with pytest.raises(IntegrityError), transaction.atomic():
        row(event)


def test_deleting_an_event_deletes_its_questions_and_answers():
    event = make_event()
    visa = ask(event, "yes_no")
    ask(event, shown_if_question=visa, shown_if_values=["yes"])
    save_answers(register(event, make_person()), {visa.pk: True}, by=None)

    event.delete()

    assert (EventQuestion.objects.count(), Answer.objects.count(), Question.objects.count()) == (0, 0, 2)
