from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Answer, AnswerChange, ConsentText, Event, EventQuestion, Question, Registration
from events.questions.answers import save_answers
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organiser(client, event):
    client.force_login(make_member(event.programme))
    return client


@pytest.fixture
def participant(client):
    person = make_person(name="Khai")
    client.force_login(person)
    return person


def path(name, event, *arguments):
    return reverse(name, args=[event.slug, *arguments])


def words(response):
    return response.content.decode()


def test_questions_are_asked_in_the_form_of_registration(client, event, participant):
    food = ask(event, "single", label="Your meal", labels=["Fish", "Meat"], is_required=True)
    days = ask(event, "multiple", label="Your days", labels=["Monday", "Tuesday"])

    page = words(client.get(path("self_service:register", event)))
    missing = client.post(path("self_service:register", event), {"name": "Khai", days.field_name: ["monday"]})
    done = client.post(
        path("self_service:register", event),
        {"name": "Khai", food.field_name: "fish", days.field_name: ["monday", "tuesday"]},
        follow=True,
    )

    assert page.index("Country") < page.index("Your meal") < page.index("Your days")
    assert missing.status_code == 200
    assert "Not saved yet" in words(missing)
    assert missing.context["answers"].errors == {food.field_name: ["This field is required."]}
    assert 'value="monday"' in words(missing)
    assert dict(Answer.objects.values_list("question", "value")) == {food.pk: "fish", days.pk: ["monday", "tuesday"]}
    assert "Your meal" in words(done)
    assert "Monday, Tuesday" in words(done)


def test_nobody_is_registered_whose_answers_are_not_good(client, event, participant):
    ask(event, is_required=True)

    client.post(path("self_service:register", event), {"name": "Other Name"})

    participant.refresh_from_db()
    assert not Registration.objects.exists()
    assert participant.name == "Khai"


def test_country_and_constituency_of_the_same_form_decide(client, event, participant):
    make_country("MM")
    asked = ask(event, is_required=True, shown_if_country=["MM"], shown_if_constituency=["workers"])
    typed = {"name": "Khai", "country": "MM", "constituency": "workers"}

    assert client.post(path("self_service:register", event), typed).context["answers"].errors
    client.post(path("self_service:register", event), typed | {"constituency": "partner", asked.field_name: "stray"})

    assert Registration.objects.get().person == participant
    assert not Answer.objects.exists()


def test_a_consent_that_changed_while_the_form_was_open_is_read_again(client, event, participant):
    asked = ask(event, "consent", consent_text="One", is_required=True)
    seen = ConsentText.objects.get()
    asked.question.consent_texts.create(version=2, text="Two")

    late = client.post(path("self_service:register", event), {"name": "Khai", asked.field_name: seen.pk})

    assert "The text has changed since you opened this page" in words(late)
    assert "<p>Two</p>" in words(late)
    assert not Registration.objects.exists()


