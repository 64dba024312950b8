"""Feeds can only be read: programs that speak CalDAV get 405 in plain text, without a question for a CSRF token."""

import pytest
from django.test import Client
from django.urls import reverse

from events.calendars.services import issue_token
from events.models import CalendarToken
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db

METHODS = [
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "PROPFIND",
    "REPORT",
    "MKCALENDAR",
    "LOCK",
    "TRACE",
    "post",
    "X",
]


def feed():
    return reverse("calendars:feed")


def of_event():
    return reverse("calendars:event", args=[make_event().slug])


def personal():
    return reverse("calendars:personal", args=[issue_token(make_person())])


def unknown():
    return reverse("calendars:personal", args=["no-such-token"])


def atom():
    return reverse("events:atom")


def sitemap():
    return reverse("public:sitemap")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("address", [feed, of_event, personal, unknown, atom, sitemap])
def test_other_methods_are_refused_in_plain_text(address, method):
    client = Client(enforce_csrf_checks=True)

    response = client.generic(method, address(), b"<propfind/>", content_type="application/xml")

    assert response.status_code == 405
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Allow"] == "GET, HEAD"
    assert response.content.startswith(b"This address can only be read")
    assert not response.cookies


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_personal_feed_is_read(method):
    response = Client().generic(method, personal())

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert CalendarToken.objects.count() == 1
