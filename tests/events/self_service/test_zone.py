"""The time zone of a new participant: known from the browser, stored at registration, shown, and theirs to change."""

import pytest
from django.urls import reverse

from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db
TYPED = {"name": "Aye", "email": "aye@example.org"}


@pytest.fixture
def person(client):
    person = make_person(name="Aye")
    client.force_login(person)
    return person


def register_on_page(client, event):
    address = reverse("self_service:register", args=[event.slug])
    form = client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, typed)


@pytest.mark.parametrize("cookie", ["Asia/Yangon", "Asia/Rangoon"])
def test_registration_stores_the_zone_of_the_browser_under_its_present_name(client, person, cookie):
    event = make_event()
    client.cookies["tz"] = cookie

    shown = client.get(reverse("self_service:register", args=[event.slug])).content.decode()
    assert "Times are also shown in Yangon time (UTC+6:30)." in shown
    assert register_on_page(client, event).status_code == 302

    person.refresh_from_db()
    assert person.timezone == "Asia/Yangon"
    assert "Yangon time (UTC+6:30)" in Message.objects.get(kind="registration_confirmed").text
    confirmation = client.get(reverse("self_service:register", args=[event.slug])).content.decode()
    assert "Times are also shown in Yangon time (UTC+6:30)." in confirmation
    assert "Times are also shown in Yangon time" in client.get(reverse("self_service:profile")).content.decode()
    assert "Rangoon" not in shown + confirmation


def test_the_browser_never_replaces_the_choice_of_the_participant(client, person):
    client.post(reverse("self_service:profile"), {"name": "Aye", "timezone": "Japan"})
    client.cookies["tz"] = "Asia/Yangon"

    register_on_page(client, make_event())

    person.refresh_from_db()
    assert person.timezone == "Asia/Tokyo"


@pytest.mark.parametrize("cookie", ["", "Mars/Base", "localtime"])
def test_an_unknown_zone_is_not_stored(client, person, cookie):
    client.cookies["tz"] = cookie

    register_on_page(client, make_event())

    person.refresh_from_db()
    assert person.timezone == ""


def test_a_person_who_is_registered_by_another_keeps_an_empty_zone(client, person):
    client.cookies["tz"] = "Asia/Yangon"
    other = register(make_event(), make_person()).person

    assert other.timezone == ""
    register_on_page(client, make_event())
    other.refresh_from_db()
    assert other.timezone == ""
