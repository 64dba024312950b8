"""Sign-in through a service: only with an address that the service states as verified."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.fake_provider import fake_provider, sign_in_through
from tests.accounts.helpers import sign_in, trust_session, who
from tests.factories import make_person

pytestmark = pytest.mark.django_db
MAIL = "khin@example.org"
SERVICES = ["google", "openid_connect", "microsoft"]


@pytest.fixture
def provider(settings, monkeypatch):
    with fake_provider() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = provider.settings()
        monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", f"{provider.url}/token")
        monkeypatch.setattr(GoogleOAuth2Adapter, "id_token_issuer", provider.url)
        monkeypatch.setattr("allauth.socialaccount.providers.google.views.ID_TOKEN_ISSUER", provider.url)
        provider.profile = {"id": "7", "mail": MAIL, "userPrincipalName": MAIL}
        yield provider


def state_as(provider, name, verified):
    stated = {} if verified is None else {"xms_edov" if name == "microsoft" else "email_verified": verified}
    provider.claims = {"email": MAIL} | stated


@pytest.mark.parametrize("name", SERVICES)
def test_verified_address_creates_an_account_and_enters_it_again(client, provider, name):
    state_as(provider, name, True)

    assert sign_in_through(client, name)["Location"] == "/me/start/"
    person = User.objects.get()
    again = Client()
    sign_in_through(again, name)

    assert who(client) == who(again) == person.pk
    assert (person.email, User.objects.count()) == (MAIL, 1)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == (MAIL, True, True)


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("verified", [None, False, "false", 0, "", "no", []])
@pytest.mark.parametrize("is_known", [True, False])
def test_address_that_is_not_verified_neither_creates_nor_enters_an_account(client, provider, name, verified, is_known):
    if is_known:
        person = make_person(email=MAIL)
        EmailAddress.objects.create(user=person, email=MAIL, verified=True, primary=True)
    state_as(provider, name, verified)

    page = sign_in_through(client, name)

    assert page.status_code == 403
    assert "Sign in with a code" in page.content.decode()
    assert who(client) is None
    assert User.objects.count() == int(is_known)
    assert not SocialAccount.objects.exists()
    assert client.get(reverse("socialaccount_signup")).status_code == 302


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "other@example.org", "xms_edov": True},  # the profile has another address than the token
        {"email": MAIL, "xms_edov": True, "aud": "another-client"},
        {"email": 5, "xms_edov": True},
        {},
    ],
)
def test_microsoft_must_state_the_address_of_the_profile(client, provider, claims):
    provider.claims = claims

    assert sign_in_through(client, "microsoft").status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize(("domain", "status"), [("example.org", 302), ("ample.org", 403), ("org", 403)])
def test_domains_of_the_own_tenant_count_as_verified(client, provider, settings, domain, status):
    settings.MICROSOFT_VERIFIED_DOMAINS = [domain]
    provider.claims = {"email": MAIL}

    assert sign_in_through(client, "microsoft").status_code == status


def test_userinfo_about_another_person_is_refused(client, provider):
    state_as(provider, "openid_connect", True)
    provider.userinfo = {"sub": "8", "email": MAIL, "email_verified": True}

    assert sign_in_through(client, "openid_connect").status_code == 403


@pytest.mark.parametrize("name", SERVICES)
def test_first_code_ends_links_and_sessions_of_a_stranger(mailoutbox, provider, name):
    person = make_person(email=MAIL)
    SocialAccount.objects.create(user=person, provider="oidc" if name == "openid_connect" else name, uid="7")
    EmailAddress.objects.create(user=person, email=MAIL, verified=False, primary=True)
    EmailAddress.objects.create(user=person, email="stranger@example.net", verified=False)
    TOTP.activate(person, "ABCDEFGHIJKLMNOP")
    stranger, owner = Client(), Client()
    stranger.force_login(person)
    state_as(provider, name, False)
    assert sign_in_through(Client(), name).status_code == 403  # the link itself is refused before the proof, too

    sign_in(owner, mailoutbox, MAIL)

    assert who(owner) == person.pk
    assert stranger.get("/me/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert not Authenticator.objects.exists()
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(MAIL, True)]
    assert sign_in_through(Client(), name).status_code == 403
    assert UserSession.objects.count() == 1


def test_second_sign_in_by_code_ends_nothing(mailoutbox):
    first, second = Client(), Client()
    sign_in(first, mailoutbox, MAIL)
    SocialAccount.objects.create(user=User.objects.get(), provider="google", uid="7")

    sign_in(second, mailoutbox, MAIL)

    assert first.get("/me/").status_code == 200
    assert SocialAccount.objects.exists()


def test_address_of_a_list_is_entered_without_what_was_there_before(client, provider):
    person = make_person(email=MAIL, name="From a list")
    before = Client()
    before.force_login(person)
    state_as(provider, "openid_connect", True)

    sign_in_through(client, "openid_connect")

    assert who(client) == person.pk
    assert before.get("/me/").status_code == 302


def test_service_leads_to_the_second_step(client, provider):
    person = make_person(email=MAIL)
    EmailAddress.objects.create(user=person, email=MAIL, verified=True, primary=True)
    TOTP.activate(person, "ABCDEFGHIJKLMNOP")
    state_as(provider, "openid_connect", True)

    assert sign_in_through(client, "openid_connect")["Location"] == reverse("mfa_authenticate")
    assert who(client) is None


def test_linked_account_signs_in_whatever_its_address(client, mailoutbox, provider):
    sign_in(client, mailoutbox, MAIL)
    state_as(provider, "openid_connect", None)

    refused = client.post(reverse("openid_connect_login", args=["oidc"]), {"process": "connect"})
    assert refused["Location"].startswith(reverse("account_reauthenticate"))
    assert not SocialAccount.objects.exists()
    trust_session(client)
    sign_in_through(client, "openid_connect", process="connect")

    assert SocialAccount.objects.get().user_id == who(client)
    assert "An account at OpenID Connect was connected" in mailoutbox[-1].body
    fresh = Client()
    sign_in_through(fresh, "openid_connect")
    assert who(fresh) == who(client)


def test_closed_account_stays_closed(client, provider):
    make_person(email=MAIL, is_active=False)
    state_as(provider, "openid_connect", True)

    page = sign_in_through(client, "openid_connect")

    assert "This account is closed" in page.content.decode()
    assert who(client) is None


PATHS = [
    "/accounts/google/login/", "/accounts/google/login/callback/", "/accounts/google/login/token/",
    "/accounts/microsoft/login/", "/accounts/microsoft/login/callback/", "/accounts/oidc/oidc/login/",
    "/accounts/oidc/oidc/login/callback/", "/accounts/oidc/nothing/login/", "/accounts/oidc/%F0%9F%98%80/login/",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "query", ["", "?process=connect", "?code=a&state=b", "?state=" + "a" * 5000, "?error=x&next=//e"]
)
def test_services_that_are_not_set_up_have_no_pages(client, path, query):
    for page in (client.get(path + query), client.post(path + query)):
        assert page.status_code == 404
        assert "site-head" in page.content.decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["", "?code=a&state=b", "?state=" + "a" * 5000, "?error=access_denied", "?scope=%FF"])
def test_odd_parameters_of_services_break_nothing(client, provider, path, query):
    for page in (client.get(path + query), client.post(path + query)):
        assert page.status_code < 500


def test_service_that_does_not_answer_gets_a_page(client, provider):
    provider.is_down = True

    page = client.post(reverse("openid_connect_login", args=["oidc"]))

    assert page.status_code == 503
    assert "sign in with a code" in page.content.decode()


def test_button_of_the_service_is_on_the_page(client, provider):
    assert "Continue with Ministry" in client.get(reverse("account_login")).content.decode()
