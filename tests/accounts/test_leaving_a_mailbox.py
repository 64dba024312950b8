"""A person at a shared mailbox gets an address of their own: what other readers have left behind ends, and an undo."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts import identity, services
from accounts.models import User
from accounts.protection import changes
from tests.accounts.helpers import ask, code_in, reauthenticate, type_code, who
from tests.factories import make_member, make_person, make_programme

pytestmark = pytest.mark.django_db(transaction=True)  # allauth acts on commit
OFFICE, OWN = "office@example.org", "minh@example.org"


@pytest.fixture
def khin():
    return make_person(email=OFFICE, name="Khin Khin")


@pytest.fixture
def minh(khin):
    return services.get_or_create_person(OFFICE, answer=identity.OTHER, name="Minh")


def enter(mailoutbox, person):
    client = Client()
    ask(client, OFFICE)
    type_code(client, code_in(mailoutbox[-1]))
    client.post(reverse("account_choose_person"), {"person": person.pk})
    return client


def leave(mailoutbox, person):
    """Sign person in, give them an address of their own, and return their client and the link that undoes it."""
    client = enter(mailoutbox, person)
    reauthenticate(client, mailoutbox)
    client.post(reverse("account_email"), {"email": OWN, "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})
    person.refresh_from_db()
    assert (person.email, person.mailbox_of) == (OWN, None)
    [mail] = [one for one in mailoutbox if "/account-changes/" in one.body]
    assert mail.to == [OFFICE]
    return client, re.search(r"/account-changes/\S+/", mail.body).group()


def test_sessions_and_services_of_other_readers_end(mailoutbox, khin, minh):
    other_reader = enter(mailoutbox, minh)
    SocialAccount.objects.create(user=minh, provider="google", uid="of another reader")

    client, _link = leave(mailoutbox, minh)

    assert not SocialAccount.objects.exists()
    assert other_reader.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_undo_brings_the_person_back_to_the_mailbox(mailoutbox, khin, minh):
    _client, link = leave(mailoutbox, minh)

    Client().post(link)

    minh.refresh_from_db()
    assert (minh.email, minh.mailbox_of) == (OFFICE, khin)
    assert not EmailAddress.objects.filter(email=OWN).exists()
    assert who(enter(mailoutbox, minh)) == minh.pk


@pytest.mark.parametrize("cause", ["privileges", "name", "holder moved"])
def test_undo_does_not_return_to_a_mailbox_that_the_person_cannot_use(mailoutbox, khin, minh, cause):
    _client, link = leave(mailoutbox, minh)
    match cause:
        case "privileges":
            make_member(make_programme(), person=minh)
        case "name":
            services.get_or_create_person(OFFICE, answer=identity.OTHER, name="Minh")
        case "holder moved":
            services.update_profile(khin, email="khin@example.org")
            EmailAddress.objects.all().delete()

    Client().post(link)

    minh.refresh_from_db()
    assert minh.mailbox_of is None
    assert User.objects.filter(pk=minh.pk, canonical_email__in=[OWN]).count() == 0
    assert not changes.SignInChange.objects.undoable().exists()
