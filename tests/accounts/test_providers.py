"""Sign-in with Google and Microsoft. tests/test_settings.py tests their configuration."""

import re

import pytest
from django.urls import reverse

from tests.accounts.helpers import trust_session
from tests.factories import make_person

pytestmark = pytest.mark.django_db
GOOGLE = {"google": {"APPS": [{"client_id": "an-id", "secret": "a-secret"}]}}


@pytest.mark.parametrize(("providers", "expected"), [({}, []), (GOOGLE, ["Google"])])
def test_sign_in_page_lists_the_configured_providers(client, settings, providers, expected):
    settings.SOCIALACCOUNT_PROVIDERS = providers

    page = client.get(reverse("account_login")).content.decode()

    assert re.findall(r"Continue with (\w+)", page) == expected


def test_google_gets_our_client_id(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = GOOGLE

    answer = client.post(reverse("google_login"))

    assert answer["Location"].startswith("https://accounts.google.com/")
    assert "client_id=an-id" in answer["Location"]


def test_another_account_can_be_connected(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = GOOGLE
    client.force_login(make_person())
    trust_session(client)

    page = client.get(reverse("socialaccount_connections")).content.decode()

    assert "Connect Google" in page
