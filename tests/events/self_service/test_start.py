"""Where a sign-in leads without an address of its own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.registration.services import register, withdraw
from tests.accounts.helpers import ask, code_in, sign_in, type_code
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
WORKSPACE, OWN = "organise:home", "self_service:me"


def member():
    return make_member(make_programme())


def superuser():
    return make_person(is_superuser=True, is_staff=True)


def withdrawn_member():
    registration = register(make_event(), member())
    withdraw(registration, by=registration.person)
    return registration.person


def participant():
    return register(make_event(), make_person()).person


def member_who_takes_part():
    return register(make_event(), member()).person


def member_after_an_event():
    event = make_event()
    person = register(event, member()).person
    event.starts_at, event.ends_at = now() - timedelta(days=9), now() - timedelta(days=8)
    event.save()
    return person


@pytest.mark.parametrize(
    ("find", "page"),
    [
        (member, WORKSPACE),
        (superuser, WORKSPACE),
        (withdrawn_member, WORKSPACE),
        (member_after_an_event, WORKSPACE),
        (make_person, OWN),
        (participant, OWN),
        (member_who_takes_part, OWN),
    ],
)
def test_sign_in_leads_to_the_work_or_to_the_own_events(client, mailoutbox, find, page):
    person = find()

    signed_in = sign_in(client, mailoutbox, person.email)

    assert signed_in["Location"] == reverse("self_service:start")
    assert client.get(signed_in["Location"])["Location"] == reverse(page)


def test_next_page_of_the_sign_in_wins(client, mailoutbox):
    person = member()

    ask(client, person.email)
    signed_in = type_code(client, code_in(mailoutbox[-1]), query_params={"next": "/events/"})

    assert signed_in["Location"] == "/events/"
