"""The authenticator app as a second step, and the list of sessions."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.adapter import MFAAdapter
from tests.accounts.helpers import sign_in, trust_session, who
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)  # allauth sends its notices on commit


def app_code(secret):
    """Return the code that an authenticator app shows now for secret (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def protected(mailoutbox):
    """Return a person with an authenticator app, and the secret of the app."""
    person, client = make_person(email="careful@example.org"), Client()
    sign_in(client, mailoutbox, person.email)
    trust_session(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert f'value="{secret}"' in page.content.decode()

    refused = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert refused.context["form"].errors
    assert not Authenticator.objects.exists()

    client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert [mail.subject for mail in mailoutbox if "app" in mail.subject] == [
        "An authenticator app was set up at Plenary"
    ]
    return person, secret


def test_qr_code_has_a_white_background():
    picture = MFAAdapter().build_totp_svg("otpauth://totp/a@example.org?secret=ABC")

    assert picture.startswith("<svg")
    assert 'fill="white"' in picture


def test_code_by_mail_is_not_enough_with_a_second_step(client, mailoutbox, protected):
    person, secret = protected

    asked = sign_in(client, mailoutbox, person.email)
    assert asked["Location"] == reverse("mfa_authenticate")
    assert who(client) is None
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "This code is incorrect" in wrong.content.decode()
    assert who(client) is None

    cache.clear()  # a code counts once; the one that set the app up is still the current one
    there = client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert there["Location"] == "/me/start/"
    assert who(client) == person.pk


def test_recovery_code_works_once(mailoutbox, protected):
    person, _ = protected
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]

    for expected in (person.pk, None):
        client = Client()
        sign_in(client, mailoutbox, person.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert who(client) == expected


def test_second_step_keeps_the_next_address(client, mailoutbox, protected):
    person, _ = protected
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    client.post(reverse("account_login"), {"email": person.email, "next": "/me/profile/"})
    mailed = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()
    client.post(reverse("account_confirm_login_code"), {"code": mailed, "next": "/me/profile/"})

    there = client.post(reverse("mfa_authenticate"), {"code": code})

    assert there["Location"] == "/me/profile/"


def test_sign_out_everywhere_else_ends_other_sessions(mailoutbox):
    person = make_person()
    here = Client(HTTP_USER_AGENT="Browser here", REMOTE_ADDR="192.0.2.1")
    there = Client(HTTP_USER_AGENT="Browser there", REMOTE_ADDR="192.0.2.2")
    stranger = Client()
    sign_in(here, mailoutbox, person.email)
    sign_in(there, mailoutbox, person.email)
    sign_in(stranger, mailoutbox, make_person().email)
    trust_session(here)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Browser here" in page
    assert "Browser there" in page

    here.post(reverse("usersessions_list"))

    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert stranger.get("/me/").status_code == 200
    assert "Browser there" not in here.get(reverse("usersessions_list")).content.decode()
