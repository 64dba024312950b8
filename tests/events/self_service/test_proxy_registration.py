"""Registering others: they are told, and whoever does it learns nothing of who is registered."""

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


def sent_by(client, event, address):
    """Register somebody at this address; return all that the browser gets, without what is another one each time."""
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "A", "form-0-email": address}
    answer = client.post(reverse("self_service:register_others", args=[event.slug]), sent)
    shown = client.get(answer["Location"]) if answer.status_code == 302 else answer
    kept = [
        (found.status_code, {**found.headers, "Expires": ""}, re.sub(rb'value="[A-Za-z0-9]{64}"', b"", found.content))
        for found in (answer, shown)
    ]
    return kept, sorted(client.cookies)


@pytest.mark.parametrize("standing", ["confirmed", "pending", "waitlisted", "declined", "nominated"])
def test_nobody_learns_who_is_registered_by_registering_them(client, standing):
    event = make_event()
    known = make_person(email="known@example.org")
    fields = {"queued_at": now()} if standing == "waitlisted" else {}
    registration = Registration.objects.create(event=event, person=known, status=standing, **fields)
    client.force_login(make_person())
    sent_by(client, event, "first@example.org")  # who has registered somebody is shown so

    answers = [sent_by(client, event, address) for address in ("KNOWN@example.org", "new@example.org")]

    assert answers[0] == answers[1]
    registration.refresh_from_db()
    assert registration.status == standing
    (told,) = Message.objects.filter(recipient=known)
    assert told.kind == "registered_already"
    assert links.registration_link(registration) in told.text


def test_whoever_is_registered_already_is_told_once_a_day(client):
    event = make_event()
    register(event, make_person(email="known@example.org"))
    client.force_login(make_person())

    for _ in range(3):
        sent_by(client, event, "known@example.org")

    assert Message.objects.filter(kind="registered_already").count() == 1
    assert Registration.objects.count() == 1


def test_one_person_registers_twenty_and_no_more(client):
    event, assistant = make_event(), make_person()
    client.force_login(assistant)
    for _ in range(19):
        register(event, make_person(), by=assistant)
    sent = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    sent |= {f"form-{row}-{key}": f"new{row}@example.org" for row in range(2) for key in ("name", "email")}

    answer = client.post(reverse("self_service:register_others", args=[event.slug]), sent)

    assert (
        "You can register 20 people. If you need to register more, please write to the organisers."
        in answer.content.decode()
    )
    assert Registration.objects.count() == 19


def test_who_was_registered_already_counts_for_the_limit_too(client):
    event = make_event()
    register(event, make_person(email="known@example.org"))
    client.force_login(make_person())

    for _ in range(19):
        sent_by(client, event, "known@example.org")
    sent_by(client, event, "new@example.org")
    sent_by(client, event, "one.more@example.org")

    assert not Registration.objects.filter(person__email="one.more@example.org").exists()
    assert Registration.objects.filter(person__email="new@example.org").exists()
