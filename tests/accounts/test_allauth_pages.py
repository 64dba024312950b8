"""All pages and mails of allauth, in our design and with our texts."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.accounts.helpers import ask, sign_in, trust_session
from tests.factories import make_person

pytestmark = [pytest.mark.look, pytest.mark.django_db]
PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_", "google_", "microsoft_", "social/")
FILES = {"mfa_download_recovery_codes"}  # answers GET, but with a text file
NOT_PAGES = {"google_login_by_token"}  # takes a POST alone


def addresses(resolver=None, before=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from addresses(pattern, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            name = pattern.name or str(pattern.pattern)
            if name.startswith(PREFIXES) and name not in NOT_PAGES:
                yield name, "/" + before + str(pattern.pattern)


ADDRESSES = dict(addresses())


def path_of(name, key):
    if name == "account_no_password":
        return "/accounts/password/change/"
    if name == "account_reset_password_from_key":
        return "/accounts/password/reset/key/1-abc/"
    return ADDRESSES[name].replace("<int:pk>", str(key.pk))


def add_passkey(person):
    """Create a row to list, rename and remove. tests/browser/test_passkey.py creates a real passkey."""
    data = {"name": "My phone", "passwordless": True, "credential": {}}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def looks_like_ours(page):
    text = page.content.decode()
    assert 'class="site-head"' in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    for word in (
        "Email Addresses",
        "following email addresses",
        "Security Key",
        "security key",
        "Two-Factor",
        "third-party",
        "Sign In",
    ):
        assert word not in text.split("<main")[1], word


@pytest.fixture
def providers(settings):
    keys = {"APPS": [{"client_id": "an-id", "secret": "a-secret"}]}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": keys, "microsoft": keys}


@pytest.mark.usefixtures("providers")
@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize("name", ADDRESSES)
def test_each_page_uses_our_design(client, monkeypatch, mailoutbox, name, is_signed_in):
    person = make_person()
    key = add_passkey(make_person())
    if is_signed_in:
        sign_in(client, mailoutbox, person.email)
        if not name.startswith("mfa_activate"):
            key = add_passkey(person)
            TOTP.activate(person, generate_totp_secret())
            RecoveryCodes.activate(person)
        monkeypatch.setattr(
            "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda request: True
        )
        monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.begin_authentication", lambda user: {})
        monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.begin_registration", lambda user, passwordless: {})

    page = client.get(path_of(name, key))

    refused = name.endswith("_callback") or name == "socialaccount_login_error"
    assert page.status_code in ({401} if refused else {200, 301, 302})
    if page.status_code in {200, 401} and name not in FILES:
        looks_like_ours(page)


def test_pages_of_an_unfinished_process_use_our_design(client, mailoutbox):
    """The pages of an unfinished sign-in, and of an email address that is being added."""
    person = make_person()
    ask(client, person.email)
    looks_like_ours(client.get(reverse("account_confirm_login_code")))
    sign_in(client, mailoutbox, person.email)
    looks_like_ours(client.get(reverse("account_reauthenticate")))
    trust_session(client)
    client.post(reverse("account_email"), {"email": "second@example.org", "action_add": ""})
    looks_like_ours(client.get(reverse("account_email_verification_sent")))
    add_passkey(person)
    again = Client()
    sign_in(again, mailoutbox, person.email)
    assert again.get(reverse("account_login"))["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_email", "Email addresses"),
        ("mfa_index", "Passkeys and codes"),
        ("usersessions_list", "Where I am signed in"),
        ("account_inactive", "This account is closed"),
    ],
)
def test_headings_equal_the_entries_of_the_menu(client, name, heading):
    client.force_login(make_person())
    trust_session(client)

    page = client.get(reverse(name)).content.decode()

    assert f"<h1>{heading}</h1>" in page
    assert f"<title>{heading} · Plenary</title>" in page


BRINGS = Path(allauth.__file__).parent / "templates"
# The templates of features that Plenary does not use: identity provider, OpenID, telephone numbers, passwords.
NOT_OFFERED = re.compile(
    r"idp/|openid/|phone|password_(change|set|reset)|confirm_password|signup_by_passkey|webauthn/signup|mfa/trust"
    r"|account/(signup|request_login_code|email_change|email_confirm|login)\.html|email_confirmation_signup|password_reset_(key|code)"
)
PAGES = [
    str(path.relative_to(BRINGS))
    for path in BRINGS.rglob("*.html")
    if path.parent.name not in {"elements", "layouts", "snippets"} and not path.name.startswith("base_")
]


@pytest.mark.parametrize("name", [name for name in PAGES if not NOT_OFFERED.search(name) and "base.html" not in name])
def test_each_template_of_allauth_is_replaced(name, settings):
    assert (settings.BASE_DIR / "templates" / name).exists()


MAILS = sorted(
    str(path.relative_to(BRINGS)).removesuffix("_message.txt")
    for path in BRINGS.rglob("email/*_message.txt")
    if "base_message" not in path.name and not re.search(r"password_reset_(key|code)", path.name)
)


@pytest.mark.parametrize("prefix", MAILS)
def test_mails_use_our_texts(prefix, rf: RequestFactory):
    context = {"site_name": "Seminar Office", "email": "a@example.org", "code": "123456", "ip": "192.0.2.1"}
    request = rf.get("/")
    request.user = make_person()
    django = engines["django"]

    subject = django.get_template(f"{prefix}_subject.txt").render(context).strip()
    body = django.get_template(f"{prefix}_message.txt").render(context, request)

    assert subject
    assert "Hello from" not in body
    assert "Seminar Office" in body if "login_code" not in prefix else "123456" in body
    for word in ("Email", "email", "third-party", "security key", "Authenticator"):
        assert word not in subject + body, word


def test_change_of_the_account_sends_a_mail(client, mailoutbox):
    person = make_person(email="me@example.org")
    sign_in(client, mailoutbox, person.email)
    trust_session(client)
    client.post(reverse("account_email"), {"email": "second@example.org", "action_add": ""})
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()
    client.post(reverse("account_email_verification_sent"), {"code": code})

    client.post(reverse("account_email"), {"email": "second@example.org", "action_primary": ""})

    mail = mailoutbox[-1]
    assert mail.to == ["me@example.org"]
    assert mail.subject == "Your main address at Plenary was changed"
    assert "it was me@example.org" in mail.body
    assert "/account-changes/" in mail.body


def test_person_with_a_closed_account_gets_a_mail_about_it(client, mailoutbox):
    make_person(email="out@example.org", is_active=False)

    ask(client, "out@example.org")

    assert mailoutbox[0].subject == "Signing in at Plenary"
    assert "is closed" in mailoutbox[0].body
