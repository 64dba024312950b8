"""The constituencies of a programme: its names and order in forms, tables, lists and figures; the keys stay."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Constituency
from events.balance.queries import balance
from events.imports.forms import AddForm, LineForm
from events.models import Programme, Question
from events.models.constituency import Constituencies
from events.nominations.board import read_board
from events.nominations.forms import GridForm
from events.nominations.grid import GridCell, set_delegations
from events.participants.columns import COLUMNS
from events.participants.table import lookup_tables
from events.participants.table_form import TableForm
from events.permissions import Action
from events.programmes.constituencies import ConstituencyInUseError, save_constituencies
from events.questions.descriptions import describe_participants
from events.questions.event_forms import EventQuestionForm
from events.questions.queries import form_questions
from events.questions.services import add_question
from events.registration.forms import RegistrationForm
from events.registration.services import register
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
OWN = [
    {"key": "workers", "name": "Trade unions", "group": "workers"},
    {"key": "government", "name": "", "group": "government"},
    {"key": "partner", "name": "Social security bodies", "group": "government"},
]
NAMES = ["Trade unions", "Government", "Social security bodies"]


@pytest.fixture
def programme():
    return make_programme(slug="seas", own_constituencies=OWN)


@pytest.fixture
def event(programme):
    return make_event(programme=programme)


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def names(field):
    return [str(name) for value, name in field.choices if value]


def typed(rows):
    """Return what a manager posts: the rows in their order."""
    data = {}
    for number, row in enumerate(rows, 1):
        values = {"used": "on", "order": number, "name": row["name"], "group": row["group"]}
        data |= {f"{part}_{row['key']}": value for part, value in values.items()}
    return data


def save(client, rows):
    return client.post(reverse("programmes:settings_save", args=["seas", "constituencies"]), typed(rows))


def test_people_choose_from_the_constituencies_of_the_programme(event):
    partner = make_person(constituency="academia")

    assert names(RegistrationForm(event=event, language="", instance=make_person()).fields["constituency"]) == NAMES
    assert names(AddForm(event=event).fields["constituency"]) == NAMES
    # A constituency that is no choice any more is not lost when its person registers.
    kept = RegistrationForm(event=event, language="", instance=partner).fields["constituency"]
    assert names(kept) == [*NAMES, "Academia"]


def test_other_programmes_have_the_usual_ones():
    event = make_event(programme=make_programme())

    assert names(AddForm(event=event).fields["constituency"]) == [str(label) for label in Constituency.labels]


def test_tables_filters_and_conditions_use_the_names(event):
    registration = register(event, make_person(constituency="partner"))
    every = {*NAMES, "Employers", "Regional body", "Civil society", "Academia"}

    cell = COLUMNS["constituency"].text(registration, lookup_tables(event, {}, frozenset(Action)))
    table = TableForm(QueryDict("constituency=partner"), event=event, may=frozenset(Action))

    assert cell == "Social security bodies"
    assert set(names(table.fields["constituency"])) - {"Not given"} == every
    assert [row.pk for row in table.matching()] == [registration.pk]
    assert names(EventQuestionForm(event=event).fields["shown_if_constituency"])[:3] == NAMES


def test_conditions_are_described_with_the_names(event, django_assert_num_queries):
    for number in range(3):
        add_question(event, Question(kind="date", label=f"Since {number}"), shown_if_constituency=["partner"])
    asked = form_questions(event)

    with django_assert_num_queries(0):
        texts = {describe_participants(question.event_question, {}) for question in asked}

    assert texts == {"Only for these constituencies: Social security bodies."}


def test_page_and_export_of_the_registrations_show_the_name(client, event, manager):
    registration = register(event, make_person(constituency="partner"))

    page = client.get(reverse("participants:detail", args=[event.slug, registration.pk])).text
    export = b"".join(client.get(reverse("participants:export", args=[event.slug])))

    assert "Social security bodies" in page
    assert b"Social security bodies" in export


def test_lists_are_read_with_the_names_and_the_usual_words(event):
    for text, key in (("social security BODIES", "partner"), ("Trade unions", "workers"), ("Workers", "workers")):
        line = LineForm({"constituency": text}, event=event, countries={}, status="confirmed")
        line.is_valid()
        assert line.cleaned_data["constituency"] == key


def test_delegations_have_the_columns_and_names_of_the_programme(event):
    make_country("TH", name="Thailand")

    set_delegations(event, [GridCell("TH", "partner", 2)])

    delegation = event.delegations.get()
    form = GridForm(event=event, delegations=[delegation], countries=[delegation.country], all_groups=False)
    assert str(delegation) == "Thailand, Social security bodies"
    assert [str(label) for _value, label in form.columns] == [*NAMES, "Any constituency"]
    assert [str(column.label) for column in read_board(event, [delegation]).columns] == NAMES


def test_figures_have_the_names_and_the_shares_count_the_groups(event):
    for key in ("partner", "government", "workers", "employers"):
        register(event, make_person(constituency=key))

    found = balance(event)

    shares = {share.measure: share.now for share in found.shares}
    assert found.columns == [*NAMES, "Employers"]
    assert (shares["government"], shares["workers"], shares["employers"]) == (2, 1, 1)


def test_manager_changes_names_and_order_and_delegations_follow(client, event, manager):
    make_country("TH", name="Thailand")
    set_delegations(event, [GridCell("TH", "partner", 2)])

    answer = save(client, [OWN[1], OWN[2] | {"name": "Pension funds"}, OWN[0]])

    programme = Programme.objects.get()
    assert answer.url == "/organise/programmes/seas/settings/#constituencies"
    assert [str(name) for _key, name in programme.constituencies.choices()] == [
        "Government", "Pension funds", "Trade unions",
    ]  # fmt: skip
    assert str(event.delegations.get()) == "Thailand, Pension funds"
    assert programme.changes.get().said == "Government · Pension funds · Trade unions"


def test_constituency_in_use_cannot_be_removed(client, event, manager):
    make_country("TH")
    set_delegations(event, [GridCell("TH", "partner", 2)])
    register(event, make_person(constituency="partner"))
    add_question(event, Question(kind="date", label="Since"), shown_if_constituency=["partner"])

    page = save(client, OWN[:2])

    assert "“Social security bodies” is in use: 1 delegation, 1 registration, 1 question." in page.text
    assert Programme.objects.get().own_constituencies == OWN


def test_service_refuses_too_when_somebody_began_to_use_one_meanwhile(programme, event, manager):
    register(event, make_person(constituency="workers"))

    with pytest.raises(ConstituencyInUseError):
        save_constituencies(programme, OWN[1:], by=manager)


def test_same_name_twice_and_none_at_all_are_refused(client, programme, manager):
    assert "Two constituencies have this name." in save(client, [OWN[1], OWN[2] | {"name": "government"}]).text
    assert "Choose at least one constituency." in save(client, []).text


def test_plenary_constituencies_unchanged_are_stored_as_none(client, programme, manager):
    usual = Constituencies()

    save(client, [{"key": key, "name": "", "group": usual.group(key)} for key in Constituency.values])

    assert Programme.objects.get().own_constituencies == []


def test_columns_are_those_always_shown_and_those_in_use():
    usual, own = Constituencies(), Constituencies(OWN)

    assert [key for key, _name in usual.columns({"academia"})] == ["government", "employers", "workers", "academia"]
    assert [name for _key, name in own.columns({"", "employers"})] == [*NAMES, "Employers"]
