"""A passkey is created and used in Chromium, with its virtual authenticator instead of a phone."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.helpers import sign_in_by_code
from tests.smtp import smtp_server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mailbox():
    cache.clear()
    with smtp_server() as mailbox:
        yield mailbox


@pytest.fixture
def site(live_server):
    """Return the site with the host localhost: over http, passkeys work only there."""
    return live_server.url.replace("127.0.0.1", "localhost")


def plug_in_authenticator(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def confirm_identity(page: Page, mailbox) -> None:
    """Type the mailed code on the page that protects changes of the account."""
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    code = re.search(r"\b\d{6}\b", str(mailbox.mails[-1]["Subject"])).group()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()


def test_passkey_signs_in_without_a_code(phone, site, mailbox):
    plug_in_authenticator(phone)
    phone.goto(site + "/accounts/login/")
    sign_in_by_code(phone, mailbox, "khin@example.org")
    expect(phone.get_by_role("heading", name="My events")).to_be_visible()

    phone.get_by_role("link", name="Passkeys and codes").click()
    phone.get_by_role("link", name="Add a passkey").click()
    confirm_identity(phone, mailbox)
    expect(phone.get_by_label("Sign in with this passkey, without a code by email")).to_be_checked()
    phone.get_by_label("Name").fill("My phone")
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert re.fullmatch(r"(\d{8}\n?){10}", phone.get_by_label("Unused codes").input_value())
    phone.goto(site + "/accounts/2fa/webauthn/")
    expect(phone.get_by_role("cell", name="My phone")).to_be_visible()

    phone.goto(site + "/accounts/logout/")
    phone.get_by_role("main").get_by_role("button", name="Sign out").click()
    mails = len(mailbox.mails)
    phone.goto(site + "/accounts/login/?next=/me/profile/")
    phone.get_by_role("button", name="Sign in with a passkey").click()

    expect(phone).to_have_url(re.compile(r"/me/profile/$"))
    phone.wait_for_load_state("networkidle")  # nobody asks for anything while the database is emptied
    assert len(mailbox.mails) == mails
    assert [mail["Subject"] for mail in mailbox.mails if "passkey" in mail["Subject"]] == [
        "A passkey was added at Plenary"
    ]
    assert User.objects.get().authenticator_set.filter(type="webauthn").count() == 1


def test_passkey_is_the_second_step_after_a_code(phone, site, mailbox):
    plug_in_authenticator(phone)
    phone.goto(site + "/accounts/login/")
    sign_in_by_code(phone, mailbox, "khin@example.org")
    phone.goto(site + "/accounts/2fa/webauthn/add/")
    confirm_identity(phone, mailbox)
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("The passkey is added.")).to_be_visible()
    phone.goto(site + "/accounts/logout/")
    phone.get_by_role("main").get_by_role("button", name="Sign out").click()

    phone.goto(site + "/accounts/login/")
    sign_in_by_code(phone, mailbox, "khin@example.org")
    expect(phone.get_by_role("heading", name="Second step")).to_be_visible()
    phone.get_by_role("button", name="Use my passkey").click()

    expect(phone.get_by_role("heading", name="My events")).to_be_visible()
