"""Registering others: they are notified, and the page does not reveal if they are registered already."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Registration
from events.registration import links
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


def register_other(client, event, address):
    """Register the person with this address.

    Return all that the browser receives, without the parts that differ each time, and the names of the cookies."""
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "A", "form-0-email": address}
    response = client.post(reverse("self_service:register_others", args=[event.slug]), sent)
    shown = client.get(response["Location"]) if response.status_code == 302 else response
    received = [
        (found.status_code, {**found.headers, "Expires": ""}, re.sub(rb'value="[A-Za-z0-9]{64}"', b"", found.content))
        for found in (response, shown)
    ]
    return received, sorted(client.cookies)


@pytest.mark.parametrize("status", ["confirmed", "pending", "waitlisted", "declined", "nominated"])
def test_does_not_reveal_if_a_person_is_registered(client, status):
    event = make_event()
    known = make_person(email="known@example.org")
    fields = {"queued_at": now()} if status == "waitlisted" else {}
    registration = Registration.objects.create(event=event, person=known, status=status, **fields)
    client.force_login(make_person())
    register_other(client, event, "first@example.org")  # from now on, the pages list this registration

    answers = [register_other(client, event, address) for address in ("KNOWN@example.org", "new@example.org")]

    assert answers[0] == answers[1]
    registration.refresh_from_db()
    assert registration.status == status
    (mail,) = Message.objects.filter(recipient=known)
    assert mail.kind == "registered_already"
    assert links.registration_link(registration) in mail.text


def test_notifies_a_registered_person_once_a_day(client):
    event = make_event()
    register(event, make_person(email="known@example.org"))
    client.force_login(make_person())

    for _ in range(3):
        register_other(client, event, "known@example.org")

    assert Message.objects.filter(kind="registered_already").count() == 1
    assert Registration.objects.count() == 1


def test_limits_a_person_to_twenty_registrations(client):
    event, assistant = make_event(), make_person()
    client.force_login(assistant)
    for _ in range(19):
        register(event, make_person(), by=assistant)
    sent = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    sent |= {f"form-{row}-{key}": f"new{row}@example.org" for row in range(2) for key in ("name", "email")}

    response = client.post(reverse("self_service:register_others", args=[event.slug]), sent)

    assert (
        "You can register 20 people. If you need to register more, please write to the organisers."
        in response.content.decode()
    )
    assert Registration.objects.count() == 19


def test_counts_registered_people_for_the_limit(client):
    event = make_event()
    register(event, make_person(email="known@example.org"))
    client.force_login(make_person())

    for _ in range(19):
        register_other(client, event, "known@example.org")
    register_other(client, event, "new@example.org")
    register_other(client, event, "one.more@example.org")

    assert not Registration.objects.filter(person__email="one.more@example.org").exists()
    assert Registration.objects.filter(person__email="new@example.org").exists()
