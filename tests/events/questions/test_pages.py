from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Answer, AnswerChange, ConsentText, Event, EventQuestion, Question, Registration
from events.questions.answers import save_answers
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = [pytest.mark.look, pytest.mark.django_db]


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


def text_of(response):
    return response.content.decode()


def test_registration_form_asks_questions_and_saves_answers(client, event, participant):
    food = ask(event, "single", label="Your meal", labels=["Fish", "Meat"], is_required=True)
    days = ask(event, "multiple", label="Your days", labels=["Monday", "Tuesday"])

    page = text_of(client.get(path("self_service:register", event)))
    missing = client.post(path("self_service:register", event), {"name": "Khai", days.field_name: ["monday"]})
    done = client.post(
        path("self_service:register", event),
        {"name": "Khai", food.field_name: "fish", days.field_name: ["monday", "tuesday"]},
        follow=True,
    )

    assert page.index("Country") < page.index("Your meal") < page.index("Your days")
    assert missing.status_code == 200
    assert "Not saved. Please correct" in text_of(missing)
    assert missing.context["answers"].errors == {food.field_name: ["This field is required."]}
    assert 'value="monday"' in text_of(missing)
    assert dict(Answer.objects.values_list("question", "value")) == {food.pk: "fish", days.pk: ["monday", "tuesday"]}
    assert "Your meal" in text_of(done)
    assert "Monday, Tuesday" in text_of(done)


def test_invalid_answers_prevent_registration(client, event, participant):
    ask(event, is_required=True)

    client.post(path("self_service:register", event), {"name": "Other Name"})

    participant.refresh_from_db()
    assert not Registration.objects.exists()
    assert participant.name == "Khai"


def test_country_and_constituency_of_the_same_form_decide_what_is_asked(client, event, participant):
    make_country("MM")
    event_question = ask(event, is_required=True, shown_if_country=["MM"], shown_if_constituency=["workers"])
    posted = {"name": "Khai", "country": "MM", "constituency": "workers"}

    assert client.post(path("self_service:register", event), posted).context["answers"].errors
    client.post(
        path("self_service:register", event), posted | {"constituency": "partner", event_question.field_name: "stray"}
    )

    assert Registration.objects.get().person == participant
    assert not Answer.objects.exists()


def test_consent_text_changed_in_the_meantime_is_shown_again(client, event, participant):
    event_question = ask(event, "consent", consent_text="One", is_required=True)
    seen = ConsentText.objects.get()
    event_question.question.consent_texts.create(version=2, text="Two")

    late = client.post(path("self_service:register", event), {"name": "Khai", event_question.field_name: seen.pk})

    assert "The text has changed since you opened this page" in text_of(late)
    assert "<p>Two</p>" in text_of(late)
    assert not Registration.objects.exists()


