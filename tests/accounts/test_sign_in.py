import pytest
from django.urls import reverse

from tests.accounts.helpers import trust_session
from tests.factories import make_person
from tests.smtp import no_smtp_server

pytestmark = pytest.mark.django_db


def test_unreachable_mail_server_shows_a_message(client):
    with no_smtp_server():
        page = client.post(reverse("account_login"), {"email": "someone@example.org"}, follow=True)

    assert page.status_code == 200
    assert "could not be sent" in page.content.decode()


def test_another_address_is_added_with_a_code(client, mailoutbox):
    client.force_login(make_person(email="first@example.org"))
    trust_session(client)

    client.post(reverse("account_email"), {"email": "second@example.org", "action_add": ""})

    mail = mailoutbox[-1]
    assert mail.to == ["second@example.org"]
    assert "is your code" in mail.subject
    assert "add this address" in mail.body


@pytest.mark.parametrize("name", ["account_email", "mfa_index", "usersessions_list", "account_logout"])
def test_allauth_pages_use_our_design(client, name):
    client.force_login(make_person())
    trust_session(client)

    page = client.get(reverse(name))

    assert page.status_code == 200
    assert 'class="site-head"' in page.content.decode()
