"""The pages for requests that reach no view: in our design, with advice, and without changes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.views.defaults import server_error

from accounts.models import User
from events.models import Event
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


def register(event):
    return reverse("self_service:register", args=[event.slug])


def is_ours(answer):
    text = answer.content.decode()
    return "site-head" in text and "plenary.css" in text and "Content-Security-Policy" in answer


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"name": "a" * 3 * MB}},  # as browsers send files
        {"data": "name=" + "a" * 3 * MB, "content_type": "application/x-www-form-urlencoded"},
        {"data": {"file": SimpleUploadedFile("a.csv", b"a"), "name": "a" * 3 * MB}},
        {
            "data": "&".join(f"f{number}=" for number in range(7000)),
            "content_type": "application/x-www-form-urlencoded",
        },
        {"data": {f"f{number}": SimpleUploadedFile("a", b"a") for number in range(101)}},
    ],
    ids=["text", "urlencoded", "beside a file", "7,000 fields", "101 files"],
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_too_large_request_gets_its_page(client, body, is_signed_in):
    event = make_event()
    if is_signed_in:
        client.force_login(make_person(name="Khin"))

    answer = client.post(register(event), **body)

    assert answer.status_code == 413
    assert is_ours(answer)
    assert "One page accepts 2.5 MB of text. You have sent more, and nothing was saved." in answer.content.decode()
    assert ("Sign out" in answer.content.decode()) is is_signed_in
    assert not event.registrations.exists()


def test_form_of_all_countries_is_not_too_large(client):
    event = make_event(policy=Event.Policy.NOMINATION)
    client.force_login(make_member(event.programme))

    answer = client.post(reverse("nominations:grid", args=[event.slug]), {f"f{number}": "1" for number in range(3200)})

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=" + "\u00e4", b"a boundary of other letters"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"name=An"),
    ],
)
def test_unreadable_request_gets_its_page(client, content_type, data):
    event = make_event()
    client.force_login(make_person(name="Khin"))

    answer = client.generic("POST", register(event), data, content_type)

    assert answer.status_code == 400
    assert is_ours(answer)
    assert "We could not read the request of your browser. Nothing was changed." in answer.content.decode()
    assert not event.registrations.exists()


def test_unknown_host_gets_a_page_without_a_user(client):
    answer = client.get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert is_ours(answer)
    assert "elsewhere.example" not in answer.content.decode()


@pytest.mark.parametrize("name", ["nominations:focal_points", "calendars:token_issue"])
def test_get_of_an_address_for_posts_explains_what_to_do(client, name):
    event = make_event()
    client.force_login(make_member(event.programme))
    address = reverse(name, args=[event.slug] if name.startswith("nom") else [])

    answer = client.get(address)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert is_ours(answer)
    assert "Please press the button again" in answer.content.decode()
    assert client.head(address).content == b""


def test_other_methods_are_not_allowed(client):
    event = make_event()
    client.force_login(make_person())

    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(register(event)).status_code == 405


def test_missing_csrf_token_gets_a_page():
    client = Client(enforce_csrf_checks=True)
    person = make_person(name="Khin")
    client.force_login(person)

    answer = client.post("/me/profile/", {"name": "Forged"}, headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert is_ours(answer)
    assert "Please send it again" in answer.content.decode()
    assert User.objects.get(pk=person.pk).name == "Khin"


def test_missing_and_forbidden_pages_explain_what_to_do(client):
    event = make_event()
    client.force_login(make_member(event.programme, role="viewer"))

    nowhere = client.get("/nowhere/")
    for_others = client.get(reverse("participants:list", args=[event.slug]))

    assert (nowhere.status_code, for_others.status_code) == (404, 403)
    assert is_ours(nowhere)
    assert is_ours(for_others)
    assert "Search the events" in nowhere.content.decode()
    assert "ask the manager of the programme" in for_others.content.decode()


def test_server_error_page_uses_no_query_and_no_user(rf, django_assert_num_queries):
    """The page is rendered without the database and without a user, as during a failure of the database."""
    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "Your input was not the cause, and nothing was saved in part." in answer.content.decode()
    assert 'href="/static/plenary.css"' in answer.content.decode()
