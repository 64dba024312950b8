"""The menus of filters and columns: they are read when somebody opens them, and are pages without JavaScript."""

import pytest
from django.urls import reverse

from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MENUS = ["filters", "columns"]


@pytest.fixture
def event(client):
    make_country("TH")
    event = make_event()
    register(event, make_person(country="TH"))
    client.force_login(make_member(event.programme, "coordinator"))
    return event


def page(event, name="list", **query):
    return reverse(f"participants:{name}", args=[event.slug], query=query)


@pytest.mark.parametrize("menu", MENUS)
def test_the_table_links_to_its_menus_with_the_filters_of_the_address(client, event, menu):
    text = client.get(page(event, status="confirmed", sort="name", page=2)).text

    address = page(event, menu, status="confirmed", sort="name").replace("&", "&amp;")
    assert f'<a href="{address}" hx-get="{address}"' in text
    assert '<select name="country"' not in text
    assert 'type="checkbox" name="column"' not in text


@pytest.mark.parametrize(("menu", "field"), [("filters", '<select name="country"'), ("columns", 'name="column"')])
def test_a_menu_is_a_page_of_its_own_or_a_part_of_the_table(client, event, menu, field):
    whole = client.get(page(event, menu))
    part = client.get(page(event, menu), headers=HTMX)

    assert field in whole.text
    assert field in part.text
    assert "<h1>" in whole.text
    assert part.text.strip().startswith("<form")
    assert all("HX-Request" in response["Vary"] for response in (whole, part))


def test_the_menu_of_filters_has_those_of_the_address_and_keeps_what_it_does_not_show(client, event):
    asked = ask(event, "yes_no", label="Do you come by train?")

    text = client.get(page(event, "filters", q="an", country="TH", column="email"), headers=HTMX).text

    assert f'action="{page(event)}"' in text
    assert '<input type="hidden" name="q" value="an">' in text
    assert '<input type="hidden" name="column" value="email">' in text
    assert '<option value="TH" selected>Thailand</option>' in text
    assert f'<select name="{asked.field_name}"' in text


def test_the_menu_of_columns_shows_those_of_questions_and_what_is_chosen(client, event):
    asked = ask(event, "yes_no", label="Do you come by train?")
    client.post(page(event, "columns"), {"column": ["email", asked.field_name]})

    text = client.get(page(event, "columns", status="confirmed"), headers=HTMX).text

    assert f'action="{page(event, "columns", status="confirmed")}"' in text
    assert text.count(" checked") == 2
    assert f'value="{asked.field_name}" id=' in text
    assert "Do you come by train?" in client.get(page(event)).text


def test_a_wrong_filter_opens_the_menu_with_all_filters(client, event):
    text = client.get(page(event, country="ZZ")).text

    assert '<details class="menu" id="filters" open>' in text
    assert '<select name="country"' in text
    assert '<select name="gender"' in text
    assert "Select a valid choice. ZZ is not one of the available choices." in text.replace("&#x27;", "'")


def test_an_empty_filter_of_the_address_is_no_filter(client, event):
    response = client.get(page(event, session="", track="", country="", q_99=""))

    assert not response.context["form"].non_field_errors()
    assert response.context["form"].filters == ["q", "status"]


def test_filters_that_the_address_does_not_have_are_not_read(client, event, django_assert_num_queries):
    with django_assert_num_queries(17):
        client.get(page(event))
    with django_assert_num_queries(17 + 2):  # the countries of the people, and the number of rows
        client.get(page(event, country="TH"))
