"""Nobody can lock the owner of an address out with requests for codes or with wrong codes."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.protection.limits import COOKIE
from tests.accounts.helpers import ask, code_in, sign_in, type_code, who

pytestmark = pytest.mark.django_db
OWNER = "owner@example.org"
STRANGER, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.66"}, {"REMOTE_ADDR": "198.51.100.7"}


def flood(times=20, **network):
    return [ask(Client(), OWNER, **network).status_code for _ in range(times)]


def guess(times=12, **network):
    for _ in range(times // 3):
        client = Client()
        if ask(client, OWNER, **network).status_code == 302:
            for _ in range(3):
                type_code(client, "000000", **network)


@pytest.mark.parametrize("attack", [flood, guess])
def test_browser_that_has_signed_in_before_is_not_locked_out(client, mailoutbox, attack):
    sign_in(client, mailoutbox, OWNER, **STRANGER)
    client.post(reverse("account_logout"))

    attack(**STRANGER)
    sign_in(client, mailoutbox, OWNER, **STRANGER)

    assert who(client)


@pytest.mark.parametrize("attack", [flood, guess])
def test_new_browser_at_another_network_is_not_locked_out(client, mailoutbox, attack):
    attack(**STRANGER)

    sign_in(client, mailoutbox, OWNER, **ELSEWHERE)

    assert who(client)


def test_one_network_cannot_flood_a_mailbox(mailoutbox):
    assert flood(**STRANGER).count(302) == 5
    assert len(mailoutbox) == 5


def test_many_networks_cannot_flood_a_mailbox_and_a_known_browser_still_signs_in(client, mailoutbox):
    sign_in(client, mailoutbox, OWNER)
    client.post(reverse("account_logout"))
    mailoutbox.clear()

    for number in range(60):
        ask(Client(), OWNER, REMOTE_ADDR=f"203.0.113.{number}")

    assert len(mailoutbox) == 39  # with the first sign-in
    sign_in(client, mailoutbox, OWNER)
    assert who(client)


def test_known_browser_has_limits_too(client, mailoutbox):
    sign_in(client, mailoutbox, OWNER)
    client.post(reverse("account_logout"))

    assert [ask(client, OWNER).status_code for _ in range(7)].count(302) == 5


def test_cookie_of_another_address_or_a_forged_one_gives_nothing(client, mailoutbox):
    sign_in(client, mailoutbox, "thief@example.net", **STRANGER)
    client.post(reverse("account_logout"))
    flood(**STRANGER)
    forged = Client()
    forged.cookies[COOKIE] = "device 0123456789abcdef01234567:forged"

    assert ask(client, OWNER, **STRANGER).status_code == 200
    assert ask(forged, OWNER, **STRANGER).status_code == 200


def test_cookie_contains_no_address(client, mailoutbox):
    sign_in(client, mailoutbox, OWNER)

    cookie = client.cookies[COOKIE]
    assert "owner" not in cookie.value
    assert cookie["httponly"]


def test_page_after_three_wrong_codes_says_what_is_true(client, mailoutbox):
    client.post(reverse("account_login"), {"email": OWNER, "next": "/me/profile/"})
    for _ in range(3):
        page = client.post(reverse("account_confirm_login_code"), {"code": "000000", "next": "/me/profile/"})
    text = page.content.decode()

    assert "A new code works at once." in text
    assert "hour" not in text
    assert f'name="email" value="{OWNER}"' in text
    client.post(reverse("account_login"), {"email": OWNER, "next": "/me/profile/"})
    answer = client.post(
        reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[-1]), "next": "/me/profile/"}
    )
    assert answer["Location"] == "/me/profile/"


def test_code_lives_ten_minutes_and_the_mail_says_so(client, mailoutbox):
    ask(client, OWNER)

    assert "valid for ten minutes" in mailoutbox[0].body
    assert "ten minutes" in client.get(reverse("account_confirm_login_code")).content.decode()


@pytest.mark.parametrize(("after", "is_signed_in"), [(timedelta(seconds=590), True), (timedelta(seconds=610), False)])
def test_code_is_refused_after_ten_minutes(client, mailoutbox, after, is_signed_in):
    ask(client, OWNER)

    with time_machine.travel(now() + after, tick=False):
        type_code(client, code_in(mailoutbox[-1]))

        assert (who(client) is not None) is is_signed_in