def test_answers_entered_before_the_session_ended_are_kept(client, event, participant):
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
def test_registration_form_has_a_fixed_number_of_queries(
    client, event, participant, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        ask(event, "country")
        ask(event, "consent", consent_text="Text")
    client.get(path("self_service:register", event))

    # session, person, on a team?, event, standing, countries of the person; questions, consent texts, countries; sessions;
    # requirements
    with django_assert_num_queries(12):
        client.get(path("self_service:register", event))


@pytest.mark.parametrize("item_count", [1, 3])
def test_registration_status_page_has_a_fixed_number_of_queries(
    client, event, participant, item_count, django_assert_num_queries
):
    questions = [ask(event) for _ in range(item_count)]
    save_answers(register(event, participant), {event_question.pk: "x" for event_question in questions}, by=None)
    client.get(path("self_service:register", event))

    # session, person, on a team?, event, standing, answers, sessions, documents; how far their details are: three; their
    # invite
    with django_assert_num_queries(13):
        page = client.get(path("self_service:register", event))

    assert len(page.context["answers"]) == item_count


def test_correcting_answers_records_their_history(client, event, participant):
    visa = ask(event, "yes_no", label="Visa?")
    passport = ask(event, label="Passport", shown_if_question=visa, shown_if_values=["yes"])
    registration = register(event, participant)
    save_answers(registration, {visa.pk: True, passport.pk: "AB12"}, by=participant)
    standing = client.get(path("self_service:register", event))
    assert path("self_service:answers", event) in text_of(standing)

    page = client.get(path("self_service:answers", event))
    assert 'value="AB12"' in text_of(page)
    done = client.post(
        path("self_service:answers", event), {visa.field_name: "no", passport.field_name: "AB12"}, follow=True
    )

    assert "Your answers are saved." in text_of(done)
    assert dict(Answer.objects.values_list("question", "value")) == {visa.pk: False, passport.pk: None}
    changes = AnswerChange.objects.values_list("answer__question", "old_value", "new_value", "by")
    assert set(changes) == {(visa.pk, True, False, participant.pk), (passport.pk, "AB12", None, participant.pk)}


def test_invalid_correction_stays_in_the_form(client, event, participant):
    event_question = ask(event, "number")
    register(event, participant)

    page = client.post(path("self_service:answers", event), {event_question.field_name: "many"})

    assert page.status_code == 200
    assert 'value="many"' in text_of(page)
    assert not Answer.objects.exists()


def test_answers_are_read_only_after_registration_has_closed(client, event, participant):
    event_question = ask(event, label="Passport")
    save_answers(register(event, participant), {event_question.pk: "AB12"}, by=participant)
    Event.objects.update(registration_closes_at=now() - timedelta(minutes=1))

    standing = client.get(path("self_service:register", event))
    page = client.get(path("self_service:answers", event))
    late = client.post(path("self_service:answers", event), {event_question.field_name: "XY"})

    assert path("self_service:answers", event) not in text_of(standing)
    assert "can no longer correct your answers" in text_of(page)
    assert "AB12" in text_of(page)
    assert "can no longer be corrected" in text_of(late)
    assert Answer.objects.get().value == "AB12"


def test_answers_of_another_person_are_not_shown(client, event, participant):
    event_question = ask(event)
    save_answers(register(event, make_person()), {event_question.pk: "secret"}, by=None)

    assert client.get(path("self_service:answers", event)).status_code == 404
    assert "secret" not in text_of(client.get(path("self_service:register", event)))


QUESTION = {"kind": "single", "label": "Language", "labels": "English\nFrench", "audience": "team", "keep_days": "30"}


def test_organiser_creates_edits_and_removes_a_question(organiser, event):
    organiser.post(path("questions:create", event), QUESTION)
    event_question = EventQuestion.objects.get()
    assert (event_question.question.label, event_question.question.keep_days) == ("Language", 30)

    edited = {"label": "Your language", "audience": "team", "choice_english": "", "choice_french": "Français"}
    organiser.post(path("questions:edit", event, event_question.pk), edited | {"labels": "Bahasa", "is_required": "on"})
    event_question = EventQuestion.objects.get()
    assert event_question.is_required
    assert event_question.question.label == "Your language"
    assert [choice["label"] for choice in event_question.question.offered_choices] == ["Français", "Bahasa"]

    assert "Remove this question?" in text_of(organiser.get(path("questions:remove", event, event_question.pk)))
    organiser.post(path("questions:remove", event, event_question.pk))
    assert not EventQuestion.objects.in_use().exists()
    assert "Your language" in text_of(organiser.get(path("questions:list", event)))  # in the library
    organiser.post(path("questions:add", event), {"question": event_question.question.pk})
    assert EventQuestion.objects.in_use().get() == event_question


def test_invalid_question_stays_in_the_form(organiser, event):
    page = organiser.post(path("questions:create", event), QUESTION | {"labels": "Only one"})

    assert page.status_code == 200
    assert "Only one" in text_of(page)
    assert "Give at least two choices." in text_of(page)
    assert not Question.objects.exists()


def test_questions_are_moved_by_buttons_and_by_dragging(organiser, event):
    a, b, c = (ask(event, label=label) for label in "abc")

    organiser.post(path("questions:move", event, c.pk), {"to": "up"})
    assert [found.pk for found in EventQuestion.objects.in_use()] == [a.pk, c.pk, b.pk]
    organiser.post(path("questions:move", event, a.pk), {"to": "down"})
    assert [found.pk for found in EventQuestion.objects.in_use()] == [c.pk, a.pk, b.pk]
    organiser.post(path("questions:order", event), {"order": f"{a.pk},{b.pk},{c.pk},²,x,{'9' * 5000}"})
    assert [found.pk for found in EventQuestion.objects.in_use()] == [a.pk, b.pk, c.pk]


def test_moving_and_removing_show_why_they_are_refused(organiser, event):
    visa = ask(event, "yes_no", label="Visa?")
    ask(event, label="Passport", shown_if_question=visa, shown_if_values=["yes"])

    moved = organiser.post(path("questions:move", event, visa.pk), {"to": "down"}, follow=True)
    removed = organiser.post(path("questions:remove", event, visa.pk), follow=True)

    assert "must be below it" in text_of(moved)
    assert "First change the questions that depend on it: “Passport”" in text_of(removed)


def test_question_of_another_event_is_not_found(organiser, event):
    foreign = ask(make_event(programme=event.programme))

    for name in ("edit", "remove"):
        assert organiser.get(path(f"questions:{name}", event, foreign.pk)).status_code == 404
    assert organiser.post(path("questions:move", event, foreign.pk)).status_code == 404
    organiser.post(path("questions:order", event), {"order": str(foreign.pk)})
    assert EventQuestion.objects.in_use().get() == foreign


def test_preview_shows_the_form_and_saves_nothing(organiser, event):
    event_question = ask(event, label="Your meal", is_required=True)

    page = organiser.get(path("questions:preview", event))
    bad = organiser.post(path("questions:preview", event), {"name": "Khai"})
    good = organiser.post(path("questions:preview", event), {"name": "Khai", event_question.field_name: "Fish"})

    assert "Your meal" in text_of(page)
    assert "This field is required." in text_of(bad)
    assert "could register with these answers" in text_of(good)
    assert (Registration.objects.count(), Answer.objects.count()) == (0, 0)


@pytest.mark.parametrize("item_count", [1, 3])
def test_question_list_has_a_fixed_number_of_queries(organiser, event, item_count, django_assert_num_queries):
    visa = ask(event, "yes_no")
    for _ in range(item_count):
        ask(event, shown_if_question=visa, shown_if_values=["yes"], shown_if_country=["TH"])
        ask(make_event(programme=event.programme))
    organiser.get(path("questions:list", event))

    # session, person, event, role, on a team?, questions, countries, library
    with django_assert_num_queries(8):
        page = organiser.get(path("questions:list", event))

    assert len(page.context["rows"]) == item_count + 1


def test_answers_are_counted_once_when_several_events_ask(organiser, event):
    event_question = ask(event)
    for _ in range(2):
        save_answers(register(event, make_person()), {event_question.pk: "x"}, by=None)
        other = make_event(programme=event.programme)
        EventQuestion.objects.create(event=other, question=event_question.question)

    page = organiser.get(path("questions:edit", event, event_question.pk))

    assert (page.context["event_question"].answer_count, page.context["event_question"].other_events) == (2, 2)


def test_user_text_is_escaped(client, event, participant):
    visa = ask(event, "yes_no", label="<b>Visa</b>", help_text="<i>help</i>")
    ask(event, "consent", consent_text="<u>text</u>")
    event_question = ask(event, label="x", shown_if_question=visa, shown_if_values=["yes"])

    form = text_of(client.get(path("self_service:register", event)))
    save_answers(register(event, participant), {event_question.pk: "<s>mine</s>"}, by=None)
    standing = text_of(client.get(path("self_service:register", event)))

    assert not any(tag in form + standing for tag in ("<b>Visa", "<i>help", "<u>text", "<s>mine"))
    assert "&lt;b&gt;Visa" in form
    assert "&lt;s&gt;mine" in standing


def test_every_kind_of_question_can_be_asked(organiser, client, event):
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
