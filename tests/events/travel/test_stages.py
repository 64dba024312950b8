"""Questions of the registration form and questions after the place is confirmed."""

import pytest
from django.urls import reverse

from events.models import EventQuestion
from events.questions import queries
from events.questions.errors import InvalidConditionError, QuestionInUseError
from events.questions.services import add_question, change_question, remove_question
from tests.events.questions.helpers import ask
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
Stage = EventQuestion.Stage


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organiser(client, event):
    client.force_login(make_member(event.programme))
    return client


def test_registration_form_asks_no_later_questions(client, event):
    ask(event, label="Your meal")
    later = ask(event, label="Your flight", stage=Stage.CONFIRMED, is_required=True)
    client.force_login(make_person())

    page = client.get(reverse("self_service:register", args=[event.slug])).content.decode()
    client.post(reverse("self_service:register", args=[event.slug]), {"name": "Khai", later.field_name: "stray"})

    assert "Your meal" in page
    assert "Your flight" not in page
    registration = event.registrations.get()
    assert not registration.answers.exists()


def test_condition_must_not_refer_to_a_later_question(event):
    later = ask(event, "yes_no", stage=Stage.CONFIRMED)

    with pytest.raises(InvalidConditionError):
        ask(event, shown_if_question=later, shown_if_values=["yes"])

    assert ask(event, stage=Stage.CONFIRMED, shown_if_question=later, shown_if_values=["yes"]).pk


def test_question_with_earlier_dependents_cannot_be_asked_later(event):
    deciding = ask(event, "yes_no")
    ask(event, shown_if_question=deciding, shown_if_values=["yes"])

    with pytest.raises(QuestionInUseError):
        change_question(deciding, stage=Stage.CONFIRMED)

    deciding.refresh_from_db()
    assert deciding.stage == Stage.REGISTRATION


def test_question_added_again_loses_a_condition_on_a_later_question(event):
    deciding = ask(event, "yes_no")
    event_question = ask(event, shown_if_question=deciding, shown_if_values=["yes"])
    remove_question(event_question)
    change_question(deciding, stage=Stage.CONFIRMED)

    back = add_question(event, event_question.question)

    assert back.shown_if_question is None
    assert back.stage == Stage.REGISTRATION


def test_organisers_choose_the_stage_of_a_question(organiser, event):
    path = reverse("questions:create", args=[event.slug])
    form = {"kind": "short_text", "label": "Your hotel", "audience": "team", "stage": "confirmed"}

    organiser.post(path, form)
    listed = organiser.get(reverse("questions:list", args=[event.slug])).content.decode()
    preview = organiser.get(reverse("questions:preview", args=[event.slug])).content.decode()
    event_question = EventQuestion.objects.get()
    organiser.post(
        reverse("questions:edit", args=[event.slug, event_question.pk]), form | {"label": "Your room", "stage": ""}
    )

    assert event_question.stage == Stage.CONFIRMED
    assert "After their place is confirmed" in listed
    assert preview.index("After the place is confirmed") < preview.index("Your hotel")
    assert queries.form_questions(event) == []
    assert [one.event_question.question.label for one in queries.form_questions(event, stage=Stage.CONFIRMED)] == [
        "Your room"
    ]


def test_condition_on_a_later_question_shows_an_error(organiser, event):
    later = ask(event, "yes_no", stage=Stage.CONFIRMED)
    form = {"kind": "short_text", "label": "Hotel", "audience": "team", "stage": "registration"}

    page = organiser.post(reverse("questions:create", args=[event.slug]), form | {"shown_if": f"{later.pk}:yes"})

    assert page.context["form"].errors == {
        "shown_if": ["That question is asked after the place is confirmed. Ask this one after the confirmation too."]
    }
