"""A main address that an old session changes: it asks for a code, the old address is told at once and can undo it."""

import re
from importlib import import_module
from urllib.parse import urljoin

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as project
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_passkey import confirm_identity
from tests.smtp import Mailbox, smtp_server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OLD, NEW = "khin@example.org", "thief@example.org"


@pytest.fixture
def mailbox():
    cache.clear()
    with smtp_server() as mailbox:
        yield mailbox


def make_session_older(page: Page, hours: int) -> None:
    """Let the sign-in of the page's session, and each code typed in it, be so many hours ago."""
    key = next(one["value"] for one in page.context.cookies() if one["name"] == project.SESSION_COOKIE_NAME)
    session = import_module(project.SESSION_ENGINE).SessionStore(key)
    for method in session["account_authentication_methods"]:
        method["at"] -= hours * 3600
    session.save()


def mails_to(mailbox: Mailbox, address: str) -> list[str]:
    return [mail.get_body(("plain",)).get_content() for mail in mailbox.mails if mail["To"] == address]


def add_and_choose(page: Page, mailbox: Mailbox, address: str) -> None:
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_label("Code")).to_be_visible()
    assert mailbox.mails[-1]["To"] == address
    code = re.search(r"\b\d{6}\b", str(mailbox.mails[-1]["Subject"])).group()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm the address").click()
    expect(page.get_by_label("Code")).to_have_count(0)
    page.goto(urljoin(page.url, "/accounts/email/"))
    page.get_by_label(address).check()
    page.get_by_role("button", name="Make it my main address").click()
    expect(page.get_by_label(address)).to_have_accessible_name(re.compile("Main address"))


def test_old_address_undoes_a_new_main_address_and_ends_the_session(phone, browser, live_server, mailbox, settings):
    settings.BASE_URL = live_server.url
    phone.goto(live_server.url + "/accounts/login/")
    sign_in_by_code(phone, mailbox, OLD)
    expect(phone.get_by_role("heading", name="My events")).to_be_visible()
    make_session_older(phone, hours=3)

    phone.goto(live_server.url + "/accounts/email/")
    confirm_identity(phone, mailbox)
    assert mailbox.mails[-1]["To"] == OLD
    add_and_choose(phone, mailbox, NEW)

    told = [text for text in mails_to(mailbox, OLD) if f"The main address is now {NEW}" in text]
    assert len(told) == 1
    assert "/account-changes/" not in "".join(mails_to(mailbox, NEW))
    assert User.objects.get().email == NEW
    link = re.search(r"http://\S+/account-changes/\S+", told[0]).group()

    other = browser.new_context(viewport={"width": 390, "height": 844})
    page = other.new_page()
    page.goto(link)
    expect(page.get_by_text(f"The main address is now {NEW}. Before, it was {OLD}.")).to_be_visible()
    assert no_sideways_scrolling(page)
    assert User.objects.get().email == NEW  # opening the link changes nothing
    page.get_by_role("button", name=re.compile("Undo")).click()
    expect(page.get_by_text("The changes are undone, and everybody is signed out of this account.")).to_be_visible()
    other.close()

    assert User.objects.get().email == OLD
    assert EmailAddress.objects.get(primary=True).email == OLD
    phone.goto(live_server.url + "/me/")
    expect(phone).to_have_url(re.compile("/accounts/login/"))
    phone.wait_for_load_state("networkidle")  # nobody asks for anything while the database is emptied
