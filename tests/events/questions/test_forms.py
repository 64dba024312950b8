import json

import pytest
from django.http import QueryDict

from accounts.fields import one_line
from events.models import ConsentText
from events.questions import queries
from events.questions.answers import save_answers
from events.questions.conditions import Respondent
from events.questions.event_forms import EventQuestionForm
from events.questions.forms import AnswersForm
from events.questions.services import change_question
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_event, make_person

pytestmark = pytest.mark.django_db
SOMEBODY = Respondent("in_person", "TH", "workers")


def form_of(event, posted=None, *, respondent=SOMEBODY, registration=None, **fields):
    """The form of event with what was posted, by question."""
    data = None
    if posted is not None:
        data = QueryDict(mutable=True)
        for event_question, value in posted.items():
            data.setlist(event_question.field_name, value if isinstance(value, list) else [value])
    return AnswersForm(data, questions=queries.form_questions(event, registration), respondent=respondent, **fields)


def errors_of(form, event_question):
    return list(form.errors.get(event_question.field_name, []))


@pytest.mark.parametrize(
    ("kind", "fields", "posted", "value"),
    [
        ("short_text", {}, "  Khai\u200b \x00\x07 Minh\u202e\n", "Khai Minh"),
        ("short_text", {}, "\u200b\ufeff", None),
        ("short_text", {}, "x" * 300, "x" * 300),
        ("long_text", {}, "one\r\ntwo\x07", "one\ntwo"),
        ("number", {}, "12", 12),
        ("number", {}, "0", 0),
        ("number", {}, "-1.5", -1.5),
        ("number", {"minimum": 1, "maximum": 3}, "3", 3),
        ("single", {"labels": ["Fish", "Meat"]}, "meat", "meat"),
        ("multiple", {"labels": ["Fish", "Meat"]}, ["fish", "meat"], ["fish", "meat"]),
        ("yes_no", {}, "yes", True),
        ("yes_no", {}, "no", False),
        ("date", {}, "2027-02-28", "2027-02-28"),
        ("country", {}, "TH", "TH"),
        ("phone", {}, "+66 (2) 288-1234", "+6622881234"),
        ("phone", {}, "0066 2 288 1234", "+6622881234"),
    ],
)
def test_valid_answer_is_normalized(kind, fields, posted, value):
    make_country("TH")
    event = make_event()
    event_question = ask(event, kind, **fields)

    form = form_of(event, {event_question: posted})

    assert form.is_valid(), form.errors
    assert form.values() == {event_question.pk: value}


@pytest.mark.parametrize(
    ("kind", "fields", "posted", "message"),
    [
        ("short_text", {}, "x" * 301, "at most 300 characters"),
        ("long_text", {}, "x" * 4001, "at most 4000 characters"),
        ("number", {}, "many", "Enter a number"),
        ("number", {}, "NaN", "Enter a number"),
        ("number", {}, "1e30", "no more than"),
        ("number", {"minimum": 1, "maximum": 3}, "0", "greater than or equal to 1"),
        ("number", {"minimum": 1, "maximum": 3}, "4", "less than or equal to 3"),
        ("single", {"labels": ["Fish", "Meat"]}, "rice", "Select a valid choice"),
        ("multiple", {"labels": ["Fish", "Meat"]}, ["fish", "rice"], "Select a valid choice"),
        ("yes_no", {}, "maybe", "Select a valid choice"),
        ("date", {}, "2027-02-30", "Enter a valid date"),
        ("date", {}, "0202-02-03", "Check the year"),
        ("country", {}, "XX", "Select a valid choice"),
        ("phone", {}, "288 1234", "country code"),
        ("phone", {}, "+66 call me", "country code"),
        ("consent", {"consent_text": "Text"}, "0", "has changed since"),
    ],
)
def test_invalid_answer_shows_an_error_and_stays_in_its_field(kind, fields, posted, message):
    event = make_event()
    event_question = ask(event, kind, **fields)

    form = form_of(event, {event_question: posted})

    assert not form.is_valid()
    assert message in errors_of(form, event_question)[0]
    assert form[event_question.field_name].value() == posted or form[event_question.field_name].value() == [posted]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("short_text", {}),
        ("long_text", {}),
        ("number", {}),
        ("single", {"labels": ["Fish", "Meat"]}),
        ("multiple", {"labels": ["Fish", "Meat"]}),
        ("yes_no", {}),
        ("date", {}),
        ("country", {}),
        ("phone", {}),
        ("consent", {"consent_text": "Text"}),
    ],
)
@pytest.mark.parametrize("is_required", [True, False])
def test_only_required_questions_must_be_answered(kind, fields, is_required):
    event = make_event()
    event_question = ask(event, kind, is_required=is_required, **fields)

    form = form_of(event, {event_question: [] if kind in {"multiple", "consent"} else ""})

    assert form.is_valid() is not is_required
    assert bool(errors_of(form, event_question)) is is_required
    if not is_required:
        assert form.values() == {event_question.pk: None}


