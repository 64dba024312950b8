"""Filters by what the team should check, and the columns that each member of the team chooses."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import ColumnChoice, TwoPeople
from events.participants.registration_filter import RegistrationFilter
from events.registration.services import register
from notifications.models import BouncedAddress
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(client):
    event = make_event(title="Seminar")
    client.force_login(make_member(event.programme, "coordinator"))
    return event


def page(event, name="list", **query):
    return reverse(f"participants:{name}", args=[event.slug], query=query)


def found(client, event, check):
    return {row.registration.person.name for row in client.get(page(event, check=check)).context["rows"]}


@pytest.fixture
def people(event):
    """Register a plain person, one of each check, and return the names by check."""
    clashing, bounced = make_person(name="Ana Cruz"), make_person(name="Binh Tran")
    twins = [make_person(name="Khin Khin Aung", email=f"khin{number}@example.org") for number in range(2)]
    register(make_event(programme=make_programme(), starts_at=event.starts_at, ends_at=event.ends_at), clashing)
    for person in (clashing, bounced, *twins, make_person(name="Plain Person")):
        register(event, person)
    BouncedAddress.objects.create(address=bounced.mail_address)
    return {"clash": {"Ana Cruz"}, "undelivered": {"Binh Tran"}, "duplicate": {"Khin Khin Aung"}}


@pytest.mark.parametrize("check", ["duplicate", "clash", "undelivered"])
def test_the_table_is_filtered_by_a_check_and_its_chip_removes_the_filter(client, event, people, check):
    shown = client.get(page(event, check=check))

    assert found(client, event, check) == people[check]
    (chip,) = shown.context["chips"]
    assert f'href="{page(event)}{chip.query}"' in shown.content.decode()
    assert "check=" not in chip.query


@pytest.mark.parametrize("check", ["duplicate", "clash", "undelivered"])
def test_a_check_finds_the_people_who_have_its_sign(client, event, people, check):
    rows = client.get(page(event)).context["rows"]
    label = {"duplicate": "Possible duplicate", "clash": "Date clash", "undelivered": "Email not delivered"}[check]

    signed = {row.registration.person.name for row in rows if any(label in str(sign.label) for sign in row.signs)}

    assert signed == found(client, event, check) == people[check]


@pytest.mark.parametrize("check", ["", "duplicate", "clash", "undelivered"])
def test_the_table_reads_the_possible_duplicates_once(client, event, people, check):
    with CaptureQueriesContext(connection) as queries:
        client.get(page(event, check=check))

    assert sum(f'FROM "{TwoPeople._meta.db_table}"' in query["sql"] for query in queries) == 1


def test_a_stored_filter_keeps_its_check():
    assert RegistrationFilter.parse("check=clash").check == "clash"
    with pytest.raises(ValueError):  # noqa: PT011 - any ValueError
        RegistrationFilter.parse("check=nonsense")


def test_reception_cannot_filter_by_a_check(event, people):
    client = Client()
    client.force_login(make_member(event.programme, "reception"))

    assert len(client.get(page(event, check="clash")).context["rows"]) == 5


def headings(client, event):
    return [heading.key for heading in client.get(page(event)).context["headings"]]


def test_columns_are_saved_for_the_person_and_the_event(client, event):
    other, colleague = make_event(programme=event.programme), Client()
    colleague.force_login(make_member(event.programme, "coordinator"))
    for one in (event, other):
        register(one, make_person())
    usual = headings(client, event)

    answer = client.post(page(event, "columns", status="confirmed"), {"column": ["email", "gender", "nonsense"]})

    assert answer["Location"] == page(event, status="confirmed")
    assert headings(client, event) == ["name", "email", "gender"]
    assert headings(colleague, event) == usual
    assert headings(client, other) == headings(colleague, other)
    export = b"".join(client.get(page(event, "export")).streaming_content).decode()
    assert export.splitlines()[0].strip("\ufeff") == "Name,Email,Gender"


def test_reset_shows_the_usual_columns_again(client, event):
    register(event, make_person())
    usual = headings(client, event)
    client.post(page(event, "columns"), {"column": ["email"]})

    client.post(page(event, "columns"), {"column": ["email"], "reset": "1"})

    assert headings(client, event) == usual
    assert not ColumnChoice.objects.exists()
