"""The headers of all responses: what may be kept in caches, and what other sites learn."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.links.converters import is_link_path
from accounts.links.middleware import PERMISSIONS_POLICY
from events.calendars.services import issue_token
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.registration import links
from events.registration.services import register
from notifications.preferences import links as preferences
from tests.accounts.links.urls import names_with_tokens, path_of
from tests.factories import make_delegation, make_event, make_person
from tests.test_permissions import EXPECTED, client_of, world
from tests.test_permissions import path_of as path_in_world

pytestmark = [pytest.mark.look, pytest.mark.django_db]

# These responses are the same for everybody, whoever asks.
PUBLIC = {
    "calendars:feed",
    "calendars:event",
    "events:agenda_table",
    "events:agenda_json",
    "experts:picture",
    "library:cover",
    "public:brochure",
    "library:picture_file",
    "healthz",
}


def is_private(response):
    return (
        "no-store" in response.headers.get("Cache-Control", "")
        and response.headers["Referrer-Policy"] == "no-referrer"
        and response.headers["X-Robots-Tag"] == "noindex"
    )


@pytest.mark.parametrize("reader", ["participant", "manager"])
def test_no_page_of_a_signed_in_person_is_stored(reader):
    people, arguments = world()
    client = client_of(people[reader])

    kept, without_policy = [], []
    for name in EXPECTED:
        response = client.get(path_in_world(name, arguments))
        if response.streaming:
            list(response.streaming_content)
        if "no-store" not in response.headers.get("Cache-Control", ""):
            kept.append(name)
        if response.headers.get("Permissions-Policy") != PERMISSIONS_POLICY:
            without_policy.append(name)

    assert set(kept) <= PUBLIC
    assert without_policy == []


def test_public_pages_can_be_stored_by_the_browser_of_a_stranger(client):
    response = client.get("/events/")

    assert "no-store" not in response.headers.get("Cache-Control", "")
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Permissions-Policy"] == PERMISSIONS_POLICY


def test_the_response_that_begins_a_session_is_not_stored(client):
    response = client.post(reverse("account_login"), {"email": make_person().email})

    assert response.cookies
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", names_with_tokens())
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "options"])
def test_each_response_at_a_url_with_a_token_is_private(name, method):
    for path in (path_of(name, "bad-token"), path_of(name, "bad-token")[:-1], path_of(name, "bad-token") + "x/"):
        assert is_private(getattr(Client(), method)(path)), path
        assert is_link_path(path)


def working_links():
    registration = register(make_event(), make_person())
    delegation = make_delegation(make_event(policy="nomination"), constituency="workers")
    nominee = nominations.nominate(delegation, [Nominee("An", "an@example.org")], by=make_person())[0]
    focal = nominations.appoint(delegation.event, [delegation.pk], address="focal@example.org", name="Focal")
    yield links.registration_link(registration)
    yield links.evaluation_link(registration)
    yield links.decline_link(registration)
    yield links.nominee_link(nominee)
    yield links.focal_point_link(focal)
    yield links.focal_point_link(focal) + "summary/"
    yield preferences.make_link(registration.person, registration.person.email, "news:programme:1")
    yield "http://127.0.0.1:8000" + reverse("calendars:personal", args=[issue_token(registration.person)])


def test_each_page_behind_a_link_is_private():
    for link in working_links():
        path = "/" + link.split("/", 3)[3]
        response = Client().get(path, follow=True)

        assert response.status_code == 200, path
        assert is_private(response), path
        assert b'rel="canonical"' not in response.content


def posts_from(site, path, **headers):
    """Post the form of a page behind a link as a browser does that sends no referrer, with CSRF checks."""
    client = Client(enforce_csrf_checks=True)
    client.get(path)
    token = client.cookies["csrftoken"].value
    sent = {"action": "switch", "csrfmiddlewaretoken": token}
    site_header = {"sec-fetch-site": site} if site else {}
    return client.post(path, sent, headers={"origin": "null", **site_header, **headers})


@pytest.fixture
def page():
    return "/" + links.registration_link(register(make_event(), make_person())).split("/", 3)[3]


@pytest.mark.parametrize(
    ("site", "status"),
    [
        ("same-origin", 302),
        ("", 302),  # a browser without Sec-Fetch-Site
        ("cross-site", 403),
        ("same-site", 403),
        ("none", 403),
    ],
)
def test_a_form_without_a_referrer_is_accepted_from_our_own_page(page, site, status):
    assert posts_from(site, page).status_code == status


def test_a_form_of_another_site_is_refused(page):
    assert posts_from("same-origin", page, origin="https://evil.example").status_code == 403


def test_a_form_without_its_token_is_refused(page):
    client = Client(enforce_csrf_checks=True)
    client.get(page)

    response = client.post(page, {"action": "switch"}, headers={"origin": "null", "sec-fetch-site": "same-origin"})

    assert response.status_code == 403


def test_other_pages_do_not_accept_an_unknown_origin():
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))
    sent = {"email": "ann@example.org", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    assert client.post(reverse("account_login"), sent, headers={"origin": "null"}).status_code == 403


def test_forms_behind_links_work_over_https(page, settings):
    settings.SECURE_SSL_REDIRECT = False
    client = Client(enforce_csrf_checks=True)
    client.get(page, secure=True)
    sent = {"action": "switch", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    response = client.post(page, sent, secure=True, headers={"origin": "null", "sec-fetch-site": "same-origin"})

    assert response.status_code == 302