def test_one_line_keeps_joiners_that_a_script_needs():
    assert one_line("\u200dක්\u200dෂ\u200d ") == "ක්\u200dෂ"


def test_question_that_is_not_asked_is_neither_required_nor_saved():
    event = make_event()
    visa = ask(event, "yes_no", is_required=True)
    number = ask(event, "number", is_required=True, shown_if_question=visa, shown_if_values=["yes"])

    hidden = form_of(event, {visa: "no", number: "not a number"})
    shown = form_of(event, {visa: "yes", number: ""})

    assert hidden.is_valid()
    assert hidden.values() == {visa.pk: False, number.pk: None}
    assert errors_of(shown, number) == ["This field is required."]


def test_answer_to_a_question_that_is_not_asked_is_ignored_in_conditions():
    event = make_event()
    first = ask(event, "yes_no")
    second = ask(event, "yes_no", shown_if_question=first, shown_if_values=["yes"])
    third = ask(event, is_required=True, shown_if_question=second, shown_if_values=["yes"])

    form = form_of(event, {first: "no", second: "yes", third: ""})

    assert form.is_valid()
    assert form.values() == {first.pk: False, second.pk: None, third.pk: None}


@pytest.mark.parametrize(
    ("conditions", "is_asked"),
    [
        ({"shown_if_mode": ["online"]}, False),
        ({"shown_if_mode": ["online", "in_person"]}, True),
        ({"shown_if_country": ["MM"]}, False),
        ({"shown_if_country": ["MM", "TH"]}, True),
        ({"shown_if_constituency": ["government"]}, False),
        ({"shown_if_constituency": ["workers"]}, True),
        ({"shown_if_country": ["TH"], "shown_if_constituency": ["government"]}, False),
    ],
)
@pytest.mark.parametrize("follows_person", [True, False])
def test_mode_country_and_constituency_decide_what_is_asked(conditions, is_asked, follows_person):
    event = make_event()
    event_question = ask(event, is_required=True, **conditions)

    form = form_of(event, {event_question: ""}, follows_person=follows_person)

    assert form.is_valid() is not is_asked


def test_hybrid_event_asks_people_of_both_modes():
    event = make_event(mode="hybrid")
    event_question = ask(event, shown_if_mode=["online"])

    assert event_question.field_name in form_of(event, respondent=Respondent("hybrid")).fields


def test_conditions_are_in_the_help_text_and_in_json():
    make_country("MM")
    event = make_event()
    visa = ask(event, "yes_no", label="Visa?", audience="team")
    agree = ask(event, "consent", label="List", consent_text="Text")
    passport = ask(
        event, help_text="As printed.", shown_if_question=visa, shown_if_values=["yes"], shown_if_country=["MM"]
    )
    badge = ask(event, shown_if_question=agree, shown_if_values=["yes"])

    form = form_of(event, respondent=Respondent("in_person"), follows_person=True)
    items = {item.question.event_question.pk: item for item in form.items()}

    assert form.fields[passport.field_name].help_text == (
        "As printed. Only if you answer “Yes” to “Visa?”. Only for participants from: Myanmar."
    )
    assert json.loads(items[passport.pk].shown_if) == [
        {"name": "country", "values": ["MM"]},
        {"name": visa.field_name, "values": ["yes"]},
    ]
    assert json.loads(items[badge.pk].shown_if) == [
        {"name": agree.field_name, "values": [str(ConsentText.objects.get().pk)]}
    ]
    assert items[visa.pk].shown_if == ""


