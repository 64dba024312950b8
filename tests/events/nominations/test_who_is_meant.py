"""A known address with another name: focal points are asked who is meant, and do not see the known name."""

import pytest

from accounts.identity_forms import HIDDEN_NAMES
from events.models import Registration
from events.nominations import services
from events.registration import links
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db

OFFICE = "office@example.org"
TOO_MANY = "Today you have entered too many addresses"


@pytest.fixture
def khin():
    return make_person(name="Khin Khin", email=OFFICE)


@pytest.fixture
def delegation():
    return make_delegation(make_event(), country=make_country("MM"), seats=3)


@pytest.fixture
def page(delegation):
    link = services.appoint(delegation.event, [delegation.pk], address="focal@example.org", name="Focal")
    return links.focal_point_link(link)


def nominee_names():
    return {row.person.name for row in Registration.objects.select_related("person")}


def test_form_asks_without_the_known_name(client, page, delegation, khin):
    data = {"action": "name", "delegation": delegation.pk, "name": "Minh", "address": OFFICE, "position": "Adviser"}

    text = client.post(page, data).content.decode()

    assert str(HIDDEN_NAMES) in text
    assert "Khin" not in text
    assert 'value="Adviser"' in text
    assert nominee_names() == set()


@pytest.mark.parametrize("answer", ["same", "other"])
def test_answer_decides_who_is_nominated(client, page, delegation, khin, answer):
    data = {"action": "name", "delegation": delegation.pk, "name": "Minh", "address": OFFICE, "answer": answer}

    client.post(page, data)

    registration = Registration.objects.select_related("person").get()
    assert registration.person.name == ("Khin Khin" if answer == "same" else "Minh")
    assert (registration.person == khin) is (answer == "same")
    assert registration.nomination.name == "Minh"


def test_rows_are_asked_and_keep_their_answers(client, page, delegation, khin):
    rows = f"Name,Email\nMinh,{OFFICE}\nAn,an@example.org\n"
    data = {"delegation": delegation.pk, "rows": rows, "row": ["1", "2"]}

    shown = client.post(page, data | {"action": "check"})
    client.post(page, data | {"action": "name_all"})
    assert nominee_names() == set()
    (question,) = [row.question for section in shown.context["sections"] for row in section.rows if row.question]
    client.post(page, data | {"action": "name_all", question.field_name: "other"})

    assert "Khin" not in shown.content.decode()
    assert nominee_names() == {"Minh", "An"}


def test_replacing_a_nominee_asks_too(client, page, delegation, khin):
    data = {"action": "name", "delegation": delegation.pk, "name": "An", "address": "an@example.org"}
    client.post(page, data)
    registration = Registration.objects.get()
    replacing = {"action": "replace", "registration": registration.pk, "name": "Minh", "address": OFFICE}

    asked = client.post(page, replacing).content.decode()
    assert "Choose who is meant" in asked
    assert "Khin" not in asked
    client.post(page, replacing | {"answer": "other"})

    assert {row.person.name: row.status for row in Registration.objects.select_related("person")} == {
        "An": "withdrawn",
        "Minh": "nominated",
    }


def post_one(client, page, delegation, name, address, **extra):
    data = {"action": "name", "delegation": delegation.pk, "name": name, "address": address} | extra
    return client.post(page, data).content.decode()


@pytest.mark.parametrize("address", ["known3@example.org", "unknown@example.org"])
def test_questions_of_a_day_are_limited_and_then_say_nothing_about_any_address(
    client, page, delegation, settings, address
):
    settings.QUESTIONS_PER_DAY = 2
    for number in range(4):
        make_person(name=f"Khin {number}", email=f"known{number}@example.org")

    first, second, third = (
        post_one(client, page, delegation, "Minh", f"known{number}@example.org") for number in range(3)
    )
    later = post_one(client, page, delegation, "Minh", address)
    post_one(client, page, delegation, "Minh", "known0@example.org", answer="other")

    assert [str(HIDDEN_NAMES) in text for text in (first, second, third, later)] == [True, True, False, False]
    assert [TOO_MANY in text for text in (second, third, later)] == [False, True, True]
    assert list(Registration.objects.values_list("person__email", flat=True)) == ["known0@example.org"]


def test_a_list_with_too_many_known_addresses_shows_none_of_them(client, page, delegation, settings):
    settings.QUESTIONS_PER_DAY = 2
    for number in range(3):
        make_person(name=f"Khin {number}", email=f"known{number}@example.org")
    lines = "".join(f"Minh,known{number}@example.org\n" for number in range(3))
    data = {"delegation": delegation.pk, "action": "check"}

    shown = client.post(page, data | {"rows": f"Name,Email\n{lines}An,an@example.org\n"})
    again = client.post(page, data | {"rows": "Name,Email\nAn,an@example.org\n"})

    for response in (shown, again):
        assert TOO_MANY in response.content.decode()
        assert [section.rows for section in response.context["sections"]] == [[]]


def test_the_same_question_counts_once(client, page, delegation, khin, settings):
    settings.QUESTIONS_PER_DAY = 1

    texts = [post_one(client, page, delegation, "Minh", OFFICE) for _ in range(3)]

    assert [TOO_MANY in text for text in texts] == [False] * 3


def test_replacing_is_limited_too(client, page, delegation, khin, settings):
    settings.QUESTIONS_PER_DAY = 0
    services.nominate(delegation, [services.Nominee("An", "an@example.org")], by=delegation.focal_point)
    registration = Registration.objects.get()

    text = client.post(
        page, {"action": "replace", "registration": registration.pk, "name": "Minh", "address": OFFICE}
    ).content.decode()

    assert TOO_MANY in text
    assert str(HIDDEN_NAMES) not in text