def test_answers_that_were_typed_before_the_session_ended_are_kept(client, event, participant):
    days = ask(event, "multiple", labels=["Monday", "Tuesday", "Friday"])
    text = ask(event)
    form = {
        "name": "Khai",
        "typed_by": client.get(path("self_service:register", event)).context["typed_by"],
        days.field_name: ["monday", "friday"],
        text.field_name: "By bus",
        "q_999999": "not asked",
    }
    client.logout()

    client.post(path("self_service:register", event), form)
    assert "not asked" not in str(client.session.items())
    client.force_login(participant)
    answers = client.get(path("self_service:register", event)).context["answers"]

    assert answers[days.field_name].value() == ["monday", "friday"]
    assert answers[text.field_name].value() == "By bus"


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_form_of_registration_has_a_fixed_number_of_queries(
    client, event, participant, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        ask(event, "country")
        ask(event, "consent", consent_text="Text")
    client.get(path("self_service:register", event))

    # session, person, on a team?, event, standing, countries of the person; questions, consent texts, countries; sessions
    with django_assert_num_queries(10):
        client.get(path("self_service:register", event))


@pytest.mark.parametrize("item_count", [1, 3])
def test_where_one_stands_has_a_fixed_number_of_queries(
    client, event, participant, item_count, django_assert_num_queries
):
    questions = [ask(event) for _ in range(item_count)]
    save_answers(register(event, participant), {asked.pk: "x" for asked in questions}, by=None)
    client.get(path("self_service:register", event))

    # session, person, on a team?, event, standing, answers, sessions; how far their details are: three; their invite
    with django_assert_num_queries(11):
        page = client.get(path("self_service:register", event))

    assert len(page.context["told"]) == item_count


def test_answers_are_corrected_with_their_history(client, event, participant):
    visa = ask(event, "yes_no", label="Visa?")
    passport = ask(event, label="Passport", shown_if_question=visa, shown_if_values=["yes"])
    registration = register(event, participant)
    save_answers(registration, {visa.pk: True, passport.pk: "AB12"}, by=participant)
    standing = client.get(path("self_service:register", event))
    assert path("self_service:answers", event) in words(standing)

    page = client.get(path("self_service:answers", event))
    assert 'value="AB12"' in words(page)
    done = client.post(
        path("self_service:answers", event), {visa.field_name: "no", passport.field_name: "AB12"}, follow=True
    )

    assert "Your answers are saved." in words(done)
    assert dict(Answer.objects.values_list("question", "value")) == {visa.pk: False, passport.pk: None}
    changes = AnswerChange.objects.values_list("answer__question", "old_value", "new_value", "by")
    assert set(changes) == {(visa.pk, True, False, participant.pk), (passport.pk, "AB12", None, participant.pk)}


def test_a_bad_correction_stays_in_the_form(client, event, participant):
    asked = ask(event, "number")
    register(event, participant)

    page = client.post(path("self_service:answers", event), {asked.field_name: "many"})

    assert page.status_code == 200
    assert 'value="many"' in words(page)
    assert not Answer.objects.exists()


def test_answers_are_shown_but_not_corrected_once_the_window_is_closed(client, event, participant):
    asked = ask(event, label="Passport")
    save_answers(register(event, participant), {asked.pk: "AB12"}, by=participant)
    Event.objects.update(registration_closes_at=now() - timedelta(minutes=1))

    standing = client.get(path("self_service:register", event))
    page = client.get(path("self_service:answers", event))
    late = client.post(path("self_service:answers", event), {asked.field_name: "XY"})

    assert path("self_service:answers", event) not in words(standing)
    assert "can no longer be corrected" in words(page)
    assert "AB12" in words(page)
    assert "can no longer be corrected" in words(late)
    assert Answer.objects.get().value == "AB12"


def test_nobody_sees_the_answers_of_another(client, event, participant):
    asked = ask(event)
    save_answers(register(event, make_person()), {asked.pk: "secret"}, by=None)

    assert client.get(path("self_service:answers", event)).status_code == 404
    assert "secret" not in words(client.get(path("self_service:register", event)))


QUESTION = {"kind": "single", "label": "Language", "labels": "English\nFrench", "audience": "team", "keep_days": "30"}


def test_an_organiser_writes_edits_and_removes_a_question(organiser, event):
    organiser.post(path("questions:create", event), QUESTION)
    asked = EventQuestion.objects.get()
    assert (asked.question.label, asked.question.keep_days) == ("Language", 30)

    edited = {"label": "Your language", "audience": "team", "choice_english": "", "choice_french": "Français"}
    organiser.post(path("questions:edit", event, asked.pk), edited | {"labels": "Bahasa", "is_required": "on"})
    asked = EventQuestion.objects.get()
    assert asked.is_required
    assert asked.question.label == "Your language"
    assert [choice["label"] for choice in asked.question.offered_choices] == ["Français", "Bahasa"]

    assert "Remove this question?" in words(organiser.get(path("questions:remove", event, asked.pk)))
    organiser.post(path("questions:remove", event, asked.pk))
    assert not EventQuestion.objects.in_use().exists()
    assert "Your language" in words(organiser.get(path("questions:list", event)))  # in the library
    organiser.post(path("questions:add", event), {"question": asked.question.pk})
    assert EventQuestion.objects.in_use().get() == asked


def test_a_question_that_cannot_be_saved_stays_in_the_form(organiser, event):
    page = organiser.post(path("questions:create", event), QUESTION | {"labels": "Only one"})

    assert page.status_code == 200
    assert "Only one" in words(page)
    assert "Give at least two choices." in words(page)
    assert not Question.objects.exists()


def test_questions_move_by_buttons_and_by_dragging(organiser, event):
    a, b, c = (ask(event, label=label) for label in "abc")

    organiser.post(path("questions:move", event, c.pk), {"to": "up"})
    assert [found.pk for found in EventQuestion.objects.in_use()] == [a.pk, c.pk, b.pk]
    organiser.post(path("questions:move", event, a.pk), {"to": "down"})
    assert [found.pk for found in EventQuestion.objects.in_use()] == [c.pk, a.pk, b.pk]
    organiser.post(path("questions:order", event), {"order": f"{a.pk},{b.pk},{c.pk},²,x"})
    assert [found.pk for found in EventQuestion.objects.in_use()] == [a.pk, b.pk, c.pk]


def test_what_stands_in_the_way_is_said(organiser, event):
    visa = ask(event, "yes_no", label="Visa?")
    ask(event, label="Passport", shown_if_question=visa, shown_if_values=["yes"])

    moved = organiser.post(path("questions:move", event, visa.pk), {"to": "down"}, follow=True)
    removed = organiser.post(path("questions:remove", event, visa.pk), follow=True)

    assert "must be below it" in words(moved)
    assert "First change the questions that depend on it: “Passport”" in words(removed)


def test_a_question_of_another_event_is_not_found(organiser, event):
    foreign = ask(make_event(programme=event.programme))

    for name in ("edit", "remove"):
        assert organiser.get(path(f"questions:{name}", event, foreign.pk)).status_code == 404
    assert organiser.post(path("questions:move", event, foreign.pk)).status_code == 404
    organiser.post(path("questions:order", event), {"order": str(foreign.pk)})
    assert EventQuestion.objects.in_use().get() == foreign


def test_the_preview_is_the_form_and_saves_nothing(organiser, event):
    asked = ask(event, label="Your meal", is_required=True)

    page = organiser.get(path("questions:preview", event))
    bad = organiser.post(path("questions:preview", event), {"name": "Khai"})
    good = organiser.post(path("questions:preview", event), {"name": "Khai", asked.field_name: "Fish"})

    assert "Your meal" in words(page)
    assert "This field is required." in words(bad)
    assert "could register with these answers" in words(good)
    assert (Registration.objects.count(), Answer.objects.count()) == (0, 0)


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_of_questions_has_a_fixed_number_of_queries(organiser, event, item_count, django_assert_num_queries):
    visa = ask(event, "yes_no")
    for _ in range(item_count):
        ask(event, shown_if_question=visa, shown_if_values=["yes"], shown_if_country=["TH"])
        ask(make_event(programme=event.programme))
    organiser.get(path("questions:list", event))

    # session, person, event, role, on a team?, questions, countries, library
    with django_assert_num_queries(8):
        page = organiser.get(path("questions:list", event))

    assert len(page.context["rows"]) == item_count + 1


def test_answers_are_counted_once_however_many_events_ask(organiser, event):
    asked = ask(event)
    for _ in range(2):
        save_answers(register(event, make_person()), {asked.pk: "x"}, by=None)
        other = make_event(programme=event.programme)
        EventQuestion.objects.create(event=other, question=asked.question)

    page = organiser.get(path("questions:edit", event, asked.pk))

    assert (page.context["event_question"].answer_count, page.context["event_question"].other_events) == (2, 2)


def test_what_people_and_organisers_write_is_text_not_markup(client, event, participant):
    visa = ask(event, "yes_no", label="<b>Visa</b>", help_text="<i>help</i>")
    ask(event, "consent", consent_text="<u>text</u>")
    asked = ask(event, label="x", shown_if_question=visa, shown_if_values=["yes"])

    form = words(client.get(path("self_service:register", event)))
    save_answers(register(event, participant), {asked.pk: "<s>mine</s>"}, by=None)
    standing = words(client.get(path("self_service:register", event)))

    assert not any(tag in form + standing for tag in ("<b>Visa", "<i>help", "<u>text", "<s>mine"))
    assert "&lt;b&gt;Visa" in form
    assert "&lt;s&gt;mine" in standing


def test_every_kind_that_is_offered_can_be_asked(organiser, client, event):
    kinds = [
        value for value, _label in organiser.get(path("questions:create", event)).context["form"].fields["kind"].choices
    ]
    for kind in kinds:
        given = {"labels": "One\nTwo"} if kind in Question.CHOICE_KINDS else {}
        given |= {"consent_text": "Text"} if kind == "consent" else {}
        data = {"kind": kind, "label": f"A {kind}", "audience": "team", "stage": "registration"}
        organiser.post(path("questions:create", event), data | given)

    client.force_login(make_person())
    page = client.get(path("self_service:register", event)).content.decode()

    assert kinds == Question.Kind.values
    assert [kind for kind in kinds if f"A {kind}" not in page] == []