def test_form_has_saved_answers_as_initial_values():
    event = make_event()
    food = ask(event, "single", labels=["Fish", "Meat"])
    visa, days, agree = ask(event, "yes_no"), ask(event, "number"), ask(event, "consent", consent_text="One")
    registration = register(event, make_person())
    save_answers(
        registration, {food.pk: "fish", visa.pk: False, days.pk: 0, agree.pk: ConsentText.objects.get().pk}, by=None
    )
    change_question(food, choices={"fish": ""}, labels=["Rice"])
    before = form_of(event, registration=registration)
    assert before[agree.field_name].value() == [str(ConsentText.objects.get().pk)]

    change_question(agree, consent_text="Two")
    form = form_of(event, registration=registration)

    assert [form[event_question.field_name].value() for event_question in (food, visa, days, agree)] == [
        "fish",
        "no",
        0,
        [],
    ]
    assert ("fish", "Fish") in form.fields[food.field_name].choices  # offered no more, but to who took it
    assert [item.has_older_consent for item in form.items()] == [False, False, False, True]


@pytest.mark.parametrize("item_count", [1, 3])
def test_form_needs_four_queries_at_most(item_count, django_assert_num_queries):
    event = make_event()
    for _ in range(item_count):
        ask(event, "country")
        ask(event, "consent", consent_text="Text", shown_if_country=["TH"])
    registration = register(event, make_person())

    with django_assert_num_queries(4):  # questions, consent texts, countries, answers
        form = form_of(event, {}, registration=registration, follows_person=True)
        form.is_valid()
        list(form.items())


def organisers_form(event, event_question=None, **posted):
    data = QueryDict(mutable=True)
    for name, value in {"kind": "short_text", "label": "Question", "audience": "team", **posted}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return EventQuestionForm(data, event=event, event_question=event_question)


@pytest.mark.parametrize(
    ("posted", "field", "message"),
    [
        ({"label": "\u200b"}, "label", "required"),
        ({"kind": "single", "labels": "One"}, "labels", "at least two"),
        ({"kind": "multiple", "labels": "One\n One \u200b\n"}, "labels", "at least two"),
        ({"kind": "single", "labels": "\n".join(map(str, range(101)))}, "labels", "at most 100"),
        ({"kind": "single", "labels": "x" * 201 + "\ny"}, "labels", "at most 200"),
        ({"kind": "consent"}, "consent_text", "Write the text"),
        ({"kind": "number", "minimum": "3", "maximum": "2"}, "maximum", "below the lowest"),
        ({"keep_days": "-1"}, "keep_days", "greater than or equal to 0"),
        ({"kind": "oracle"}, "kind", "valid choice"),
    ],
)
def test_question_form_refuses_invalid_input(posted, field, message):
    form = organisers_form(make_event(), **posted)

    assert not form.is_valid()
    assert message in form.errors[field][0]


def test_conditions_refer_to_one_question_above():
    event = make_event()
    one, two = ask(event, "yes_no"), ask(event, "single", labels=["a", "b"])
    ask(event, "short_text")

    good = organisers_form(event, shown_if=[f"{two.pk}:a", f"{two.pk}:b"])
    both = organisers_form(event, shown_if=[f"{one.pk}:yes", f"{two.pk}:a"])
    itself = organisers_form(event, event_question=two, shown_if=[f"{two.pk}:a"])

    assert good.is_valid()
    assert good.service_fields()["shown_if_question"] == two
    assert good.service_fields()["shown_if_values"] == ["a", "b"]
    assert both.errors["shown_if"] == ["Choose answers of one question only."]
    assert not itself.is_valid()


def test_choice_added_by_someone_else_in_the_meantime_is_kept():
    event = make_event()
    event_question = ask(event, "single", labels=["Fish", "Meat"])
    changed = change_question(event_question, labels=["Rice"])

    form = organisers_form(event, event_question=changed, choice_fish="Seafood", choice_meat="", labels="Noodles")

    assert form.is_valid(), form.errors
    change_question(event_question, **form.changed_fields())
    event_question.question.refresh_from_db()
    assert [choice["label"] for choice in event_question.question.offered_choices] == ["Seafood", "Rice", "Noodles"]
