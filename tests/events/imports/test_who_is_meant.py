"""A known address with another name: organisers are asked who is meant, by hand and for each row of a list."""

import re

import pytest
from django.urls import reverse

from accounts import identity, services
from accounts.models import User
from events.imports.services import Newcomer, add_many
from events.models import Registration
from events.registration.errors import BulkDecisionError
from events.registration.groups import register_others
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db

OFFICE = "office@example.org"
LIST = f"Name;Email\nMinh;{OFFICE}\nAn;an@example.org\n"


@pytest.fixture
def event(client):
    event = make_event()
    client.force_login(make_member(event.programme))
    return event


@pytest.fixture
def khin():
    return make_person(name="Khin Khin", email=OFFICE)


def page(event, name="list"):
    return reverse(f"imports:{name}", args=[event.slug])


def question_of(response):
    (question,) = [row.question for row in response.context["preview"].all if row.question]
    return question


def registered(event):
    return {row.person.name: row.person for row in event.registrations.select_related("person")}


@pytest.mark.parametrize("name", ["khin KHIN", "Daw Khin Khin", "Khin, Khin"])
def test_another_spelling_of_the_name_is_no_question(client, event, khin, name):
    client.post(page(event, "add"), {"name": name, "address": OFFICE, "standing": "pending"})

    assert registered(event) == {"Khin Khin": khin}


def test_adding_by_hand_shows_both_names_and_keeps_what_was_typed(client, event, khin):
    data = {"name": "Minh", "address": "Office＠example.org", "position": "Adviser", "standing": "confirmed"}

    response = client.post(page(event, "add"), data)

    text = response.content.decode()
    assert "This address belongs to Khin Khin. Choose who is meant." in text
    assert "Another person who uses this mailbox: Minh" in text
    assert response.context["form"]["position"].value() == "Adviser"
    assert registered(event) == {}


@pytest.mark.parametrize(("answer", "name"), [("same", "Khin Khin"), ("other", "Minh")])
def test_the_answer_decides_who_is_added(client, event, khin, answer, name):
    answer = str(khin.pk) if answer == "same" else answer
    data = {"name": "Minh", "address": OFFICE, "standing": "pending", "answer": answer}

    client.post(page(event, "add"), data)

    (person,) = registered(event).values()
    assert (person.name, person.email) == (name, OFFICE)
    assert (person == khin) == (name == "Khin Khin")
    khin.refresh_from_db()
    assert khin.name == "Khin Khin"


def test_an_invented_answer_means_nobody(client, event, khin):
    for answer in (str(make_person().pk), "-1", "x" * 1000, "same\0"):
        client.post(page(event, "add"), {"name": "Minh", "address": OFFICE, "standing": "pending", "answer": answer})

    assert registered(event) == {}


def test_row_of_a_list_is_not_imported_until_it_is_answered(client, event, khin):
    shown = client.post(page(event), {"rows": LIST, "standing": "pending"})
    refused = client.post(page(event), {"rows": LIST, "standing": "pending", "save": "1"})

    question = question_of(shown)
    assert not any(is_chosen for _value, _label, is_chosen in question.choices)
    assert "This address belongs to Khin Khin. Who is Minh?" in shown.content.decode()
    assert question_of(refused).problem
    assert registered(event) == {}

    client.post(page(event), {"rows": LIST, "standing": "pending", "save": "1", "leave_out": "on"})
    assert list(registered(event)) == ["An"]


@pytest.mark.parametrize(("same", "name"), [(True, "Khin Khin"), (False, "Minh")])
def test_answered_row_of_a_list_is_imported(client, event, khin, same, name):
    question = question_of(client.post(page(event), {"rows": LIST, "standing": "pending"}))
    data = {"rows": LIST, "standing": "pending", question.field_name: str(khin.pk) if same else "other"}

    shown = client.post(page(event), data)
    client.post(page(event), data | {"save": "1"})

    assert [is_chosen for _value, _label, is_chosen in question_of(shown).choices] == [same, not same]
    assert set(registered(event)) == {"An", name}
    assert (registered(event)[name] == khin) is same


def test_answer_stays_with_its_row_when_rows_are_added(client, event, khin):
    question = question_of(client.post(page(event), {"rows": LIST, "standing": "pending"}))
    longer = f"Name;Email\nThida;{OFFICE}\nMinh;{OFFICE}\n"

    shown = client.post(page(event), {"rows": longer, "standing": "pending", question.field_name: "other"})

    problems = [bool(row.problems) for row in shown.context["preview"].all]
    assert problems == [True, False]  # Thida is not answered


def test_two_new_people_of_a_list_share_a_mailbox_if_that_is_the_answer(client, event):
    rows = f"Name;Email\nAn;{OFFICE}\nBinh;{OFFICE}\n"
    shown = client.post(page(event), {"rows": rows, "standing": "pending"})
    assert "Row 2 has the same address." in shown.content.decode()

    answer = {question_of(shown).field_name: "other"}
    client.post(page(event), {"rows": rows, "standing": "pending", "save": "1"} | answer)

    assert {name: person.email for name, person in registered(event).items()} == {"An": OFFICE, "Binh": OFFICE}


def test_service_refuses_a_list_without_answers(event, khin):
    with pytest.raises(BulkDecisionError) as error:
        add_many(event, [Newcomer(OFFICE, "Minh")], Registration.Status.PENDING, by=khin)

    assert list(error.value.problems) == [0]


def test_mails_greet_each_person_at_a_shared_mailbox(event, khin):
    minh = services.get_or_create_person(OFFICE, answer=identity.OTHER, name="Minh")

    for person in (khin, minh):
        register(event, person)

    mails = Message.objects.filter(kind="registration_confirmed").order_by("pk")
    assert [(mail.to_email, mail.to_name) for mail in mails] == [(OFFICE, "Khin Khin"), (OFFICE, "Minh")]
    links = [set(re.findall(r"http\S+/m/\S+", mail.text)) for mail in mails]
    assert links[0].isdisjoint(links[1])


def test_calendar_and_mail_have_the_same_canonical_address(event):
    person = make_person(email="anna@bücher.example", name="Anna")

    register(event, person)

    mail = Message.objects.get(kind="registration_confirmed")
    assert mail.to_email == "anna@xn--bcher-kva.example"
    assert "mailto:anna@xn--bcher-kva.example" in mail.ics.replace("\r\n ", "")


def test_registering_others_never_replaces_the_known_person_and_asks_nothing(event, khin):
    register_others(
        event, [{"email": OFFICE, "name": "Minh"}, {"email": OFFICE, "name": "khin khin"}], by=make_person()
    )

    people = registered(event)
    assert people["Khin Khin"] == khin
    assert people["Minh"].mailbox_of == khin
    assert User.objects.filter(email=OFFICE).count() == 2
