"""Registering others: they are notified, and the page does not reveal if they are registered already."""

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, Registration
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


def received_by_somebody(client, event, address):
    """Return what a new user receives who registers this address alone."""
    client.force_login(make_person(name="Sokha"))
    answer, cookies = register_other(client, event, address)
    return str(answer).lower().replace(address.lower(), "ADDRESS"), cookies


@pytest.mark.parametrize("status", ["confirmed", "pending", "waitlisted", "declined", "nominated"])
def test_does_not_reveal_if_a_person_is_registered(client, status):
    event = make_event()
    known = make_person(email="known@example.org", name="A")
    fields = {"queued_at": now()} if status == "waitlisted" else {}
    registration = Registration.objects.create(event=event, person=known, status=status, **fields)
    moment = now()

    with time_machine.travel(moment, tick=False):
        answers = [
            received_by_somebody(client, event, address) for address in ("KNOWN@example.org", "newer@example.org")
        ]

    first, second = (re.sub(r'value="\d+"', "", text) for text, _ in answers)
    assert first == second
    assert answers[0][1] == answers[1][1]
    registration.refresh_from_db()
    assert registration.status == status
    (mail,) = Message.objects.filter(recipient=known)
    assert mail.kind == "registered_already"
    assert links.registration_link(registration) in mail.text


def test_a_blocked_person_is_not_registered_and_the_page_does_not_reveal_it(client):
    event = make_event()
    make_person(email="known@example.org", name="A", is_active=False)

    with time_machine.travel(now(), tick=False):
        blocked = received_by_somebody(client, event, "known@example.org")
        assert not Registration.objects.exists()
        assert not Message.objects.exists()
        other = received_by_somebody(client, event, "newer@example.org")

    assert re.sub(r'value="\d+"', "", blocked[0]) == re.sub(r'value="\d+"', "", other[0])
    assert blocked[1] == other[1]


def test_notifies_a_registered_person_once_a_day(client):
    event = make_event()
    register(event, make_person(email="known@example.org", name="A"))
    client.force_login(make_person())

    for _ in range(3):
        register_other(client, event, "known@example.org")

    assert Message.objects.filter(kind="registered_already").count() == 1
    assert Registration.objects.count() == 1


def make_half_full(**fields):
    """Return a hybrid event whose only place in the room is taken."""
    event = make_event(mode="hybrid", seats=9, room_seats=1, online_seats=8)
    register(event, make_person(), mode="in_person")
    Event.objects.filter(pk=event.pk).update(**fields)
    return event


def post_rows(client, event, *modes):
    """Register a person for each mode, and return the response."""
    sent = {"form-TOTAL_FORMS": str(len(modes)), "form-INITIAL_FORMS": "0"}
    for number, mode in enumerate(modes):
        row = {"name": f"Khin {number}", "email": f"khin{number}@example.org", "mode": mode}
        sent |= {f"form-{number}-{name}": value for name, value in row.items()}
    return client.post(reverse("self_service:register_others", args=[event.slug]), sent)


@pytest.mark.parametrize(
    ("fields", "preselected", "closed"),
    [
        ({}, "", ["in_person"]),
        ({"room_seats": 2}, "in_person", []),
        ({"seats": 1}, "", []),  # all are full: each leads to its waiting list
        ({"policy": "approval"}, "in_person", []),  # the organisers decide
    ],
)
def test_no_mode_is_preselected_while_one_is_full(client, fields, preselected, closed):
    event = make_half_full(**fields)
    client.force_login(make_person())

    page = client.get(reverse("self_service:register_others", args=[event.slug]))

    for row in page.context["rows"]:
        assert row["mode"].value() == preselected
        options = re.findall(r'<option value="(\w+)"[^>]* disabled', str(row["mode"]))
        assert options == closed


def test_a_full_mode_or_none_is_refused_at_its_field_and_the_input_is_kept(client):
    event = make_half_full()
    client.force_login(make_person())

    refused = post_rows(client, event, "in_person", "", "online")

    errors = [row.errors.get("mode", []) for row in refused.context["rows"]]
    assert errors == [["All places of this kind are taken. Choose the other one."], ["This field is required."], []]
    assert 'value="khin1@example.org"' in refused.text
    assert refused.context["rows"][2]["mode"].value() == "online"
    assert Registration.objects.count() == 1
    assert post_rows(client, event, "online", "online").status_code == 302
    assert set(Registration.objects.filter(person__email__startswith="khin").values_list("mode", flat=True)) == {
        "online"
    }


def test_counts_every_address_for_the_limit(client, settings):
    settings.OTHERS_PER_EVENT = 2
    event = make_event()
    register(event, make_person(email="known@example.org", name="A"))
    client.force_login(make_person())

    for address in ("known@example.org", "known@example.org", "new@example.org", "one.more@example.org"):
        register_other(client, event, address)

    assert Registration.objects.filter(person__email="new@example.org").exists()
    assert not Registration.objects.filter(person__email="one.more@example.org").exists()
