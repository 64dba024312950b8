"""The limits for requested codes and attempts."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.helpers import ask, code_in, sign_in, type_code, who

pytestmark = pytest.mark.django_db


def test_meeting_room_behind_one_ip_address_signs_in(mailoutbox):
    for number in range(60):
        client = Client(REMOTE_ADDR="192.0.2.7")
        sign_in(client, mailoutbox, f"delegate{number}@example.org")
        assert who(client)

    assert User.objects.count() == 60


def test_sixth_code_for_one_address_shows_an_error_at_the_field(mailoutbox):
    for _ in range(5):
        assert ask(Client(), "often@example.org").status_code == 302

    page = ask(Client(), "Often@example.org")

    assert page.status_code == 200
    assert page.context["form"].errors == {"email": ["Too many attempts. Please wait an hour and try again."]}
    assert "Too many attempts" in page.content.decode()
    assert len(mailoutbox) == 5
    assert ask(Client(), "another@example.org").status_code == 302


def test_wrong_codes_count_by_address_across_sessions(mailoutbox):
    for _ in range(4):
        client = Client()
        ask(client, "target@example.org")
        answers = [type_code(client, "000000") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 429, 429]
    page = answers[-1].content.decode()
    assert 'class="site-head"' in page
    assert "Too many attempts" in page
    assert type_code(client, code_in(mailoutbox[-1])).status_code == 429
    assert who(client) is None


def test_correct_codes_do_not_count_as_attempts(mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/h/key,2/h/ip"}

    for _ in range(3):
        client = Client()
        sign_in(client, mailoutbox, "regular@example.org")
        assert who(client)


def test_trusted_proxy_gives_the_ip_address_of_the_client(mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/h/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    first, second = [
        ask(Client(), f"{number}@example.org", HTTP_X_FORWARDED_FOR=f"198.51.100.99, 192.0.2.{number}")
        for number in (1, 2)
    ]

    assert (first.status_code, second.status_code) == (302, 302)
    assert ask(Client(), "3@example.org", HTTP_X_FORWARDED_FOR="192.0.2.1").status_code == 200


def test_another_code_is_sent_and_works(client, mailoutbox):
    ask(client, "slow@example.org")
    page = client.get(reverse("account_confirm_login_code"))
    assert "Send another code" in page.content.decode()

    client.post(reverse("account_confirm_login_code"), {"action": "resend"})

    first, second = mailoutbox
    assert second.to == ["slow@example.org"]
    assert code_in(first) != code_in(second)
    assert type_code(client, code_in(first)).status_code == 200
    assert type_code(client, code_in(second)).status_code == 302
    assert who(client)


def test_button_for_another_code_disappears_after_two_codes(client, mailoutbox):
    ask(client, "slow@example.org")
    for _ in range(2):
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})

    assert len(mailoutbox) == 3
    assert "Send another code" not in client.get(reverse("account_confirm_login_code")).content.decode()


def test_resent_codes_count_as_requested_codes(client, mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/h/key"}
    ask(client, "slow@example.org")
    for _ in range(2):
        page = client.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)

    assert len(mailoutbox) == 2
    assert "Too many attempts" in page.content.decode()


def test_wrong_address_can_be_corrected(client, mailoutbox):
    client.post(reverse("account_login"), {"email": "mistpyed@example.org", "next": "/me/profile/"})
    page = client.get(reverse("account_confirm_login_code") + "?next=/me/profile/").content.decode()
    assert f'href="{reverse("account_login")}?next=/me/profile/"' in page

    assert client.get(reverse("account_login") + "?next=/me/profile/").status_code == 200
    sign_in(client, mailoutbox, "mistyped@example.org")

    assert who(client) == User.objects.get(email="mistyped@example.org").pk
